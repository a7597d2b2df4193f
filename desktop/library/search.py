"""Searches the library: which transcripts say it, and at which places."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from desktop.library.index import Index, Said
from desktop.library.labels import FOLDER_SEPARATOR
from desktop.library.query import Query, Span

NEAR_CHARACTERS = 200  # terms this near each other belong together
BEFORE_CHARACTERS = 24  # of an excerpt, before the first term
EXCERPT_CHARACTERS = 140
MORE = "… "


@dataclass(frozen=True)
class Place:
    """Where a transcript says it: `start_s` in the recording, and the words around it.

    `spans` are those of `excerpt`.
    """

    start_s: float
    excerpt: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Places:
    """The best place of a transcript, None where only its name has the words; and how many."""

    best: Place | None
    n_places: int


@dataclass(frozen=True)
class Filters:
    """What is listed at all; None: whatever it is. Days are those of the user's clock."""

    first_day: date | None = None
    last_day: date | None = None
    folder: str | None = None  # and what lies in it
    tag: str | None = None
    model: str | None = None
    has_sound: bool | None = None

    def __bool__(self) -> bool:
        return self != Filters()


NO_FILTERS = Filters()


@dataclass
class Condition:
    """Of a SELECT on `jobs`: expressions that all must hold, and their values."""

    expressions: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def add(self, expression: str, *values: object) -> None:
        self.expressions.append(expression)
        self.values += values

    def __str__(self) -> str:
        return " AND ".join(self.expressions) or "TRUE"


def search(index: Index, query: Query, filters: Filters = NO_FILTERS) -> list[str]:
    """The ids of the jobs in which the query holds, the newest first. Raises sqlite3.Error."""
    condition = Condition()
    add_filters(condition, filters)
    words = "number {} (SELECT rowid FROM words WHERE words MATCH ?)"
    if query.wanted:
        condition.add(words.format("IN"), query.expression)
    if query.excluded:
        condition.add(words.format("NOT IN"), query.excluded_expression)
    rows = index.connection.execute(
        f"SELECT job_id FROM jobs WHERE {condition} ORDER BY created_s DESC, job_id",
        condition.values,
    )
    return [row[0] for row in rows]


def add_filters(condition: Condition, filters: Filters) -> None:
    """Narrow down what is found."""
    if filters.first_day is not None:
        condition.add("created_s >= ?", find_midnight(filters.first_day))
    if filters.last_day is not None:
        condition.add("created_s < ?", find_midnight(filters.last_day + timedelta(days=1)))
    if filters.folder is not None:
        inside = filters.folder + FOLDER_SEPARATOR
        condition.add(
            "(folder = ? OR substr(folder, 1, ?) = ?)", filters.folder, len(inside), inside
        )
    if filters.tag is not None:
        condition.add("number IN (SELECT number FROM tags WHERE tag = ?)", filters.tag)
    if filters.model is not None:
        condition.add("model = ?", filters.model)
    if filters.has_sound is not None:
        condition.add("sound_bytes > 0" if filters.has_sound else "sound_bytes = 0")


def find_midnight(day: date) -> float:
    """When a day begins by the user's clock, in seconds since 1970."""
    return datetime.combine(day, time.min).astimezone().timestamp()


def find_places(said: Said, query: Query) -> Places:
    """Where a transcript says what is looked for."""
    text = said.text
    spans = query.find_spans(text)
    best = pick_best(spans)
    if best is None:
        return Places(None, 0)
    return Places(make_place(said, text, spans, best), len(spans))


def pick_best(spans: Sequence[Span]) -> Span | None:
    """The first span that has as many different terms near it as any."""
    best, most = None, 0
    for number, span in enumerate(spans):
        near = {span.term}
        for other in spans[number + 1 :]:
            if other.start - span.start > NEAR_CHARACTERS:
                break
            near.add(other.term)
        if len(near) > most:
            best, most = span, len(near)
    return best


def make_place(said: Said, text: str, spans: Sequence[Span], best: Span) -> Place:
    """The place of a span, with the words around it in one line."""
    starts = [0]
    for _, segment in said.segments:
        starts.append(starts[-1] + len(segment) + 1)
    number = bisect_right(starts, best.start) - 1
    begin = best.start
    if begin > BEFORE_CHARACTERS:  # from the beginning of a word on
        begin = text.replace("\n", " ").find(" ", begin - BEFORE_CHARACTERS, begin) + 1 or begin
    else:
        begin = 0
    lead = MORE if begin else ""
    excerpt = lead + text[begin : begin + EXCERPT_CHARACTERS].replace("\n", " ")
    shift = begin - len(lead)
    inside = tuple(
        Span(span.start - shift, span.end - shift, span.term)
        for span in spans
        if span.start >= begin and span.end - shift <= len(excerpt)
    )
    return Place(said.segments[number][0], excerpt, inside)
