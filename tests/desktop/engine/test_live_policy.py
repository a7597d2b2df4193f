"""What is committed of an utterance while it is spoken, told by lists of hypotheses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.guards import Hypothesis, HypothesisWord, collect_ids
from desktop.engine.live_policy import LiveOptions, LiveState, close, join, step

WORD_S = 0.5
TWO_AGREE = LiveOptions(agreements=2, margin_s=0.35)


def make_hypothesis(text: str, avg_logprob: float = -0.1) -> Hypothesis:
    """Every word is half a second long; its token is a number made of its letters."""
    words = tuple(
        HypothesisWord(word, i * WORD_S, (i + 1) * WORD_S, 0.9, (hash(word),))
        for i, word in enumerate(text.split())
    )
    return Hypothesis(text, avg_logprob, 0.01, words)


def hear(*texts: str, options: LiveOptions = TWO_AGREE) -> list[LiveState]:
    """The states after each of the hypotheses; the audio ends with the last word."""
    states = []
    state = LiveState()
    for text in texts:
        audio_s = len(text.split()) * WORD_S
        state = step(state, make_hypothesis(text), audio_s, 0.9, options)
        states.append(state)
    return states


def test_nothing_is_committed_before_two_agree() -> None:
    (state,) = hear("Jag heter Anna")
    assert (state.committed_text, state.tentative) == ("", "Jag heter Anna")


def test_what_two_agree_on_is_committed_but_never_the_last_word() -> None:
    states = hear("Jag heter An", "Jag heter An", "Jag heter Anna och")
    assert [state.committed_text for state in states] == ["", "Jag heter", "Jag heter"]
    assert states[-1].tentative == " Anna och"


def test_agreement_stops_at_the_first_difference() -> None:
    states = hear("Vi har tre hus", "Vi bar tre hus i", "Vi har tre hus i stan")
    assert [state.committed_text for state in states] == ["", "Vi", "Vi"]


def test_a_word_too_near_the_end_of_the_audio_waits() -> None:
    state = step(LiveState(), make_hypothesis("ett två tre fyra"), 1.3, 0.9, TWO_AGREE)
    state = step(state, make_hypothesis("ett två tre fyra"), 1.3, 0.9, TWO_AGREE)
    assert state.committed_text == "ett", "två ends at 1.0 s, less than 0.35 s before the end"
    state = step(state, make_hypothesis("ett två tre fyra"), 1.36, 0.9, TWO_AGREE)
    assert state.committed_text == "ett två"


@pytest.mark.parametrize("agreements", [1, 2, 3])
def test_so_many_as_asked_must_agree(agreements: int) -> None:
    options = LiveOptions(agreements=agreements, margin_s=0.35)
    states = hear(*["en mening som alla hör"] * 4, options=options)
    committed = [bool(state.committed_text) for state in states]
    assert committed == [number >= agreements for number in range(1, 5)]


def test_a_hypothesis_that_the_guards_touch_commits_nothing() -> None:
    looped = make_hypothesis("och så vidare " * 20 + "hej")
    state = step(LiveState(), looped, 30.0, 0.9, TWO_AGREE)
    state = step(state, looped, 30.0, 0.9, TWO_AGREE)
    assert (state.committed_text, state.tentative) == ("", "")
    unsure = make_hypothesis("Tack för att ni har tittat.", avg_logprob=-2.0)
    state = step(LiveState(), unsure, 10.0, 0.3, TWO_AGREE)
    assert (state.committed_text, state.tentative) == ("", "")


def test_a_word_that_grows_after_it_was_committed_shows_its_ending_as_tentative() -> None:
    (_, state) = hear("vår insats är god", "vår insats är god")
    grown = Hypothesis(
        "vår insatserna",
        -0.1,
        0.0,
        (
            HypothesisWord("vår", 0.0, 0.5, 0.9, state.committed[0].ids),
            HypothesisWord("insatserna", 0.5, 1.0, 0.9, (*state.committed[1].ids, 7)),
        ),
    )
    state = LiveState(committed=state.committed[:2])
    state = step(state, grown, 1.5, 0.9, TWO_AGREE)
    assert (state.committed_text, state.tentative) == ("vår insats", "erna")


def test_where_an_utterance_is_cut_the_words_behind_belong_to_the_next() -> None:
    (_, state) = hear("ett två tre fyra fem sex", "ett två tre fyra fem sex")
    ours, next_ones = close(state, end_s=1.1)
    assert (join(ours), join(next_ones)) == ("ett två", "tre fyra fem")
    (_, state) = hear("ett två tre", "ett två tre")
    assert close(state, end_s=9.0) == (state.committed, ())


@given(
    st.lists(
        st.lists(st.sampled_from(["en", "ett", "den", "de"]), max_size=8).map(" ".join), max_size=12
    )
)
def test_committed_text_only_ever_grows(texts: list[str]) -> None:
    """Whatever the model says, as long as it begins with the words that are settled."""
    state = LiveState()
    for text in texts:
        before = state
        said = " ".join([*(word.text for word in state.committed), *text.split()])
        state = step(state, make_hypothesis(said), len(said.split()) * WORD_S + 1.0, 0.9, TWO_AGREE)
        assert state.committed_text.startswith(before.committed_text)
        assert collect_ids(state.committed[: len(before.committed)]) == collect_ids(
            before.committed
        )
