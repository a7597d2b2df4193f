"""Takes a segment apart into words with their punctuation, and puts it together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.text.wordlists import words
from desktop.transcript import Begins, Segment, Word

CLOSING_QUOTE = "”"
SENTENCE_MARKS = ".?!…"
BEGINS = (Begins.NOTHING, Begins.LINE, Begins.PARAGRAPH)  # by the number of line breaks
# No-break blanks are no blanks here: what they hold together is one word.
_TOKEN = re.compile(r"([ \t\r\n]*)([^ \t\r\n]+)")
_TRAILING = re.compile(r"(.*?\w.*?)([.,;:!?…]*)", re.DOTALL)
_EDGES = re.compile(r"^\W+|\W+$")
_ABBREVIATIONS = words(
    "t.ex bl.a m.m m.fl d.v.s dvs osv o.s.v s.k f.d ca kl nr dr jfr resp inkl exkl tel st"
)


@dataclass
class Piece:
    """One word as it will be shown.

    `loose` is the recogniser's punctuation after it, which may give way to what was dictated.
    `before` stands between it and the word before: a blank, one line break or two. The times are
    in seconds from the start of the recording, None where they are not known.
    """

    text: str
    loose: str = ""
    before: str = " "
    start_s: float | None = None
    end_s: float | None = None
    confidence: float | None = None

    @property
    def shown(self) -> str:
        return self.text + self.loose

    @property
    def key(self) -> str:
        """The bare word, by which commands are found."""
        return make_key(self.text)

    @property
    def ends_sentence(self) -> bool:
        return self.shown.rstrip(f"{CLOSING_QUOTE})").endswith(tuple(SENTENCE_MARKS))

    @property
    def begins_large(self) -> bool:
        return self.text[:1].isupper()


def make_key(text: str) -> str:
    """A word without case, and without the punctuation around it."""
    return _EDGES.sub("", text).casefold()


def read_pieces(segment: Segment) -> list[Piece]:
    """The segment's words; with times where its own words are those of its text."""
    found = [(blank, token) for blank, token in _TOKEN.findall(segment.text)]
    pieces = [_read_piece(blank, token) for blank, token in found]
    if [word.text for word in segment.words] == [token for _, token in found]:
        for piece, word in zip(pieces, segment.words, strict=True):
            piece.start_s, piece.end_s = word.start_s, word.end_s
            piece.confidence = word.confidence
    return pieces


def write_text(pieces: Sequence[Piece]) -> str:
    """The words as one text, its line breaks in it."""
    return "".join(piece.before + piece.shown for piece in pieces).lstrip(" ")


def write_segments(segment: Segment, pieces: Sequence[Piece]) -> list[Segment]:
    """The segment with these words in the place of its own; a line break parts it in two.

    They have words with times only where all of them are known.
    """
    lines: list[list[Piece]] = []
    for piece in pieces:
        if "\n" in piece.before or not lines:
            lines.append([])
        lines[-1].append(piece)
    n_characters = sum(len(piece.shown) + 1 for piece in pieces)
    parts = []
    start_s = segment.start_s
    n_before = 0
    for number, line in enumerate(lines, start=1):
        n_before += sum(len(piece.shown) + 1 for piece in line)
        end_s, next_s = segment.end_s, segment.end_s
        if number < len(lines):
            shared_s = segment.start_s + (segment.end_s - segment.start_s) * n_before / n_characters
            end_s, next_s = line[-1].end_s or shared_s, lines[number][0].start_s or shared_s
        words = tuple(
            Word(piece.shown, piece.start_s, piece.end_s, piece.confidence)
            for piece in line
            if piece.start_s is not None and piece.end_s is not None
        )
        parts.append(
            replace(
                segment,
                start_s=start_s,
                end_s=max(start_s, end_s),
                text=" ".join(piece.shown for piece in line),
                words=words if len(words) == len(line) else (),
                begins=BEGINS[line[0].before.count("\n")],
            )
        )
        start_s = max(start_s, next_s)
    return parts


def merge(pieces: Sequence[Piece], text: str) -> Piece:
    """One piece in the place of several: from the first one's start to the last one's end."""
    first, last = pieces[0], pieces[-1]
    known = [piece.confidence for piece in pieces if piece.confidence is not None]
    return Piece(
        text,
        last.loose,
        first.before,
        first.start_s,
        last.end_s,
        min(known) if len(known) == len(pieces) else None,
    )


def loosen(piece: Piece) -> Piece:
    """A copy of the piece in which dictated punctuation is as loose as the recogniser's."""
    text, loose = _split_marks(piece.shown)
    return replace(piece, text=text, loose=loose)


def capitalise(text: str) -> str:
    """The text with its first letter large; a quotation mark may stand before it."""
    for at, char in enumerate(text):
        if char.isalnum():
            return text[:at] + char.upper() + text[at + 1 :] if len(char.upper()) == 1 else text
    return text


def _read_piece(blank: str, token: str) -> Piece:
    n_breaks = blank.count("\n")
    return Piece(*_split_marks(token), "\n" * min(n_breaks, 2) or " ")


def _split_marks(token: str) -> tuple[str, str]:
    fitting = _TRAILING.fullmatch(token)
    if fitting is None:  # punctuation alone
        return token, ""
    text, loose = fitting.groups()
    if loose.startswith(".") and make_key(text) in _ABBREVIATIONS:
        return text + ".", loose[1:]
    return text, loose
