"""Tokens into words, and times that can be shown whatever the model attended to."""

from collections.abc import Sequence
from pathlib import Path

import tokenizers
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.word_times import (
    build_words,
    find_token_starts,
    group_tokens,
    settle_spans,
)


def group_texts(pieces: Sequence[str]) -> list[str]:
    """The words that a tokenizer with just these tokens makes of them."""

    def decode(ids: Sequence[int]) -> str:
        return "".join(pieces[i] for i in ids)

    ids = list(range(len(pieces)))
    return [decode(ids[group.first : group.end]) for group in group_tokens(ids, decode)]


def test_only_a_blank_begins_a_word() -> None:
    assert group_texts(["God", " mor", "gon", ",", " sa", " hon", "."]) == [
        "God",
        " morgon,",
        " sa",
        " hon.",
    ]


def test_punctuation_alone_goes_with_the_word_before_it() -> None:
    assert group_texts(["Ja", " –", " nej", " ", "..."]) == ["Ja –", " nej ..."]
    assert group_texts([" –", " Ja", "."]) == [" – Ja."]
    assert group_texts([" -", " ", "."]) == [" - ."]
    assert group_texts([" 50", " %"]) == [" 50", " %"]  # that is spoken
    assert group_texts([]) == []


def test_punctuation_is_not_part_of_what_is_spoken() -> None:
    pieces = [' "', "Hej", "!", '"']
    (group,) = group_tokens(range(4), lambda ids: "".join(pieces[i] for i in ids))
    assert (group.first, group.spoken_first, group.spoken_end, group.end) == (0, 1, 2, 4)


def test_letters_of_several_tokens_are_not_torn(model_folder: Path) -> None:
    tokenizer = tokenizers.Tokenizer.from_file(str(model_folder / "tokenizer.json"))
    text = " Ŷngve åt 🍓 på Ǻland, sa Łukasz."
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    assert any("�" in tokenizer.decode([token]) for token in ids)
    groups = group_tokens(ids, tokenizer.decode)
    words = [tokenizer.decode(ids[group.first : group.end]) for group in groups]
    assert [word.strip() for word in words] == text.split()
    assert "".join(words) == text


def test_a_token_begins_where_the_path_first_comes_to_it() -> None:
    path = [(0, 0), (0, 1), (0, 2), (1, 3), (1, 4), (2, 4), (2, 5)]
    assert find_token_starts(path, 2) == [0.0, 0.06, 0.08]


times = st.floats(0, 31, allow_nan=False)


@given(st.lists(st.tuples(times, times), max_size=40), st.floats(0, 30))
def test_times_are_in_order_and_inside_whatever_the_path_was(
    spans: list[tuple[float, float]], duration_s: float
) -> None:
    settled = settle_spans(spans, duration_s)
    assert len(settled) == len(spans)
    before_s = 0.0
    for start_s, end_s in settled:
        assert before_s - 1e-9 <= start_s <= end_s <= duration_s + 1e-9
        assert start_s < end_s or duration_s < 1e-6
        before_s = end_s


def test_times_in_order_are_left_as_they_are() -> None:
    spans = [(0.1, 0.5), (0.5, 0.52), (0.9, 1.0)]
    assert settle_spans(spans, 1.0) == spans


def test_words_carry_their_tokens_and_how_sure_they_are() -> None:
    pieces = ["Hej", ",", " du"]
    words = build_words(
        [0, 1, 2],
        group_tokens([0, 1, 2], lambda ids: "".join(pieces[i] for i in ids)),
        [0.1, 0.4, 0.6, 0.9],
        [0.8, 0.1, 0.6],
        2.0,
        lambda ids: "".join(pieces[i] for i in ids),
    )
    assert [(word.text, word.start_s, word.end_s, word.confidence, word.ids) for word in words] == [
        ("Hej,", 0.1, 0.4, 0.8, (0, 1)),
        ("du", 0.6, 0.9, 0.6, (2,)),
    ]
