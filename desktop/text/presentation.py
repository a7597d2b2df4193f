"""From what the engine heard to what is shown, copied and saved. What it heard is kept as it is.

So every choice can be taken back: switch the commands off, and the words are there again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from desktop.text.clean_up import clean_pieces
from desktop.text.dictation import N_OPEN_DRAFTS, Dictation, Draft
from desktop.text.own import Replacement, index
from desktop.text.pieces import Piece, read_pieces, write_segments
from desktop.transcript import Segment, Transcript


@dataclass(frozen=True)
class TextOptions:
    """What is done to a text. With nothing asked for, it is shown as it was heard."""

    commands: bool = False
    clean_up: bool = False
    own: tuple[Replacement, ...] = ()  # the user's own commands; they come with `commands`

    @property
    def changes_text(self) -> bool:
        return self.commands or self.clean_up


@dataclass(frozen=True)
class Change:
    """What one more utterance makes of what is shown: so many segments less, and then these."""

    n_taken_back: int
    segments: tuple[Segment, ...]


@dataclass
class _Open:
    """A segment as it was fed, and what it made when its draft was last in `state`."""

    segment: Segment
    draft: Draft
    state: list[tuple[str, str, float | None]] = field(default_factory=list)
    parts: list[Segment] = field(default_factory=list)


class Presentation:
    """Feed it a recording's segments in order."""

    def __init__(self, options: TextOptions) -> None:
        self._options = options
        self._dictation = Dictation(index(options.own))
        self._open: list[_Open] = []  # those that may change yet
        self._shown: list[Segment] = []  # what they make

    def feed(self, segment: Segment) -> Change:
        """Take one more segment. What it changes of those before are only the last few."""
        pieces = read_pieces(segment)
        draft = self._dictation.feed(pieces) if self._options.commands else Draft(pieces)
        if len(self._open) == N_OPEN_DRAFTS:
            del self._shown[: len(self._open.pop(0).parts)]
        self._open.append(_Open(segment, draft))
        for one in self._open:
            self._write(one)
        now = [part for one in self._open for part in one.parts]
        n_same = 0
        for before, after in zip(self._shown, now):
            if before != after:
                break
            n_same += 1
        change = Change(len(self._shown) - n_same, tuple(now[n_same:]))
        self._shown = now
        return change

    def _write(self, one: _Open) -> None:
        pieces: list[Piece] = one.draft.pieces
        state = [(piece.before, piece.shown, piece.end_s) for piece in pieces]
        if state == one.state:
            return
        one.state = state
        pieces = clean_pieces(pieces) if self._options.clean_up else pieces
        one.parts = write_segments(one.segment, pieces)


def present(segments: Iterable[Segment], options: TextOptions) -> list[Segment]:
    """The segments as they are to be shown."""
    if not options.changes_text:
        return list(segments)
    presentation = Presentation(options)
    shown: list[Segment] = []
    for segment in segments:
        change = presentation.feed(segment)
        del shown[len(shown) - change.n_taken_back :]
        shown += change.segments
    return shown


def present_corrected(
    segments: Sequence[Segment], n_adopted: int, options: TextOptions
) -> Sequence[Segment]:
    """The first `n_adopted` segments as they are, and the rest as it is to be shown."""
    if n_adopted >= len(segments):
        return segments
    return (*segments[:n_adopted], *present(segments[n_adopted:], options))


def present_transcript(transcript: Transcript, options: TextOptions) -> Transcript:
    """The transcript as it is to be shown."""
    if not options.changes_text:
        return transcript
    return replace(transcript, segments=tuple(present(transcript.segments, options)))
