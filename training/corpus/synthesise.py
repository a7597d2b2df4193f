"""Makes the synthesised corpus: plans spoken by espeak-ng, one FLAC file an utterance.

Resumable: whole files that are there are kept, and a larger count extends a corpus. A split's
metadata.jsonl is written when all its audio is there; manifest.json, at the start, holds what the
corpus is made from, and then the count of each finished split.
"""

import json
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from tqdm import tqdm

from training.corpus.audiofolder import METADATA_NAME
from training.corpus.plan import GENERATOR_VERSION, CorpusPlan, PlannedUtterance, make_plan
from training.corpus.speech import (
    SAMPLE_RATE,
    find_sound,
    make_silence,
    place_in_quiet,
    read_espeak_version,
    speak_whole,
)
from training.corpus.voices import DEFAULT_VOICE, TEST_VOICES, TRAINING_VOICES
from training.corpus.word_times import find_word_times
from training.errors import CorpusError

FORMAT_VERSION = 1
MAX_DIFFERENCE_S = 0.005  # between what the library and the command of espeak-ng speak
_SPLIT_VOICES = {
    "train": (DEFAULT_VOICE, *TRAINING_VOICES),
    "validation": (DEFAULT_VOICE, *TRAINING_VOICES),
    "test_default": (DEFAULT_VOICE,),
    "test_voices": TEST_VOICES,
}
_plan: CorpusPlan | None = None  # of a worker process


@dataclass(frozen=True, slots=True)
class SynthesisOptions:
    """Where the corpus goes, how many utterances each split has, and how it is made.

    `word_times`: its metadata tells when each word is said.
    """

    out: Path
    counts: dict[str, int]
    seed: int = 1
    n_workers: int = 2
    show_progress: bool = True
    word_times: bool = False


def synthesise_corpus(options: SynthesisOptions) -> None:
    """Makes or completes the corpus. Raises CorpusError; may be called again after any failure."""
    plan = make_plan(options.seed)
    manifest = _describe_corpus(plan)
    manifest_path = options.out / "manifest.json"
    finished = _read_finished_counts(manifest_path, manifest)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        write_atomically(manifest_path, _to_json({**manifest, "counts": finished}))
        for split, count in options.counts.items():
            folder = options.out / split
            lines = _synthesise_split(folder, split, count, options)
            write_atomically(folder / METADATA_NAME, "".join(lines))
            finished = {**finished, split: count}
            write_atomically(manifest_path, _to_json({**manifest, "counts": finished}))
    except BrokenProcessPool as error:
        raise CorpusError(
            "A worker process was ended from outside (out of memory, perhaps). What is finished is "
            "kept; run the command again, with fewer --workers if this happens again."
        ) from error
    except OSError as error:
        raise CorpusError(
            f"The corpus cannot be written to {options.out}: {error.strerror}. "
            "What is finished is kept; run the command again when this is mended."
        ) from error


def synthesise_utterance(
    plan: CorpusPlan, folder: Path, split: str, index: int, word_times: bool = False
) -> str:
    """The metadata line of an utterance, whose audio is made unless a whole file is there."""
    utterance = plan.plan(split, index)
    path = folder / utterance.file_name
    n_samples = _count_samples(path)
    if n_samples is None:
        n_samples = _write_audio(path, utterance)
    line: dict[str, Any] = {
        "file_name": utterance.file_name,
        "text": utterance.text,
        "speaker": utterance.delivery.voice,
        "duration_s": round(n_samples / SAMPLE_RATE, 4),
        "id": utterance.id,
        "kind": utterance.kind,
        "n_words": len(utterance.text.split()),
        "rate": utterance.delivery.rate_wpm,
        "pitch": utterance.delivery.pitch,
    }
    if utterance.kind == "silence":
        line["speaker"] = None
    if utterance.spoken != utterance.text:
        line["spoken"] = utterance.spoken
    elif word_times and utterance.kind != "silence" and (words := find_words_in_audio(utterance)):
        line["words"] = words
    return json.dumps(line, ensure_ascii=False) + "\n"


def make_audio(utterance: PlannedUtterance) -> np.ndarray:
    """Samples of an utterance, 16 kHz mono float32. test_default is espeak-ng's own level."""
    return _make_placed_audio(utterance).samples


