import pytest

from training.scoring.kblab import normalise_as_kblab, score_as_kblab


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Räksmörgås, på ÅLAND!", "räksmörgås på åland"),
        ("e-post och t.ex. EU:s", "epost och tex eus"),
        ("Det var 21 st.", "det var tjugoett st"),
        ("3,5 kg", "trefem kg"),
        ("12 500", "tolv femhundra"),
        ("“Hej” – sa hon…", "“hej” – sa hon..."),
        ("två\u00a0rum", "två rum"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_as_the_scripts_leave_it(written: str, compared: str) -> None:
    assert normalise_as_kblab(written) == compared


def test_mean_weighs_short_utterances_as_much_as_long_ones() -> None:
    score = score_as_kblab(["Ja.", "Ett, två, tre, fyra!", ""], ["jo", "ett två tre fyra", "hm"])
    assert score.mean_wer == 0.5
    assert score.texts.words.n_errors == 2 and score.texts.words.n_reference == 5


def test_no_mean_without_a_word() -> None:
    assert score_as_kblab(["..."], ["hej"]).mean_wer is None
