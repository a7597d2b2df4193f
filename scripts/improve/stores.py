"""The feature stores that some experiments learn from, made of the starter's own, each once.

`common-voice` goes the whole way: a folder in Common Voice's layout, whose `validated` the command
`python -m training features` mines.
"""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import soundfile

from scripts.improve.arms import FOLDER
from training.features.cleaning import SAMPLE_RATE
from training.features.store import (
    MANIFEST_NAME,
    FeatureStore,
    Manifest,
    ShardWriter,
    StoredUtterance,
    describe_shard,
    write_manifest,
)
from training.scoring.normalise import normalise
from training.scoring.recognise import load_recogniser, recognise
from training.scoring.recordings import read_recordings
from training.scoring.wer import count_edits

STORES = FOLDER / "stores"
SOURCE = Path("data/features/train")
HELD_OUT = Path("data/features/test_voices")  # of voices that SOURCE has not
TEACHER = Path("runs/starter-next/final")
MAX_S = 3.5  # as scratch.toml
N_CLIPS = 800
N_VALIDATED = 4000
N_HELD_OUT = 20
WRONG_SHARE = 0.2
MOST_DISAGREEMENT = 0.5  # character error rate of what the teacher hears against the text
FEW_VOICES = ("sv", "sv+m5", "sv+f2", "sv+Mario", "sv+klatt2")


def make_store(path: str) -> None:
    """Makes the store at `path`, if it is one of ours and not there, and those that it needs."""
    folder = Path(path)
    if STORES not in folder.parents or (folder / MANIFEST_NAME).exists():
        return
    needed, make = MAKERS[folder.relative_to(STORES).parts[0]]
    for other in needed:
        make_store(str(STORES / other))
    print(f"making {folder}", flush=True)
    if make:
        write_store(folder, make())
    else:
        mine_common_voice()


def choose(n_clips: int, voices: Sequence[str] = ()) -> Iterator[StoredUtterance]:
    """Short clips by lot, as many of each of the voices; of every voice there is, where none is
    named."""
    store = FeatureStore(SOURCE)
    by_voice: dict[str, list[int]] = {}
    for index, (voice, n_samples) in enumerate(zip(store.speakers(), store.n_samples)):
        if voice and n_samples <= MAX_S * SAMPLE_RATE and (not voices or voice in voices):
            by_voice.setdefault(voice, []).append(index)
    rng = random.Random(1)
    for indexes in by_voice.values():
        rng.shuffle(indexes)
    in_turn = itertools.chain.from_iterable(itertools.zip_longest(*by_voice.values()))
    chosen = itertools.islice((index for index in in_turn if index is not None), n_clips)
    return (store[index] for index in chosen)


def mine_common_voice() -> None:
    """A folder as Common Voice has it, and what our command makes of it."""
    folder, clips = FOLDER / "cv-corpus/sv-SE", FOLDER / "cv-corpus/sv-SE/clips"
    shutil.rmtree(folder, ignore_errors=True)
    clips.mkdir(parents=True)
    held_out = list(itertools.islice(FeatureStore(HELD_OUT), 2 * N_HELD_OUT))
    validated = [*choose(N_VALIDATED), *held_out]
    for one in validated:
        soundfile.write(clips / f"{one.id}.flac", one.audio, SAMPLE_RATE)
    tables = {
        "train": validated[:N_CLIPS],
        "dev": held_out[:N_HELD_OUT],
        "test": held_out[N_HELD_OUT:],
        "validated": validated,
    }
    for name, utterances in tables.items():
        rows = [f"{one.speaker}\t{one.id}.flac\t{one.text}" for one in utterances]
        lines = ["client_id\tpath\tsentence", *rows, ""]
        (folder / f"{name}.tsv").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "training", "features", str(folder)]
    command += [str(STORES / "common-voice"), "--split", "train", "--split", "validated"]
    subprocess.run(command, check=True)


def mix_up_texts() -> Iterator[StoredUtterance]:
    """What was mined, a fifth of it with the text of the next one of this fifth."""
    store = FeatureStore(STORES / "common-voice/validated")
    wrong = random.Random(1).sample(range(len(store)), round(WRONG_SHARE * len(store)))
    texts = store.texts()
    for one, other in zip(wrong, [*wrong[1:], wrong[0]], strict=True):
        texts[one] = store.texts()[other]
    return (replace(one, text=text) for one, text in zip(store, texts))


def filter_by_teacher() -> Iterator[StoredUtterance]:
    """What of these the teacher hears much as it is written; says how it judged."""
    folder = STORES / "wrong-texts"
    store, right = FeatureStore(folder), FeatureStore(STORES / "common-voice/validated")
    heard = recognise(load_recogniser(TEACHER), read_recordings(folder), show_progress=False)
    agreed = [
        count_edits(normalise(text), normalise(words)).rate <= MOST_DISAGREEMENT
        for text, words in zip(store.texts(), heard)
    ]
    is_right = [a == b for a, b in zip(store.texts(), right.texts(), strict=True)]
    n_lost = sum(good and not kept for good, kept in zip(is_right, agreed))
    n_missed = sum(kept and not good for good, kept in zip(is_right, agreed))
    print(
        f"the teacher keeps {sum(agreed)} of {len(store)} clips: {n_missed} of "
        f"{len(store) - sum(is_right)} wrong ones, and loses {n_lost} right ones",
        flush=True,
    )
    return itertools.compress(store, agreed)


def write_store(folder: Path, utterances: Iterator[StoredUtterance]) -> None:
    writer = ShardWriter(folder, "only")
    for utterance in utterances:
        writer.add(utterance)
    writer.finish()
    write_manifest(folder, Manifest({}, (describe_shard(folder, "only"),)))


# Of each folder in STORES: what must be there before, and what makes its utterances.
MAKERS: dict[str, tuple[tuple[str, ...], Callable[[], Iterator[StoredUtterance]] | None]] = {
    "one-voice": ((), lambda: choose(N_CLIPS, FEW_VOICES[:1])),
    "five-voices": ((), lambda: choose(N_CLIPS, FEW_VOICES)),
    "common-voice": ((), None),  # by the features command
    "wrong-texts": (("common-voice/validated",), mix_up_texts),
    "filtered": (("wrong-texts",), filter_by_teacher),
}
