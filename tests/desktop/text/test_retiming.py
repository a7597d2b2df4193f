"""Corrected text: the words that stayed keep their times, whatever was done to the others."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.text.retiming import SURE, Line, retime
from desktop.transcript import Begins, Segment, Word

WORDS = tuple(
    Word(text, start_s, start_s + 0.4, 0.7)
    for text, start_s in (("Jag", 1.0), ("talar", 1.5), ("om", 2.0), ("budgeten.", 2.5))
)
FIRST = Segment(0.9, 3.0, "Jag talar om budgeten.", WORDS, 0.8)
LATER = tuple(Word(w.text, w.start_s + 4, w.end_s + 4, w.confidence) for w in WORDS)
SECOND = Segment(4.9, 7.0, "Jag talar om budgeten.", LATER, 0.6, Begins.LINE)


def test_what_is_left_alone_is_the_same() -> None:
    lines = [Line(FIRST.text), Line(SECOND.text, Begins.LINE)]
    assert retime([FIRST, SECOND], lines) == (FIRST, SECOND)


def test_a_corrected_word_takes_the_time_of_the_one_it_replaces_and_is_sure() -> None:
    (made,) = retime([FIRST], [Line("Jag talar om budgetar.")])
    assert made.words[:3] == WORDS[:3]
    assert made.words[3] == Word("budgetar.", 2.5, 2.9, SURE)
    assert (made.start_s, made.end_s, made.confidence) == (0.9, 3.0, 0.8)


def test_several_words_share_the_time_of_one() -> None:
    (made,) = retime([FIRST], [Line("Jag pratar på om budgeten.")])
    assert [word.text for word in made.words] == ["Jag", "pratar", "på", "om", "budgeten."]
    assert made.words[1].start_s == 1.5
    assert made.words[2].end_s == 1.9
    assert made.words[1].end_s == made.words[2].start_s
    assert made.words[3:] == WORDS[2:]


def test_a_word_put_in_stands_in_the_pause_and_one_taken_out_moves_none() -> None:
    (made,) = retime([FIRST], [Line("Jag talar nu om")])
    assert made.words[2] == Word("nu", 1.9, 2.0, SURE)
    assert made.words[3] == WORDS[2]
    assert made.end_s == 3.0


def test_a_segment_is_split_where_its_words_are_and_joined_again() -> None:
    halves = retime([FIRST], [Line("Jag talar"), Line("om budgeten.", Begins.PARAGRAPH)])
    assert [(one.start_s, one.end_s) for one in halves] == [(0.9, 1.9), (2.0, 3.0)]
    assert halves[0].words + halves[1].words == WORDS
    assert halves[1].begins is Begins.PARAGRAPH
    assert retime(halves, [Line(FIRST.text)]) == (FIRST,)


def test_without_word_times_none_are_made_up() -> None:
    vague = Segment(10.0, 20.0, "Ett två tre fyra.")
    first, second = retime([vague], [Line("Ett två"), Line("tre fem.")])
    assert first.words == second.words == ()
    assert (first.start_s, second.end_s) == (10.0, 20.0)
    assert 13.0 < first.end_s <= second.start_s < 16.0


def test_empty_lines_are_no_segments() -> None:
    assert retime([FIRST, SECOND], [Line(" "), Line("")]) == ()


def test_a_book_pasted_over_another_is_done_at_once() -> None:
    words = tuple(Word(f"ord{n}", n * 1.0, n + 0.5, 0.5) for n in range(20_000))
    book = Segment(0.0, 20_000.0, " ".join(word.text for word in words), words)
    (made,) = retime([book], [Line(" ".join(f"nytt{n % 7}" for n in range(25_000)))])
    assert len(made.words) == 25_000


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["Jag", "talar", "om", "budgeten.", "å", "ett två"])).map(" ".join)
    )
)
def test_times_never_run_backwards_and_no_word_is_lost(texts: list[str]) -> None:
    made = retime([FIRST, SECOND], [Line(text) for text in texts])
    assert [one.text.split() for one in made] == [text.split() for text in texts if text]
    words = [word for one in made for word in one.words]
    assert [word.text for word in words] == " ".join(texts).split()
    assert all(one.end_s <= other.start_s + 1e-9 for one, other in pairwise(words))
    assert all(one.start_s <= one.end_s <= other.start_s for one, other in pairwise(made))
    if made:
        assert (made[0].start_s, made[-1].end_s) == (0.9, 7.0)


def test_a_split_segment_keeps_its_speaker_on_both_sides_and_its_note_once() -> None:
    marked = replace(FIRST, speaker="Åsa", note="kolla")
    made = retime([marked], [Line("Jag talar"), Line("om budgeten.")])
    assert [(one.speaker, one.note) for one in made] == [("Åsa", "kolla"), ("Åsa", "")]


def test_segments_that_are_joined_keep_both_notes() -> None:
    first, second = replace(FIRST, note="ett"), replace(SECOND, note="två")
    (made,) = retime([first, second], [Line(f"{FIRST.text} {SECOND.text}")])
    assert made.note == "ett två"
