"""What the guards take out, and what they must leave alone."""

import pytest

from desktop.engine.guards import (
    Hypothesis,
    Verdict,
    cut_loops,
    goes_in_circles,
    is_invented_phrase,
    judge,
)

CREDITS = "Tack för att ni har tittat!"


def heard(text: str, avg_logprob: float = -0.2, no_speech_prob: float = 0.01) -> Hypothesis:
    return Hypothesis(text, avg_logprob, no_speech_prob)


def test_plain_speech_is_left_alone() -> None:
    assert judge(heard("Hej på dig."), 0.95) == Verdict("Hej på dig.")
    assert not goes_in_circles(heard("Hej på dig."))


def test_text_over_silence_goes() -> None:
    silence = heard("Hej.", avg_logprob=-1.4, no_speech_prob=0.9)
    assert judge(silence, 0.95) == Verdict("", "Hej.", "no_speech")


def test_uncertain_text_goes_only_where_the_detector_doubts_as_well() -> None:
    uncertain = heard("Brom flem.", avg_logprob=-1.3)
    assert judge(uncertain, 0.4) == Verdict("", "Brom flem.", "low_probability")
    assert judge(uncertain, 0.9) == Verdict("Brom flem.")
    assert judge(heard("Hej."), 0.4) == Verdict("Hej.")


def test_credits_go_where_there_is_doubt_and_stay_where_they_were_spoken() -> None:
    assert judge(heard(CREDITS), 0.95) == Verdict(CREDITS)
    assert judge(heard(CREDITS), 0.5) == Verdict("", CREDITS, "known_phrase")
    assert judge(heard(CREDITS, no_speech_prob=0.8), 0.95).reason == "known_phrase"
    assert judge(heard(CREDITS, avg_logprob=-0.8), 0.95).reason == "known_phrase"


@pytest.mark.parametrize(
    "text",
    [
        CREDITS,
        "Tack för att du tittade på den här videon.",
        "Tack för titten!",
        "Textning: Anna Andersson, BTI Studios",
        "Svensktextning.nu",
        "Textning Stina Hedin www.btistudios.com",
        "Undertexter från Amara.org-gemenskapen",
        "Undertextning av Nisse",
        "Översättning: Karin Berg",
        "Glöm inte att prenumerera på kanalen!",
        "Vi ses i nästa video!",
        "Musik",
    ],
)
def test_known_inventions_are_known(text: str) -> None:
    assert is_invented_phrase(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tack för att ni kom hit i dag och hjälpte till.",
        "Texten är för liten.",
        "Texten på skylten var röd",
        "Jag spelar musik.",
        "Undertecknad intygar detta.",
        "Vi ses i nästa vecka.",
        "Tack.",
        "",
    ],
)
def test_ordinary_sentences_are_no_inventions(text: str) -> None:
    assert not is_invented_phrase(text)


def test_loops_are_cut_and_told() -> None:
    looped = "Vi går hem nu. " + "och så vidare " * 30
    verdict = judge(heard(looped), 0.95)
    assert verdict == Verdict("Vi går hem nu. och så vidare och så vidare", looped, "repetition")
    assert goes_in_circles(heard(looped))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("nej nej nej", "nej nej nej"),
        ("ja ja ja ja ja ja", "ja ja"),
        ("ett två ett två ett två ett två tre", "ett två ett två tre"),
        ("a b c d", "a b c d"),
        ("", ""),
    ],
)
def test_cut_loops(text: str, kept: str) -> None:
    assert cut_loops(text) == kept


def test_emphasis_is_no_loop() -> None:
    text = "Nej, nej, nej, nej, sa hon."
    assert judge(heard(text), 0.95) == Verdict(text)
