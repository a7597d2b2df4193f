"""Who speaks in a transcript: their names, their turns, and who said what a voice was heard saying.

Pure: segments and turns in, names and wishes for corrections out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby

from desktop.transcript import Begins, Segment, Word
from desktop.wording import Language

NUMBERED: dict[Language, str] = {"sv": "Talare {number}", "en": "Speaker {number}"}
MOST_CHARACTERS = 60  # of a name
SHORTEST_S = 0.01  # of a stretch that is asked about


@dataclass(frozen=True)
class Turn:
    """A voice heard from `start_s` to `end_s`; the same voice has the same number."""

    start_s: float
    end_s: float
    voice: int


@dataclass(frozen=True)
class Share:
    """Segment `number` is now these."""

    number: int
    segments: tuple[Segment, ...]


def name_speaker(speaker: str, language: Language) -> str:
    """A speaker's name as it is read; a voice without one has its number; "" for nobody."""
    return NUMBERED[language].format(number=speaker) if is_number(speaker) else speaker


def is_number(speaker: str) -> bool:
    """Whether it is a voice that has no name yet."""
    return speaker.isascii() and speaker.isdigit()


def tidy_name(typed: str) -> str:
    """A name as it is kept: on one line, with single blanks, and not too long."""
    return " ".join(typed.split())[:MOST_CHARACTERS].strip()


def count_speakers(segments: Iterable[Segment]) -> dict[str, int]:
    """Every speaker in the order in which they first speak, and in how many segments."""
    return dict(Counter(segment.speaker for segment in segments if segment.speaker))


def find_renamed(
    segments: Sequence[Segment], names: Mapping[str, str]
) -> list[tuple[int, int, str]]:
    """Runs of segments, from and to before, whose speaker is called otherwise from now on."""
    runs: list[tuple[int, int, str]] = []
    for number, segment in enumerate(segments):
        name = names.get(segment.speaker, segment.speaker)
        if name == segment.speaker:
            continue
        if runs and runs[-1][1:] == (number, name):
            runs[-1] = (runs[-1][0], number + 1, name)
        else:
            runs.append((number, number + 1, name))
    return runs


class Voices:
    """The voices of a recording, to be asked who is heard when."""

    def __init__(self, turns: Iterable[Turn]) -> None:
        self.turns = sorted(turns, key=lambda turn: turn.start_s)
        self._starts_s = [turn.start_s for turn in self.turns]
        self._longest_s = max((turn.end_s - turn.start_s for turn in self.turns), default=0.0)

    def measure(self, start_s: float, end_s: float) -> Counter[int]:
        """How long each voice is heard in a stretch, in milliseconds."""
        end_s = max(end_s, start_s + SHORTEST_S)
        first = bisect_left(self._starts_s, start_s - self._longest_s)
        heard_ms: Counter[int] = Counter()
        for turn in self.turns[first : bisect_left(self._starts_s, end_s)]:
            shared_s = min(turn.end_s, end_s) - max(turn.start_s, start_s)
            if shared_s > 0:
                heard_ms[turn.voice] += round(shared_s * 1000)
        return heard_ms

    def pick(self, start_s: float, end_s: float) -> int | None:
        """Which voice is heard longest in a stretch; None where none is."""
        heard_ms = self.measure(start_s, end_s)
        return heard_ms.most_common(1)[0][0] if heard_ms else None


def assign_turns(segments: Sequence[Segment], turns: Iterable[Turn]) -> list[Share]:
    """Who says each segment that has no speaker yet; one in which the voice changes is split.

    A voice that mostly speaks where the user has named somebody is that person; the others are
    numbered in the order in which they speak, with numbers that are free.
    """
    voices = Voices(turns)
    names = name_voices(segments, voices)
    shares = []
    for number, segment in enumerate(segments):
        if not segment.speaker:
            parts = split_by_voice(segment, voices, names)
            if parts != (segment,):
                shares.append(Share(number, parts))
    return shares


def name_voices(segments: Sequence[Segment], voices: Voices) -> dict[int, str]:
    """The speaker that each voice is."""
    known_ms: dict[int, Counter[str]] = {}
    for segment in segments:
        if segment.speaker:
            for voice, heard_ms in voices.measure(segment.start_s, segment.end_s).items():
                known_ms.setdefault(voice, Counter())[segment.speaker] += heard_ms
    names: dict[int, str] = {}
    taken = {segment.speaker for segment in segments}
    free = (number for number in map(str, count(1)) if number not in taken)
    for turn in voices.turns:
        if turn.voice in known_ms:
            names[turn.voice] = known_ms[turn.voice].most_common(1)[0][0]
        elif turn.voice not in names:
            names[turn.voice] = next(free)
    return names


def split_by_voice(
    segment: Segment, voices: Voices, names: Mapping[int, str]
) -> tuple[Segment, ...]:
    """The segment with its speaker, in parts where the voice changes between two of its words.

    A word in which no voice is heard belongs to the one before it, or else to the one after it.
    """
    if [word.text for word in segment.words] != segment.text.split():  # their times are not known
        voice = voices.pick(segment.start_s, segment.end_s)
        return (segment if voice is None else replace(segment, speaker=names[voice]),)
    heard = [voices.pick(word.start_s, word.end_s) for word in segment.words]
    last = next((voice for voice in heard if voice is not None), None)
    if last is None:
        return (segment,)
    speakers: list[str] = []
    for voice in heard:
        last = last if voice is None else voice
        speakers.append(names[last])
    runs = [list(run) for _, run in groupby(range(len(speakers)), key=speakers.__getitem__)]
    return tuple(
        _cut(segment, segment.words[run[0] : run[-1] + 1], speakers[run[0]]) for run in runs
    )


def _cut(segment: Segment, words: Sequence[Word], speaker: str) -> Segment:
    """The part of a segment that these of its words are; note and beginning go with the first."""
    is_first, is_last = words[0] is segment.words[0], words[-1] is segment.words[-1]
    return replace(
        segment,
        start_s=segment.start_s if is_first else words[0].start_s,
        end_s=segment.end_s if is_last else words[-1].end_s,
        text=" ".join(word.text for word in words),
        words=tuple(words),
        begins=segment.begins if is_first else Begins.NOTHING,
        speaker=speaker,
        note=segment.note if is_first else "",
    )
