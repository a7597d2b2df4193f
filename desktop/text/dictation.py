"""Carries out spoken commands, utterance by utterance: a fold over a recording's segments.

What is dictated wins over what the recogniser wrote of its own: its punctuation beside a command
goes, but for a sentence's end before a line break; capitals follow the dictated signs. A command
works across utterances. Only the last few of them can still change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.text.commands import (
    BY_PHRASE,
    LITERAL_PHRASE,
    LONGEST_PHRASE,
    Act,
    Command,
)
from desktop.text.context import Place, is_command, is_decimal
from desktop.text.pieces import CLOSING_QUOTE, Piece, capitalise, merge
from desktop.text.small_words import SMALL_WORDS

N_OPEN_DRAFTS = 8  # utterances that a command may still change
QUOTE = "”"
BULLET = "•\u00a0"


class Case(StrEnum):
    """How the next word is to begin."""

    AS_SAID = "as said"
    LARGE = "large"
    SMALL = "small"  # a word that is no name: its capital came of the recogniser's full stop
    CAPITAL = "capital"  # asked for
    CAPITALS = "capitals"


@dataclass
class Draft:
    """An utterance as it will be shown."""

    pieces: list[Piece] = field(default_factory=list)


class Dictation:
    """Feed it the utterances in order; `drafts` holds the last of them, the newest at the end."""

    def __init__(self, own: dict[tuple[str, ...], str]) -> None:
        self._own = own
        self._longest = max([LONGEST_PHRASE, *map(len, own)])
        self.drafts: list[Draft] = []
        self._clause: list[str] = []
        self._after_command = False
        self._case = Case.AS_SAID
        self._break = ""  # before the next word
        self._opening = ""  # at the next word's beginning
        self._glue = False  # the next word goes on from the last one
        self._open: set[Act] = set()  # what begins and has not ended

    def feed(self, pieces: list[Piece]) -> Draft:
        """Take one more utterance. It may change the drafts before it."""
        draft = Draft()
        self.drafts = [*self.drafts[1 - N_OPEN_DRAFTS :], draft]
        at = 0
        while at < len(pieces):
            at = self._take(pieces, at)
        return draft

    def _take(self, pieces: list[Piece], at: int) -> int:
        """Take the command or word that stands there; returns where the next one begins."""
        n_literal = self._match_literal(pieces, at)
        if n_literal:
            for piece in pieces[at + 1 : at + n_literal]:
                self._say(piece)
            return at + n_literal
        for length in range(min(self._longest, len(pieces) - at), 0, -1):
            said = pieces[at : at + length]
            phrase = tuple(piece.key for piece in said)
            if phrase in self._own:
                self._write_own(said, self._own[phrase])
                return at + length
            command = BY_PHRASE.get(phrase)
            if command is None or any(piece.loose for piece in said[:-1]):
                continue
            place = Place(
                pieces, at, at + length, self._clause, self._after_command, bool(self._last())
            )
            if is_command(command, place, self._is_open(command.act)):
                if command.act is Act.MARK and command.sign == "," and is_decimal(place):
                    self._join(",")
                else:
                    self._carry_out(command, said[-1].loose)
                self._after_command = True
                self._clause = []
                return at + length
        self._say(pieces[at])
        return at + 1

    def _match_literal(self, pieces: Sequence[Piece], at: int) -> int:
        """Of how many words "bokstavligen" and the command after it are; 0 where they are not."""
        if (pieces[at].key,) != LITERAL_PHRASE:
            return 0
        for length in range(self._longest, 0, -1):
            phrase = tuple(piece.key for piece in pieces[at + 1 : at + 1 + length])
            if len(phrase) == length and (phrase in BY_PHRASE or phrase in self._own):
                return 1 + length
        return 0

    def _is_open(self, act: Act) -> bool:
        needed = {
            Act.CLOSE_QUOTE: Act.OPEN_QUOTE,
            Act.CLOSE_BRACKET: Act.OPEN_BRACKET,
            Act.ITEM: Act.OPEN_LIST,
            Act.CLOSE_LIST: Act.OPEN_LIST,
        }.get(act)
        return needed in self._open

    def _last(self) -> Piece | None:
        """The last word written, in whichever utterance."""
        draft = self._last_draft()
        return draft.pieces[-1] if draft else None

    def _last_draft(self) -> Draft | None:
        return next((draft for draft in reversed(self.drafts) if draft.pieces), None)

    # Words.

    def _say(self, piece: Piece) -> None:
        loose = piece.loose
        self._clause = [] if loose else [*self._clause[-11:], piece.key]
        self._after_command = False
        text = self._set_case(piece.text)
        last = self._last()
        if self._glue and last is not None and not self._break:
            last.text += text
            last.loose, last.end_s = loose, piece.end_s
        else:
            piece.text = self._opening + text
            self._append(piece)
        self._glue, self._break, self._opening = False, "", ""
        self._case = Case.AS_SAID

    def _append(self, piece: Piece) -> None:
        draft = self.drafts[-1]
        piece.before = self._break or (" " if draft.pieces else "")
        if self._last() is None:
            piece.before = ""
        draft.pieces.append(piece)

    def _set_case(self, text: str) -> str:
        match self._case:
            case Case.LARGE | Case.CAPITAL:
                return capitalise(text)
            case Case.CAPITALS:
                return text.upper()
            case Case.SMALL if text.casefold() in SMALL_WORDS:
                return text.lower()
        return text

    def _write_own(self, said: Sequence[Piece], written: str) -> None:
        """The user's own text, just as it is, in the time in which its words were said."""
        lines = [line.split(" ") for line in written.replace("\r\n", "\n").strip("\n").split("\n")]
        piece = merge(said, "")
        keeps_mark = len(lines) == 1 and written[-1:].isalnum()
        n_breaks = 0
        for line in lines:
            for word in filter(None, line):
                one = merge(said, self._opening + word)
                one.loose = ""
                self._break = "\n" * min(2, n_breaks) or self._break
                self._append(one)
                self._break, self._opening, n_breaks = "", "", 0
            n_breaks += 1
        last = self._last()
        if last is not None and keeps_mark:
            last.loose = piece.loose
        self._glue, self._case, self._after_command = False, Case.AS_SAID, True
        if last is not None and last.ends_sentence:
            self._case = Case.LARGE
        self._clause = []

    # Commands.

    def _carry_out(self, command: Command, loose: str) -> None:
        match command.act:
            case Act.MARK:
                self._mark(command.sign)
            case Act.JOIN:
                self._join(command.sign)
            case Act.DASH:
                self._dash(command.sign)
            case Act.BREAK:
                self._begin_line(command.sign)
            case Act.OPEN_QUOTE:
                self._begin(Act.OPEN_QUOTE, QUOTE)
            case Act.CLOSE_QUOTE:
                self._end(Act.OPEN_QUOTE, QUOTE, CLOSING_QUOTE, loose)
            case Act.SWITCH_QUOTE if Act.OPEN_QUOTE in self._open:
                self._end(Act.OPEN_QUOTE, QUOTE, CLOSING_QUOTE, loose)
            case Act.SWITCH_QUOTE:
                self._begin(Act.OPEN_QUOTE, QUOTE)
            case Act.OPEN_BRACKET:
                self._begin(Act.OPEN_BRACKET, "(")
            case Act.CLOSE_BRACKET:
                self._end(Act.OPEN_BRACKET, "(", ")", loose)
            case Act.CAPITAL:
                self._yield(",")
                self._case = Case.CAPITAL
            case Act.CAPITALS:
                self._yield(",")
                self._case = Case.CAPITALS
            case Act.STRIKE:
                self._strike()
            case Act.OPEN_LIST | Act.ITEM:
                self._begin_item()
            case Act.CLOSE_LIST:
                self._yield(".,")
                self._open.discard(Act.OPEN_LIST)
                self._opening, self._break, self._case = "", "\n", Case.LARGE

    def _yield(self, marks: str) -> bool:
        """Take these of the recogniser's marks from the last word; was a sentence's end there?"""
        last = self._last()
        if last is None:
            return False
        gone = any(mark in last.loose for mark in marks)
        ended = gone and last.ends_sentence
        last.loose = "".join(mark for mark in last.loose if mark not in marks)
        return ended

    def _mark(self, sign: str) -> None:
        last = self._last()
        assert last is not None
        last.loose = ""
        last.text += sign
        if sign in ".?!":
            self._case = Case.LARGE
        elif sign != "…":
            self._case = Case.SMALL

    def _join(self, sign: str) -> None:
        last = self._last()
        if last is None:
            self._opening += sign
            return
        self._yield(".,;:!?…")
        last.text += sign
        self._glue, self._case = True, Case.SMALL

    def _dash(self, sign: str) -> None:
        last = self._last()
        self._yield(".,;:")
        self._case = Case.SMALL
        if last is None or self._break:
            self._opening += f"{sign}\u00a0"
        else:
            last.text += f"\u00a0{sign}"

    def _begin_line(self, breaks: str) -> None:
        self._yield(",;")
        last = self._last()
        self._break = max(self._break, breaks, key=len)
        goes_on = last is not None and last.shown.endswith(",") and len(self._break) == 1
        self._case = Case.AS_SAID if goes_on else Case.LARGE

    def _begin(self, act: Act, sign: str) -> None:
        last = self._last()
        ended = self._yield(".,")
        if last is not None and last.shown.endswith(":"):
            self._case = Case.LARGE
        elif ended:
            self._case = Case.SMALL
        self._opening += sign
        self._open.add(act)

    def _end(self, act: Act, sign: str, closing: str, loose: str) -> None:
        self._open.discard(act)
        last = self._last()
        if last is None or sign in self._opening:  # nothing has been said in it
            self._opening = self._opening.replace(sign, "", 1)
            return
        self._yield(".,")
        ended = last.ends_sentence
        last.text, last.loose = last.shown + closing, "" if ended else loose
        self._case = Case.LARGE if ended and act is Act.OPEN_QUOTE else Case.AS_SAID

    def _begin_item(self) -> None:
        self._open.add(Act.OPEN_LIST)
        self._yield(".,")
        self._break = self._break or "\n"
        self._opening, self._case = BULLET, Case.LARGE

    def _strike(self) -> None:
        """Take away the last sentence, but no more than was said without a pause."""
        draft = self._last_draft()
        self._opening, self._break, self._glue = "", "", False
        if draft is None:
            return
        pieces = draft.pieces
        first = len(pieces) - 1
        while first and not pieces[first - 1].ends_sentence and "\n" not in pieces[first].before:
            first -= 1
        struck = pieces[first:]
        del pieces[first:]
        text = " ".join(piece.shown for piece in struck)
        self._open ^= {Act.OPEN_QUOTE} if text.count(QUOTE) % 2 else set()
        if text.count("(") != text.count(")"):
            self._open ^= {Act.OPEN_BRACKET}
        self._break = struck[0].before.strip(" ")
        if struck[0].text.startswith(BULLET):
            self._opening = BULLET
        last = self._last()
        goes_on = last is not None and not last.ends_sentence and not self._break
        self._case = Case.SMALL if goes_on else Case.LARGE
