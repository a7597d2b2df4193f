"""Tokens into words, and times that can be shown whatever the model attended to."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tokenizers
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.word_times import (
    build_words,
    find_loud_frames,
    find_token_starts,
    group_tokens,
    settle_spans,
    trim_quiet,
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


def make_sound(*score: tuple[float, float]) -> np.ndarray:
    """Pairs of seconds and loudness."""
    rng = np.random.default_rng(1)
    parts = [level * rng.standard_normal(round(time_s * 16_000)) for time_s, level in score]
    return np.concatenate(parts).astype(np.float32)


def test_quiet_is_told_from_speech_that_is_weak_or_noisy() -> None:
    for speech, quiet in ((0.1, 0.0), (0.003, 0.00001), (0.1, 0.02)):
        loud = find_loud_frames(make_sound((0.3, quiet), (0.5, speech), (0.2, quiet)))
        assert len(loud) == 100
        assert loud[31:79].all()
        assert loud[:29].mean() < 0.1
    assert len(find_loud_frames(np.zeros(100, np.float32))) == 0


def test_pauses_are_part_of_no_word() -> None:
    loud = np.zeros(100, np.bool_)
    loud[10:30] = loud[33:50] = loud[70:90] = True
    spans = [(0.0, 0.3), (0.3, 0.6), (0.6, 0.9), (0.9, 1.0)]
    trimmed = [(round(start_s, 6), round(end_s, 6)) for start_s, end_s in trim_quiet(spans, loud)]
    assert trimmed == [(0.1, 0.3), (0.3, 0.5), (0.7, 0.9), (0.9, 1.0)]


def test_words_carry_their_tokens_and_how_sure_they_are() -> None:
    pieces = ["Hej", ",", " du", "."]
    words = build_words(
        [0, 1, 2, 3],
        [0.0, 0.4, 1.0, 1.2, 1.3],
        [0.8, 0.1, 0.6, 0.9],
        make_sound((0.2, 0), (0.4, 0.1), (0.4, 0), (0.5, 0.1), (0.5, 0)),
        lambda ids: "".join(pieces[i] for i in ids),
    )
    assert [(word.text, word.start_s, word.end_s, word.confidence, word.ids) for word in words] == [
        ("Hej,", 0.2, 0.6, 0.8, (0, 1)),
        ("du.", 1.0, 1.5, 0.6, (2, 3)),
    ]
