"""The user's terms in the place of doubtful words that sound like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.guards import Hypothesis, HypothesisWord, collect_ids
from desktop.engine.vocabulary import Vocabulary, spell_by_sound

DOUBTED = 0.5


def hear(text: str, confidence: float = 0.99) -> Hypothesis:
    """Words of half a second; one that ends in ~ is doubted."""
    words = tuple(
        HypothesisWord(
            word.replace("~", ""),
            i * 0.5,
            (i + 1) * 0.5,
            DOUBTED if "~" in word else confidence,
            (2 * i, 2 * i + 1),
        )
        for i, word in enumerate(text.split())
    )
    return Hypothesis(" ".join(word.text for word in words), -0.2, 0.0, words)


@pytest.mark.parametrize(
    ("heard", "terms", "text"),
    [
        ("Ring lager~ krants~ på måndag.", ["Lagercrantz"], "Ring Lagercrantz på måndag."),
        ("Det är Björklunds~ hus.", ["Björklund"], "Det är Björklunds hus."),
        ("Hon tar varfar~ in~ på kvällen.", ["Warfarin"], "Hon tar Warfarin på kvällen."),
        ("Kvist~ kommer, sade hon.", ["Quist"], "Quist kommer, sade hon."),
        ("Vi ses vid Sankt~ Erikplan.~", ["Sankt Eriksplan"], "Vi ses vid Sankt Eriksplan."),
        ("Sätt ut ”metopolol”~ i dag.", ["metoprolol"], "Sätt ut ”metoprolol” i dag."),
        ("Metopolol~ sätts ut.", ["metoprolol"], "Metoprolol sätts ut."),
    ],
)
def test_a_term_is_written_where_it_was_misheard(heard: str, terms: list[str], text: str) -> None:
    applied = Vocabulary(terms).apply(hear(heard))
    assert applied.text == text
    assert " ".join(word.text for word in applied.words) == text


def test_a_sure_word_stays_though_it_sounds_like_a_term() -> None:
    assert Vocabulary(["Quist"]).apply(hear("En kvist föll.")).text == "En kvist föll."


def test_a_term_is_spelled_as_the_user_spells_it() -> None:
    assert Vocabulary(["TalSkrift AB"]).apply(hear("Hos talskrift AB.")).text == "Hos TalSkrift AB."


def test_a_term_that_was_heard_right_is_no_other_term() -> None:
    heard = hear("Ring Lundqvist~ i dag.")
    assert Vocabulary(["Ljundqvist", "Lundqvist"]).apply(heard).text == heard.text


@pytest.mark.parametrize("heard", ["Ring lager.~ Krants~ kom.", "Ring lager,~ krants~ kom."])
def test_nothing_is_joined_across_a_mark(heard: str) -> None:
    assert "Lagercrantz" not in Vocabulary(["Lagercrantz"]).apply(hear(heard)).text


def test_short_terms_are_written_only_where_they_are_spelled() -> None:
    vocabulary = Vocabulary(["Bo", "Ek", ""])
    assert vocabulary.apply(hear("Då kom bok~ och bo.")).text == "Då kom bok och Bo."


def test_times_and_tokens_are_those_of_the_words_that_went() -> None:
    applied = Vocabulary(["Sankt Eriksplan"]).apply(hear("Från sankterik~ plan~ till dig."))
    assert [word.text for word in applied.words] == ["Från", "Sankt", "Eriksplan", "till", "dig."]
    sankt, plan = applied.words[1:3]
    assert (sankt.start_s, plan.end_s) == (0.5, 1.5)
    assert sankt.end_s == plan.start_s
    assert sankt.ids + plan.ids == (2, 3, 4, 5)
    assert sankt.confidence == plan.confidence == DOUBTED


def test_settled_words_keep_their_text() -> None:
    vocabulary = Vocabulary(["Lagercrantz"])
    shown = vocabulary.apply(hear("Ring lager~ krants~ på")).words[:2]
    assert [word.text for word in shown] == ["Ring", "Lagercrantz"]
    sure_now = vocabulary.apply(hear("Ring lager krants på måndag."), shown)
    assert sure_now.text == "Ring Lagercrantz på måndag."
    as_heard = hear("Ring lager krants på").words[:2]  # "lager" was shown before "krants" was said
    assert vocabulary.apply(hear("Ring lager~ krants~ på"), as_heard).text == "Ring lager krants på"


def test_a_settled_word_grows_where_the_model_goes_on_with_it() -> None:
    settled = (HypothesisWord("hus", 0.0, 0.4, 0.99, (0,)),)
    assert Vocabulary(["Quist"]).apply(hear("huset står kvar"), settled).text == "huset står kvar"


words = st.lists(st.sampled_from(["en", "kvist~", "lager~", "krants", "Då.", "(ja)"]), max_size=8)


@given(words, st.integers(0, 8))
def test_no_token_and_no_time_is_lost(said: list[str], n_settled: int) -> None:
    vocabulary = Vocabulary(["Quist", "Lagercrantz", "en kvist till"])
    heard = hear(" ".join(said))
    first = vocabulary.apply(heard)
    assert collect_ids(first.words) == collect_ids(heard.words)
    assert first.text == " ".join(word.text for word in first.words)
    ends = [time for word in first.words for time in (word.start_s, word.end_s)]
    assert ends == sorted(ends)
    again = vocabulary.apply(heard, first.words[:n_settled])
    assert again.text == first.text


def test_spellings_that_sound_alike_are_equal() -> None:
    for one, other in (
        ("Quist", "kvist"),
        ("Carlzén", "karlsen"),
        ("sjal", "schal"),
        ("Hjo", "jo"),
    ):
        assert spell_by_sound(one) == spell_by_sound(other)
    assert spell_by_sound("hus") != spell_by_sound("mus")
