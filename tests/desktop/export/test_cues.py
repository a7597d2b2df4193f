"""Subtitles that can be read: two lines of 42 characters, whole phrases, time to read them."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.export.cues import (
    CUE_LINES,
    GAP_S,
    LINE_CHARACTERS,
    LONGEST_CUE_S,
    READ_PER_S,
    SHORTEST_CUE_S,
    Cue,
    make_cues,
)
from desktop.export.phrases import (
    BEFORE_PHRASE,
    CLAUSE_END,
    MID_PHRASE,
    SENTENCE_END,
    TORN_APART,
    rate_break,
)
from desktop.transcript import Segment, Transcript, Word

TALK = (
    "Det här är en ganska lång mening, som handlar om ingenting särskilt, men som ändå fortsätter "
    "en god stund till. Sedan kommer en mening till, och så är det slut. Vi åker till stan och "
    "köper bröd på torget i morgon bitti."
)


def speak(text: str, start_s: float = 0.0, character_s: float = 0.07) -> Segment:
    """The text said at an even pace, with word times; a breath after every sentence."""
    words, at_s = [], start_s
    for word in text.split():
        words.append(Word(word, at_s, at_s + character_s * len(word)))
        at_s = words[-1].end_s + (0.4 if word.endswith(".") else 0.02)
    return Segment(start_s, words[-1].end_s, text, tuple(words))


def cut(*segments: Segment) -> tuple[Cue, ...]:
    return make_cues(Transcript(segments))


@pytest.mark.parametrize("with_words", [True, False])
def test_cues_are_phrases(with_words: bool) -> None:
    spoken = speak(TALK)
    segment = spoken if with_words else Segment(spoken.start_s, spoken.end_s, TALK)
    assert [cue.lines for cue in cut(segment)] == [
        ("Det här är en ganska lång mening,", "som handlar om ingenting särskilt,"),
        ("men som ändå fortsätter en god stund till.",),
        ("Sedan kommer en mening till,", "och så är det slut."),
        ("Vi åker till stan och köper bröd", "på torget i morgon bitti."),
    ]


def test_a_cue_begins_with_its_first_word() -> None:
    segment = speak(TALK, start_s=100.0)
    cues = cut(segment)
    times = {word.text: word.start_s for word in segment.words if word.text in ("men", "Sedan")}
    assert [cues[1].start_s, cues[2].start_s] == list(times.values())
    assert cues[0].start_s == 100.0
    assert cues[-1].end_s >= segment.end_s


@pytest.mark.parametrize(
    ("word", "following", "cost"),
    [
        ("slut.", "Sedan", SENTENCE_END),
        ("slut.”", "Sedan", SENTENCE_END),
        ("t.ex.", "en", CLAUSE_END),  # an abbreviation ends no sentence
        ("mening,", "som", CLAUSE_END),
        ("bröd", "på", BEFORE_PHRASE),
        ("stan", "och", BEFORE_PHRASE),
        ("en", "god", TORN_APART),
        ("På", "torget", TORN_APART),
        ("jag", "vill", TORN_APART),
        ("gröna", "äpplen", MID_PHRASE),
    ],
)
def test_where_a_sentence_may_be_broken(word: str, following: str, cost: float) -> None:
    assert rate_break(word, following) == cost


def test_a_short_word_stays_long_enough_to_be_read() -> None:
    alone, last = cut(Segment(1.0, 1.2, "Ja."), Segment(9.0, 9.3, "Nej."))
    assert (alone.end_s - alone.start_s, last.end_s - last.start_s) == pytest.approx(
        (SHORTEST_CUE_S, SHORTEST_CUE_S)
    )


def test_what_is_said_fast_stays_on_in_the_silence_that_follows() -> None:
    text = "Det var väldigt mycket på en väldigt kort tid."
    (cue,) = cut(speak(text, character_s=0.02))
    assert cue.end_s - cue.start_s == pytest.approx(len(text) / READ_PER_S)


def test_the_next_cue_ends_it_with_a_gap() -> None:
    first, second = cut(
        speak("Det var väldigt mycket på en kort tid.", character_s=0.02), Segment(2.6, 5.0, "Nej.")
    )
    assert second.start_s == 2.6
    assert second.start_s - first.end_s == pytest.approx(GAP_S)


def test_cries_of_a_moment_share_a_cue() -> None:
    cues = cut(*(Segment(i * 0.5, i * 0.5 + 0.4, f"{word}!") for i, word in enumerate(["Ja"] * 4)))
    assert [cue.lines for cue in cues] == [("Ja! Ja! Ja! Ja!",)]


def test_a_pause_parts_cues() -> None:
    assert len(cut(Segment(0.0, 1.0, "Ja,"), Segment(4.0, 5.0, "kanske det."))) == 2


def test_no_cue_is_longer_than_seven_seconds() -> None:
    words = tuple(Word(f"ord{i}", i * 2.0, i * 2.0 + 1.0) for i in range(10))
    cues = cut(Segment(0.0, 19.0, " ".join(word.text for word in words), words))
    assert len(cues) > 1
    assert all(cue.end_s - cue.start_s <= LONGEST_CUE_S for cue in cues)
    (stretched,) = cut(Segment(0.0, 60.0, "Långt", (Word("Långt", 0.0, 60.0),)))
    assert stretched.end_s == LONGEST_CUE_S


def test_the_upper_line_is_rather_the_shorter() -> None:
    (cue,) = cut(Segment(0.0, 5.0, "Vi ses på torget klockan tre i eftermiddag då"))
    upper, lower = cue.lines
    assert len(upper) <= len(lower) + 12
    (even,) = cut(Segment(0.0, 5.0, "aaaa " * 4 + "bbbbb " * 2 + "cccc " * 3))
    assert len(even.lines[0]) <= len(even.lines[1])


@pytest.mark.parametrize("with_words", [True, False])
def test_a_blank_that_does_not_break_keeps_a_line_together(with_words: bool) -> None:
    text = "Det blev dyrare än vi hade trott, för det 25\u00a0% till."
    words = text.split(" ")
    timed = tuple(Word(word, 0.3 * i, 0.3 * i + 0.3) for i, word in enumerate(words))
    (cue,) = cut(Segment(0.0, 4.0, text, timed if with_words else ()))
    assert " ".join(cue.lines) == text


def test_a_word_longer_than_a_line_is_cut_into_lines() -> None:
    (cue,) = cut(Segment(0.0, 5.0, "x" * 60))
    assert cue.lines == ("x" * 42, "x" * 18)


def test_words_without_any_length_come_one_after_the_other() -> None:
    cues = cut(Segment(3.0, 3.0, "ord " * 60))
    assert len(cues) > 1
    for cue in cues:
        assert cue.end_s > cue.start_s
    for before, after in pairwise(cues):
        assert before.end_s <= after.start_s


def spread(parts: list[tuple[float, str, int]]) -> Iterator[Segment]:
    at_s = 0.0
    for length_s, word, n_words in parts:
        yield Segment(at_s, at_s + length_s, " ".join([word] * n_words))
        at_s += length_s + 0.1


parts = st.lists(
    st.tuples(
        st.floats(0.0, 30),
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=90),
        st.integers(1, 40),
    ),
    min_size=1,
    max_size=5,
)


@given(parts)
def test_any_transcript_gives_readable_cues_in_order(parts: list[tuple[float, str, int]]) -> None:
    segments = tuple(spread(parts))
    cues = make_cues(Transcript(segments))
    shown = "".join("".join(cue.lines) for cue in cues).replace(" ", "")
    assert shown == "".join(segment.text for segment in segments).replace(" ", "")
    for cue in cues:
        assert cue.start_s < cue.end_s <= cue.start_s + LONGEST_CUE_S
        assert len(cue.lines) <= CUE_LINES
        assert all(0 < len(line) <= LINE_CHARACTERS for line in cue.lines)
    for before, after in pairwise(cues):
        assert before.end_s <= after.start_s
