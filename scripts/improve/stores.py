"""The feature stores that some experiments learn from, made of the starter's own, each once.

`common-voice` goes the whole way: a folder in Common Voice's layout, whose `validated` the command
`python -m training features` mines; `filtered` is what `python -m training agree` leaves.
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
from training.scoring.agreement import keep_agreed

STORES = FOLDER / "stores"
SOURCE = Path("data/features/train")
HELD_OUT = Path("data/features/test_voices")  # of voices that SOURCE has not
TEACHER = Path("runs/starter-next/final")
MAX_S = 3.5  # as scratch.toml
N_CLIPS = 800
N_FEW_CLIPS = 160
N_VALIDATED = 4000
N_HELD_OUT = 20
WRONG_SHARE = 0.2
MOST_CER = 30.0  # of what the teacher hears against the text, per cent
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
    make(folder)


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


def mine_common_voice(store: Path) -> None:
    """A folder as Common Voice has it, and the splits that our command makes of it."""
    folder = FOLDER / "cv-corpus/sv-SE"
    clips = folder / "clips"
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
    command += [str(store.parent), "--split", "train", "--split", "validated"]
    subprocess.run(command, check=True)


def mix_up_texts() -> Iterator[StoredUtterance]:
    """What was mined, a fifth of it with the text of the next one of this fifth."""
    store = FeatureStore(STORES / "common-voice/validated")
    wrong = random.Random(1).sample(range(len(store)), round(WRONG_SHARE * len(store)))
    texts = store.texts()
    for one, other in zip(wrong, [*wrong[1:], wrong[0]], strict=True):
        texts[one] = store.texts()[other]
    return (replace(one, text=text) for one, text in zip(store, texts))


def filter_by_teacher(folder: Path) -> None:
    """What of these the teacher hears much as it is written; says how it judged."""
    source = STORES / "wrong-texts"
    keep_agreed(source, TEACHER, folder, MOST_CER, show_progress=False)
    kept = set(FeatureStore(folder).ids())
    right = FeatureStore(STORES / "common-voice/validated").texts()
    mixed = FeatureStore(source)
    n_wrong = n_wrong_kept = n_right_lost = 0
    for one, text, right_text in zip(mixed.ids(), mixed.texts(), right, strict=True):
        n_wrong += text != right_text
        n_wrong_kept += text != right_text and one in kept
        n_right_lost += text == right_text and one not in kept
    print(
        f"the teacher keeps {len(kept)} of {len(mixed)} clips: {n_wrong_kept} of {n_wrong} wrong "
        f"ones, and loses {n_right_lost} right ones",
        flush=True,
    )


def write_store(folder: Path, utterances: Iterator[StoredUtterance]) -> None:
    writer = ShardWriter(folder, "only")
    for utterance in utterances:
        writer.add(utterance)
    writer.finish()
    write_manifest(folder, Manifest({}, (describe_shard(folder, "only"),)))


# Of each folder in STORES: what must be there before, and what makes it.
MAKERS: dict[str, tuple[tuple[str, ...], Callable[[Path], None]]] = {
    "one-voice": ((), lambda folder: write_store(folder, choose(N_CLIPS, FEW_VOICES[:1]))),
    "few-clips": ((), lambda folder: write_store(folder, choose(N_FEW_CLIPS))),
    "five-voices": ((), lambda folder: write_store(folder, choose(N_CLIPS, FEW_VOICES))),
    "common-voice": ((), mine_common_voice),
    "wrong-texts": (
        ("common-voice/validated",),
        lambda folder: write_store(folder, mix_up_texts()),
    ),
    "filtered": (("wrong-texts",), filter_by_teacher),
}
