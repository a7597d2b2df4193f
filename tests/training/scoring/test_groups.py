import pytest

from training.scoring.groups import group_by_field, group_by_length, group_by_speaker
from training.scoring.wer import TextScore, score_texts


def score(n: int, *wrong: int) -> TextScore:
    return score_texts(["ja nej"] * n, ["jo nej" if i in wrong else "ja nej" for i in range(n)])


def test_speakers_come_worst_first() -> None:
    grouping = group_by_speaker(["a", "b", None, "b", "a"], score(5, 1, 3, 4))
    assert [(g.name, g.n_utterances, g.words.rate) for g in grouping.groups] == [
        ("b", 2, 0.5),
        ("a", 2, 0.25),
        ("not told", 1, 0.0),
    ]
    assert grouping.groups[0].wer_interval.low <= 0.5 <= grouping.groups[0].wer_interval.high


def test_lengths_come_in_bands_that_hold_their_upper_bound() -> None:
    lengths = [round(s * 16_000) for s in (40, 0.1, 2, 2.01, 30, 30.1)]
    grouping = group_by_length(lengths, score(6, 0))
    counts = {group.name: group.n_utterances for group in grouping.groups}
    assert list(counts.items()) == [("0–2 s", 2), ("2–4 s", 1), ("15–30 s", 1), ("over 30 s", 2)]


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ([20, 5, None, 20, 12.5], ["5", "12.5", "20", "not told"]),
        (["b", "a", "b", None, "a"], ["a", "b", "not told"]),
        ([True, False, True, True, True], ["False", "True"]),
        ([1, "a", 2, 3, 4], ["1", "2", "3", "4", "a"]),
        ([None] * 5, ["not told"]),
    ],
)
def test_values_of_a_field(values: list[object], names: list[str]) -> None:
    grouping = group_by_field("snr_db", values, score(5))
    assert [group.name for group in grouping.groups] == names
    assert sum(group.n_utterances for group in grouping.groups) == 5


def test_many_numbers_are_banded() -> None:
    values = [float(i) for i in range(100)]
    grouping = group_by_field("pitch", [*values, None], score(101, 99))
    assert [group.n_utterances for group in grouping.groups] == [20, 20, 20, 20, 20, 1]
    assert [group.words.n_errors for group in grouping.groups] == [0, 0, 0, 0, 1, 0]


def test_one_number_outweighs_the_rest() -> None:
    values = [0.0] * 90 + [float(i) for i in range(1, 15)]
    grouping = group_by_field("x", values, score(104))
    assert sum(group.n_utterances for group in grouping.groups) == 104
