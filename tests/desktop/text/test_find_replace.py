"""What is found is what stands there, and words that are not concerned keep their times."""

import random

import pytest

from desktop.text.find_replace import Wish, find_word_changes, replace_spans
from desktop.transcript import Begins, Segment, Word


def say(text: str) -> Segment:
    words = tuple(Word(word, float(at), at + 0.5, 0.9) for at, word in enumerate(text.split()))
    return Segment(0.0, 20.0, text, words, begins=Begins.LINE)


def replace_all(text: str, wish: Wish) -> Segment | None:
    made = replace_spans(say(text), wish.find(text), wish.written)
    assert len(made) <= 1
    return made[0] if made else None


@pytest.mark.parametrize(
    ("text", "wish", "expected", "times"),
    [
        ("Kalle ringde kalle.", Wish("kalle", "Åsa"), "Åsa ringde Åsa.", [0, 1, 2]),
        ("Kalle ringde kalle.", Wish("kalle", "Åsa", True), "Kalle ringde Åsa.", [0, 1, 2]),
        ("i går kom han", Wish("i går", "igår"), "igår kom han", [0, 2, 3]),
        ("han kom igår hit", Wish("igår", "i går"), "han kom i går hit", [0, 1, 2, 2.2, 3]),
        ("en två tre", Wish(" ", ""), "entvåtre", [0]),
        ("a. b.", Wish(".", "!"), "a! b!", [0, 1]),
        ("så så så så", Wish("så", ""), None, []),
        ("ett öh två", Wish("öh ", ""), "ett två", [0, 1]),
    ],
)
def test_words_and_their_times(text: str, wish: Wish, expected: str | None, times: list) -> None:
    made = replace_all(text, wish)
    if expected is None:
        assert made is None
        return
    assert made is not None
    assert made.text == expected
    assert made.begins is Begins.LINE
    assert [word.start_s for word in made.words] == pytest.approx(times, abs=0.06)


def test_nothing_is_looked_for_nothing_is_found() -> None:
    assert Wish("").find("text") == []


def test_any_text_is_told_apart_into_what_stays_and_what_goes() -> None:
    random.seed(20261122)
    for _ in range(3000):
        text = "".join(random.choice("ab  k") for _ in range(random.randint(0, 14)))
        wanted = "".join(random.choice("ab k") for _ in range(random.randint(1, 3)))
        wish = Wish(wanted, "".join(random.choice("x ") for _ in range(random.randint(0, 3))))
        before, after = text.split(), wish.pattern.sub(wish.written, text).split()
        at = at_new = 0
        for number, (first, end, first_new, end_new) in enumerate(
            find_word_changes(text, wish.find(text), wish.written)
        ):
            assert (first, first_new) == (at, at_new)
            if number % 2 == 0:
                assert before[first:end] == after[first_new:end_new]
            at, at_new = end, end_new
        assert (at, at_new) == (len(before), len(after)), (text, wish)