def find_words_in_audio(utterance: PlannedUtterance) -> list[dict[str, Any]]:
    """The words of an utterance and when they are said in its audio; [] where some have no time."""
    placed = _make_placed_audio(utterance)
    spoken = find_word_times(utterance.spoken, utterance.delivery)
    if spoken is None:
        return []
    if abs(spoken.duration_s - placed.whole_s) > MAX_DIFFERENCE_S:
        raise CorpusError(
            f"libespeak-ng does not speak as the command espeak-ng does ({utterance.id}). "
            "Install both in the same version."
        )
    duration_s, offset_s = placed.samples.size / SAMPLE_RATE, placed.offset_s
    words = []
    for word in spoken.words:
        start_s, end_s = (
            round(min(max(0.0, time_s + offset_s), duration_s), 4)
            for time_s in (word.start_s, word.end_s)
        )
        words.append({"text": word.text, "start_s": start_s, "end_s": end_s})
    return words


@dataclass(frozen=True, slots=True)
class _PlacedSpeech:
    """An utterance's samples. espeak-ng's own were `whole_s` long, and lie `offset_s` later."""

    samples: np.ndarray
    whole_s: float = 0.0
    offset_s: float = 0.0


def _make_placed_audio(utterance: PlannedUtterance) -> _PlacedSpeech:
    rng = np.random.default_rng(utterance.audio_seed)
    if utterance.kind == "silence":
        return _PlacedSpeech(make_silence(rng))
    whole = speak_whole(utterance.spoken, utterance.delivery)
    sound = find_sound(whole)
    speech, n_before = whole[sound], -sound.start
    if not speech.size:
        raise CorpusError(f"espeak-ng said nothing for {utterance.spoken!r} ({utterance.id}).")
    if utterance.split != "test_default":
        speech, n_lead = place_in_quiet(speech, rng)
        n_before += n_lead
    return _PlacedSpeech(speech, whole.size / SAMPLE_RATE, n_before / SAMPLE_RATE)


def write_atomically(path: Path, text: str) -> None:
    """Writes `text` to `path` whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _start_worker(seed: int) -> None:
    global _plan
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to deal with
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _plan = make_plan(seed)


def _end_with_parent() -> None:
    """Keeps no worker waiting for ever when the command is killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _synthesise_planned(folder: Path, split: str, word_times: bool, index: int) -> str:
    assert _plan is not None
    return synthesise_utterance(_plan, folder, split, index, word_times)


def _synthesise_split(folder: Path, split: str, count: int, options: SynthesisOptions) -> list[str]:
    """The metadata lines of a split, in the order of their indexes."""
    bar = tqdm(total=count, desc=split, unit="utt", disable=not options.show_progress)
    pool = ProcessPoolExecutor(
        options.n_workers, initializer=_start_worker, initargs=(options.seed,)
    )
    lines = []
    try:
        make_line = partial(_synthesise_planned, folder, split, options.word_times)
        for line in pool.map(make_line, range(count), chunksize=16):
            lines.append(line)
            bar.update()
    finally:
        pool.shutdown(cancel_futures=True)
        bar.close()
    return lines


def _write_audio(path: Path, utterance: PlannedUtterance) -> int:
    """Writes the audio atomically and returns its number of samples.

    Not synced to disk one by one: a file that a power failure left broken is found and made again.
    """
    samples = make_audio(utterance)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    with temporary.open("wb") as file:
        soundfile.write(file, samples, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
    temporary.replace(path)
    return samples.size


def _count_samples(path: Path) -> int | None:
    """Samples in a whole 16 kHz mono file; None where it is missing or broken."""
    try:
        samples, rate = soundfile.read(path, dtype="int16")
    except (soundfile.SoundFileError, OSError):
        return None
    return samples.size if rate == SAMPLE_RATE and samples.ndim == 1 and samples.size else None


def _describe_corpus(plan: CorpusPlan) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "generator_version": GENERATOR_VERSION,
        "seed": plan.seed,
        "espeak_ng_version": read_espeak_version(),
        "lexicon_sha256": plan.lexicon.sha256,
        "wordlist_sha256": plan.words.sha256,
        "voices": {split: list(voices) for split, voices in _SPLIT_VOICES.items()},
        "n_held_out_words": len(plan.held_out_words),
        "held_out_words": sorted(plan.held_out_words),
    }


def _read_finished_counts(path: Path, manifest: dict[str, Any]) -> dict[str, int]:
    """Counts in the manifest that is there. Raises CorpusError where it is of another corpus."""
    try:
        there = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(there, dict):
            raise ValueError("not an object")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise CorpusError(
            f"{path} is no manifest of a corpus. Delete it to go on with this corpus, "
            "or choose another folder."
        ) from error
    different = [key for key, value in manifest.items() if there.get(key) != value]
    if different:
        raise CorpusError(
            f"{path.parent} holds a corpus made otherwise ({', '.join(different)} differ). "
            "Choose another folder, or delete that one to make it anew."
        )
    return there.get("counts", {})


def _to_json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
