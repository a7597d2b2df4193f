"""Reads what a person types into the search field, and finds it in a text. Knows no database.

budget möte         both words, anywhere, and what begins with them: budgeten, möten
"öppna dörren"      these words in this order, as they stand
-semester           not where this is said
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.library.folding import compose, fold

# An index on the beginnings of words is kept from this length on; a single letter is a word.
SHORTEST_BEGINNING = 2
_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r'(-?)(?:"([^"]*)("?)|([^\s"]+))')
_BETWEEN = r"[\W_]+"


@dataclass(frozen=True)
class Term:
    """Folded words that follow one another; the last may go on where `is_beginning`."""

    words: tuple[str, ...]
    is_beginning: bool
    is_excluded: bool = False

    @property
    def expression(self) -> str:
        """As SQLite's FTS5 takes it."""
        return f'"{" ".join(self.words)}"' + (" *" if self.is_beginning else "")

    @property
    def pattern(self) -> str:
        """A regular expression for the folded text, which finds whole words."""
        end = r"[^\W_]*" if self.is_beginning else ""
        return rf"(?<![^\W_]){_BETWEEN.join(self.words)}{end}(?![^\W_])"


@dataclass(frozen=True)
class Query:
    """What is looked for. Without terms it asks for everything."""

    wanted: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.excluded)

    @property
    def expression(self) -> str:
        """All that is wanted, for FTS5; empty where nothing is."""
        return " AND ".join(term.expression for term in self.wanted)

    @property
    def excluded_expression(self) -> str:
        """What must not be there, for FTS5; empty where nothing is excluded."""
        return " OR ".join(term.expression for term in self.excluded)

    def find_spans(self, text: str) -> list[Span]:
        """Where the wanted terms stand in a text, in order; they may overlap."""
        folded = fold(text)
        found = [
            Span(match.start(), match.end(), number)
            for number, term in enumerate(self.wanted)
            for match in re.finditer(term.pattern, folded)
        ]
        return sorted(found, key=lambda span: (span.start, span.end))


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of a text, where term number `term` of the query stands."""

    start: int
    end: int
    term: int = 0


def parse_query(typed: str) -> Query:
    """The query of what was typed. Never fails: what is no word is passed over."""
    terms = []
    for minus, quoted, closing, bare in _PART.findall(compose(typed)):
        words = tuple(_WORD.findall(fold(bare or quoted)))
        if words:
            goes_on = bool(bare) or not closing  # a quotation that is still being typed
            is_beginning = goes_on and len(words[-1]) >= SHORTEST_BEGINNING
            terms.append(Term(words, is_beginning, is_excluded=bool(minus)))
    return Query(
        tuple(term for term in terms if not term.is_excluded),
        tuple(term for term in terms if term.is_excluded),
    )
