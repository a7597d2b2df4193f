"""Speaks sentences with espeak-ng and tells when each of their words ends. 16 kHz mono float32.

The sentences are those of the test set that `training corpus synthesise` makes: the starter model
has been trained on none of them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import soxr
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ
from training.corpus.plan import make_plan
from training.scoring.normalise import normalise

SEED = 0
VOICE = b"sv"
QUIET = 10 ** (-50 / 20)  # of full scale; below it lies the end of the last sound
PEAK = 10 ** (-6 / 20)

# espeak-ng's speak_lib.h
_SYNCHRONOUS, _PHONEME_EVENTS, _UTF8 = 2, 1, 1
_LIST_END, _WORD, _PHONEME = 0, 1, 7


@dataclass(frozen=True)
class SpokenWord:
    """One word of a sentence as it counts when scoring, and where its sound ends."""

    text: str
    end_s: float


@dataclass(frozen=True)
class Spoken:
    """A sentence and its sound, which ends with the last word's."""

    text: str
    samples: NDArray[np.float32]
    words: tuple[SpokenWord, ...]

    @property
    def duration_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ


def speak_sentences(min_s: float, max_s: float, first_index: int = 0) -> Iterator[Spoken]:
    """Test sentences without digits that take this long to say, in a fixed order."""
    plan = make_plan(SEED)
    index = first_index
    while True:
        planned = plan.plan("test_default", index)
        index += 1
        if planned.text != planned.spoken or any(c.isdigit() for c in planned.text):
            continue
        spoken = speak(planned.text)
        if spoken is not None and min_s <= spoken.duration_s <= max_s:
            yield spoken


def speak(text: str) -> Spoken | None:
    """espeak-ng's default Swedish voice; None where the words' ends cannot be told."""
    sound, rate_hz, events = _Synthesiser.get().speak(text)
    samples = soxr.resample(sound.astype(np.float32) / 32768, rate_hz, SAMPLE_RATE_HZ, quality="HQ")
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    samples = samples[: loud[-1] + 1]
    texts = normalise(text).split()
    ends_s = _find_word_ends_s(events, len(samples) / SAMPLE_RATE_HZ)
    if len(ends_s) != len(texts):
        return None
    samples = np.asarray(samples * (PEAK / np.abs(samples).max()), np.float32)
    return Spoken(
        text, samples, tuple(SpokenWord(*pair) for pair in zip(texts, ends_s, strict=True))
    )


def _find_word_ends_s(events: list[_Event], end_s: float) -> list[float]:
    """A word ends where the next begins, or where a pause ("_") begins that lies between them."""
    ends_s: list[float] = []
    is_in_word = False
    for event in events:
        is_pause = event.kind == _PHONEME and event.phoneme.startswith("_")
        if is_in_word and (event.kind == _WORD or is_pause):
            ends_s.append(min(event.at_s, end_s))
            is_in_word = False
        if event.kind == _WORD:
            is_in_word = True
    return [*ends_s[:-1], end_s] if ends_s else []


@dataclass(frozen=True)
class _Event:
    kind: int
    at_s: float
    phoneme: str


class _EventId(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _RawEvent(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),  # ms
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_RawEvent)
)


class _Synthesiser:
    """libespeak-ng, which tells what the program espeak-ng does not: when each word begins."""

    def __init__(self) -> None:
        try:
            self._library = ctypes.CDLL("libespeak-ng.so.1")
        except OSError as error:
            raise SystemExit("install espeak-ng") from error
        self._rate_hz = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS)
        if self._rate_hz <= 0 or self._library.espeak_SetVoiceByName(VOICE) != 0:
            raise SystemExit("espeak-ng has no Swedish voice")
        self._callback = _Callback(self._take)  # kept: the library keeps only its address
        self._library.espeak_SetSynthCallback(self._callback)
        self._blocks: list[NDArray[np.int16]] = []
        self._events: list[_Event] = []

    @staticmethod
    @cache
    def get() -> _Synthesiser:
        """The library's state is global, so there is one."""
        return _Synthesiser()

    def speak(self, text: str) -> tuple[NDArray[np.int16], int, list[_Event]]:
        """Samples, their rate, and the events in order of time."""
        self._blocks, self._events = [], []
        data = text.encode() + b"\0"
        size = ctypes.c_size_t(len(data))
        status = self._library.espeak_Synth(data, size, 0, 1, 0, _UTF8, None, None)
        if status != 0:
            raise RuntimeError(f"espeak_Synth: {status}")
        return np.concatenate(self._blocks), self._rate_hz, self._events

    def _take(self, sound: ctypes._Pointer, n_samples: int, events: ctypes._Pointer) -> int:
        if sound and n_samples > 0:
            self._blocks.append(np.ctypeslib.as_array(sound, (n_samples,)).copy())
        index = 0
        while (event := events[index]).type != _LIST_END:
            phoneme = event.id.string.decode(errors="replace") if event.type == _PHONEME else ""
            self._events.append(_Event(event.type, event.sample / self._rate_hz, phoneme))
            index += 1
        return 0
