"""Groups the tokens of a text into words, and gives each word its times and its confidence.

The times come from the decoder's cross-attention by dynamic time warping, as in openai/whisper's
timing.py; CTranslate2 does that part (`Whisper.align`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from desktop.engine.guards import HypothesisWord

STEP_S = 0.02  # one step of Whisper's encoder
SHORTEST_WORD_S = STEP_S
PUNCTUATION = frozenset(".,;:!?…-–—'\"”“’‘«»()[]{}/")

Decode = Callable[[Sequence[int]], str]


@dataclass(frozen=True)
class TokenGroup:
    """The tokens of one word: `first` up to `end`; those that are spoken: up to `spoken_end`."""

    first: int
    end: int
    spoken_first: int
    spoken_end: int


def group_tokens(ids: Sequence[int], decode: Decode) -> list[TokenGroup]:
    """The words of a text, punctuation with the word that it follows.

    A character of several tokens is never torn apart: only a token that begins with a blank
    begins a word.
    """
    firsts = [0, *(i for i in range(1, len(ids)) if _begins_word(ids[i - 1], ids[i], decode))]
    silent = [_is_punctuation(decode([token])) for token in ids]
    groups: list[TokenGroup] = []
    first = 0
    for begin, end in pairwise([*firsts, len(ids)]):
        spoken = [i for i in range(begin, end) if not silent[i]]
        if spoken:
            groups.append(TokenGroup(first, end, spoken[0], spoken[-1] + 1))
            first = end
        elif groups:
            last = groups[-1]
            groups[-1] = TokenGroup(last.first, end, last.spoken_first, last.spoken_end)
            first = end
    if first < len(ids):  # nothing but punctuation
        groups.append(TokenGroup(0, len(ids), 0, len(ids)))
    return groups


def find_token_starts(alignment: Sequence[tuple[int, int]], n_tokens: int) -> list[float]:
    """When each token begins, and where the last one ends, in seconds: n_tokens + 1 times.

    `alignment`: pairs of token and encoder step along the path of the time warping.
    """
    starts = [0.0] * (n_tokens + 1)
    for token, step in reversed(alignment):
        starts[token] = step * STEP_S
    return starts


def build_words(
    ids: Sequence[int],
    groups: Sequence[TokenGroup],
    token_starts: Sequence[float],
    token_probs: Sequence[float],
    duration_s: float,
    decode: Decode,
) -> tuple[HypothesisWord, ...]:
    """The words with times in order, inside the `duration_s` seconds that were spoken."""
    spans = settle_spans(
        [(token_starts[group.spoken_first], token_starts[group.spoken_end]) for group in groups],
        duration_s,
    )
    words = []
    for group, (start_s, end_s) in zip(groups, spans, strict=True):
        probs = token_probs[group.spoken_first : group.spoken_end]
        words.append(
            HypothesisWord(
                text=decode(ids[group.first : group.end]).strip(),
                start_s=round(start_s, 3),
                end_s=round(end_s, 3),
                confidence=round(min(1.0, sum(probs) / len(probs)), 4),
                ids=tuple(ids[group.first : group.end]),
            )
        )
    return tuple(words)


def settle_spans(
    spans: Sequence[tuple[float, float]], duration_s: float
) -> list[tuple[float, float]]:
    """The spans moved as little as it takes: in order, none empty, none past the end."""
    shortest_s = min(SHORTEST_WORD_S, duration_s / max(1, len(spans)))
    settled: list[tuple[float, float]] = []
    latest_s = duration_s
    for start_s, end_s in reversed(spans):
        end_s = min(end_s, latest_s)
        latest_s = min(start_s, end_s - shortest_s)
        settled.append((latest_s, end_s))
    settled.reverse()
    earliest_s = 0.0
    for i, (start_s, end_s) in enumerate(settled):
        start_s = max(start_s, earliest_s)
        earliest_s = max(end_s, start_s + shortest_s)
        settled[i] = (start_s, earliest_s)
    return settled


def _begins_word(before: int, token: int, decode: Decode) -> bool:
    return decode([before, token])[len(decode([before])) :][:1].isspace()


def _is_punctuation(text: str) -> bool:
    return all(character in PUNCTUATION or character.isspace() for character in text)
