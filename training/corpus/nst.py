r"""Reads NST's Swedish speech database as the National Library of Norway reorganised it (CC0).

One JSON file a speaker names the recordings; each was taken by two microphones at once, kept as
`<pid>_<file>-1.wav` and `-2.wav`, or as the two channels of `<pid>_<file>.wav`. The texts are
prompts of dictation: a backslash stands between a sign and its spoken name (`hej .\Punkt`).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from training.corpus.corpus import Corpus, CorpusFault, OnFault, read_found
from training.corpus.utterance import Utterance

_LONE_BACKSLASH = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_SPOKEN_SIGN = re.compile(r"[^\w\s\\]*\\(\w+)")
_SILENCE = re.compile(r"\(\s*\.\.\.\s*tyst under denna inspelning\s*\.\.\.\s*\)")
_RECORDINGS = "val_recordings"


def is_nst(folder: Path) -> bool:
    """Whether the folder holds a speaker's JSON file, down to three levels."""
    return next(_find_speaker_files(folder), None) is not None


def open_nst(folder: Path, channel: int = 1) -> dict[str, Corpus]:
    """The one split "" of the database; `channel` is the microphone, 1 (close) or 2 (far).

    Where a recording has but one microphone, that one is taken.
    """

    def read(on_fault: OnFault | None = None) -> Iterator[Utterance]:
        audio = _index_audio(folder)
        found = chain.from_iterable(
            _read_speaker(folder, path, audio, channel) for path in _find_speaker_files(folder)
        )
        yield from read_found(
            found,
            on_fault,
            f"{folder} has no recording that its JSON files name. Unpack the audio (the "
            "archives lydfiler_16_1.tar.gz and lydfiler_16_2.tar.gz) into the same folder.",
        )

    return {"": Corpus(str(folder), read, folder)}


def clean_prompt(text: str) -> str:
    r"""What was said: `Hej ,\Komma Åsa .\Punkt` → "Hej komma Åsa punkt"; "" for a silent recording.

    The speakers read the names of the signs aloud, so the names are what a recogniser should write;
    turning them into signs is left to the user's spoken commands.
    """
    if _SILENCE.search(text):
        return ""
    return " ".join(_SPOKEN_SIGN.sub(lambda match: f" {match[1].lower()} ", text).split())


def _find_speaker_files(folder: Path) -> Iterator[Path]:
    for pattern in ("*.json", "*/*.json", "*/*/*.json"):
        for path in sorted(folder.glob(pattern)):
            try:
                with path.open("rb") as file:
                    # The key stands after the speaker's data; a file of another kind has none.
                    if _RECORDINGS.encode() in file.read(1 << 16) and path.is_file():
                        yield path
            except OSError:
                continue


def _index_audio(folder: Path) -> dict[str, str]:
    """The folder of every WAV file, by name: names are unique in the database."""
    return {
        name.lower(): place
        for place, folders, names in os.walk(folder)
        for name in names
        if name.lower().endswith(".wav")
    }


def _read_speaker(
    folder: Path, path: Path, audio: dict[str, str], channel: int
) -> Iterator[Utterance | CorpusFault]:
    name = path.relative_to(folder).as_posix()
    try:
        told = _parse(path.read_bytes())
        pid = str(told["pid"])
        recordings = list(told[_RECORDINGS])
        speaker = str((told.get("info") or {}).get("Speaker_ID") or "").strip().lstrip("#") or pid
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield CorpusFault(folder, name, f"the file cannot be read as a speaker's JSON: {error!r}.")
        return
    for number, recording in enumerate(recordings, start=1):
        try:
            stem = f"{pid}_{recording['file']}".removesuffix(".wav")
            text = recording["text"]
            if not isinstance(text, str) or not text.strip():
                raise ValueError("it has no text")
        except (KeyError, TypeError, ValueError) as error:
            yield CorpusFault(folder, name, f"recording {number}: {error!r}.")
            continue
        found = _find_recording(stem, audio, channel)
        if found is None:
            yield CorpusFault(folder, name, f"recording {number}: {stem}-{channel}.wav is missing.")
        else:
            path_found, index = found
            yield Utterance(stem, clean_prompt(text), path_found, speaker, channel=index)


def _find_recording(
    stem: str, audio: dict[str, str], channel: int
) -> tuple[Path, int | None] | None:
    """The file of a recording and its channel in it, None for a file of one microphone."""
    other = 3 - channel
    for name, index in (
        (f"{stem}-{channel}.wav", None),
        (f"{stem}.wav", channel - 1),
        (f"{stem}-{other}.wav", None),
    ):
        if name.lower() in audio:
            return Path(audio[name.lower()]) / name, index
    return None


def _parse(data: bytes) -> dict[str, Any]:
    """The JSON of a speaker; a backslash that escapes nothing stands for itself."""
    text = data.decode("utf-8-sig")
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError:
        return json.loads(_LONE_BACKSLASH.sub(r"\\\\", text), strict=False)
