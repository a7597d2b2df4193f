"""Decides what of an open utterance's text is shown for good: `step(state, hypothesis) -> state`.

Pure: no audio, no model, no clock. While somebody speaks, the utterance is decoded again and again;
a word is committed when successive hypotheses agree on it and its sound ended safely before the
audio did (local agreement: Liu et al. 2020, Macháček et al. 2023). Committed words are forced
into every later decoding, so they never change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from desktop.engine.guards import Hypothesis, Words, collect_ids, join, judge


@dataclass(frozen=True)
class LiveOptions:
    """`step_frames` of the detector (32 ms each) lie between two looks at an open utterance."""

    step_frames: int = 10
    agreements: int = 3  # hypotheses in a row, the newest included
    margin_s: float = 0.6  # from the end of a committed word to the end of the audio


DEFAULT_OPTIONS = LiveOptions()


@dataclass(frozen=True)
class LiveState:
    """What is known of the open utterance; shown is `committed_text + tentative`."""

    committed: Words = ()
    tentative: str = ""
    recent: tuple[Words, ...] = ()  # the words after the committed ones, of the last hypotheses

    @property
    def committed_text(self) -> str:
        return join(self.committed)


def step(
    state: LiveState,
    hypothesis: Hypothesis,
    audio_s: float,
    speech_probability: float,
    options: LiveOptions = DEFAULT_OPTIONS,
) -> LiveState:
    """The state after a hypothesis over the first `audio_s` of the utterance.

    A hypothesis that the guards would touch commits nothing and is not shown.
    """
    if judge(hypothesis, speech_probability).removed:
        return replace(state, tentative="", recent=())
    n_committed = len(state.committed)
    if hypothesis.words[:n_committed] and collect_ids(
        hypothesis.words[:n_committed]
    ) != collect_ids(state.committed):
        # The model went on in the middle of the last committed word: it shows, and may come right.
        return replace(state, tentative=_rest(hypothesis, state.committed_text), recent=())
    fresh = hypothesis.words[n_committed:]
    heard = (*state.recent, fresh)[-options.agreements :]
    n_new = 0
    if len(heard) == options.agreements:
        n_new = min(_count_agreed(heard), _count_safe(fresh, audio_s - options.margin_s))
    committed = hypothesis.words[: n_committed + n_new]  # whose times are better known now
    return LiveState(
        committed,
        _rest(hypothesis, join(committed)),
        tuple(words[n_new:] for words in heard[max(0, len(heard) - options.agreements + 1) :]),
    )


def close(state: LiveState, end_s: float) -> tuple[Words, Words]:
    """Parts the committed words where the utterance was cut: those of it, and those of the next.

    An utterance that ends in a pause keeps them all.
    """
    ours = tuple(takewhile(lambda word: (word.start_s + word.end_s) / 2 < end_s, state.committed))
    return ours, state.committed[len(ours) :]


def _count_agreed(hypotheses: Sequence[Words]) -> int:
    agreed = takewhile(
        lambda column: len({word.text for word in column}) == 1, zip(*hypotheses, strict=False)
    )
    return sum(1 for _ in agreed)


def _count_safe(words: Words, latest_end_s: float) -> int:
    """The last word of a hypothesis is never safe: its ending may still be on the way."""
    return sum(1 for _ in takewhile(lambda word: word.end_s <= latest_end_s, words[:-1]))


def _rest(hypothesis: Hypothesis, committed_text: str) -> str:
    text = hypothesis.text
    return text[len(committed_text) :] if text.startswith(committed_text) else ""
