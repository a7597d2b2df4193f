"""Asks espeak-ng when it says which word: exact times, from the library's own events.

The library keeps something of every text that it has spoken, and speaks the next a little
otherwise. So each text is spoken in a process of its own, as by the command: this module, run.
Its events: espeak-ng's src/include/espeak-ng/speak_lib.h.
"""

import ctypes
import json
import re
import subprocess
import sys
from ctypes.util import find_library
from dataclasses import dataclass
from typing import Any

from training.corpus.voices import Delivery
from training.errors import CorpusError

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: nothing is played, the callback gets everything
_PHONEME_EVENTS = 1  # espeakINITIALIZE_PHONEME_EVENTS
_UTF8_TEXT = 1  # espeakCHARS_UTF8; without espeakENDPAUSE, as the command's -z
_RATE, _PITCH = 1, 3
_LIST_TERMINATED, _WORD, _END, _PHONEME = 0, 1, 5, 7
_PAUSES = (b"_:", b"_!", b"_", b"")


@dataclass(frozen=True, slots=True)
class WordTime:
    """A word as it is written, with its punctuation, and when its sound begins and ends."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """The words of a text and how long the whole of the sound is, its edges of quiet included."""

    words: tuple[WordTime, ...]
    duration_s: float


class _Event(ctypes.Structure):
    """espeak_EVENT; `name` is the phoneme of a phoneme event."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


def find_word_times(spoken: str, delivery: Delivery) -> SpokenWords | None:
    """When `training.corpus.speech.speak_whole` says which word of `spoken`.

    None where espeak-ng gives a word no time of its own. Raises CorpusError without the library,
    or when it cannot speak in this voice.
    """
    request = json.dumps([spoken, delivery.voice, delivery.rate_wpm, delivery.pitch])
    command = [sys.executable, "-m", "training.corpus.word_times"]
    answer = subprocess.run(command, input=request, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        reason = answer.stderr.strip() or f"exit {answer.returncode}"
        raise CorpusError(f"The times of words cannot be found: {reason}")
    words, duration_s = json.loads(answer.stdout)
    if words is None:
        return None
    return SpokenWords(tuple(WordTime(*word) for word in words), duration_s)


def main() -> int:
    """Answers one request of `find_word_times`: JSON on standard input and output."""
    spoken, *delivery = json.loads(sys.stdin.read())
    try:
        engine = _Engine()
        n_samples, events = engine.speak(spoken, Delivery(*delivery))
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 1
    words = _list_words(spoken, events, n_samples, engine.rate)
    print(json.dumps([words, n_samples / engine.rate]))
    return 0


def _list_words(
    spoken: str, events: list["_Event"], n_samples: int, rate: int
) -> list[tuple[str, float, float]] | None:
    words = []
    for written in re.finditer(r"\S+", spoken):
        inside = [i for i, event in enumerate(events) if _is_word(event, *written.span())]
        if not inside:
            return None
        end = _find_end(events, inside[-1], n_samples)
        words.append((written.group(), events[inside[0]].sample / rate, end / rate))
    return words


class _Engine:
    """The library, just started."""

    def __init__(self) -> None:
        name = find_library("espeak-ng")
        if name is None:
            raise CorpusError(
                "libespeak-ng, which knows the times of words, is not installed. "
                "Install it with: sudo apt-get install libespeak-ng1"
            )
        self._library: Any = ctypes.CDLL(name)
        self.rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS)
        if self.rate <= 0:
            raise CorpusError("libespeak-ng does not start. Install espeak-ng-data again.")
        self._n_samples = 0
        self._events: list[_Event] = []
        self._callback = _Callback(self._take)  # kept: the library does not
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(self, spoken: str, delivery: Delivery) -> tuple[int, list[_Event]]:
        """The number of samples, and the words and phonemes in order."""
        self._n_samples, self._events = 0, []
        if self._library.espeak_SetVoiceByName(delivery.voice.encode()) != 0:
            raise CorpusError(f"espeak-ng has no voice {delivery.voice}.")
        self._library.espeak_SetParameter(_RATE, delivery.rate_wpm, 0)
        self._library.espeak_SetParameter(_PITCH, delivery.pitch, 0)
        text = spoken.encode()
        arguments = (len(text) + 1, 0, 1, 0, _UTF8_TEXT, None, None)
        if self._library.espeak_Synth(text, *arguments) != 0:
            raise CorpusError(f"libespeak-ng could not speak {spoken!r}.")
        return self._n_samples, self._events

    def _take(self, wave: Any, n_samples: int, events: Any) -> int:
        self._n_samples += n_samples if wave else 0
        i = 0
        while events[i].type != _LIST_TERMINATED:
            if events[i].type in (_WORD, _END, _PHONEME):
                self._events.append(_Event.from_buffer_copy(events[i]))
            i += 1
        return 0


def _is_word(event: _Event, begin: int, end: int) -> bool:
    """Whether a word of the library's begins inside these characters; it counts from 1."""
    return event.type == _WORD and begin <= event.text_position - 1 < end


def _find_end(events: list[_Event], word: int, n_samples: int) -> int:
    """Where the sound of a word ends: at a pause, at the next word or at the end."""
    for event in events[word + 1 :]:
        is_pause = event.type == _PHONEME and event.name in _PAUSES
        if is_pause or event.type in (_WORD, _END):
            return int(event.sample)
    return n_samples


if __name__ == "__main__":
    sys.exit(main())
