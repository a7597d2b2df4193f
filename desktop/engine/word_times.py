"""Groups the tokens of a text into words, and gives each word its times and its confidence.

Where words begin comes from the decoder's cross-attention by dynamic time warping, as in
openai/whisper's timing.py; CTranslate2 does that part (`Whisper.align`). The sound tells where the
pauses between them are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ
from desktop.engine.guards import HypothesisWord

STEP_S = 0.02  # one step of Whisper's encoder
SHORTEST_WORD_S = STEP_S

# Found by measurement: the starter, against the word times that espeak-ng tells.
MEDIAN_FILTER_WIDTH = 3  # steps; openai/whisper smooths the attention over 7
LATE_END_S = 0.6
SPEECH_RANGE_DB = 35.0  # from loud speech down to its weakest sounds
ABOVE_QUIET_DB = 6.0
MIN_QUIET_FRAMES = 6
FRAME_S = 0.01
FRAME_SAMPLES = round(FRAME_S * SAMPLE_RATE_HZ)
LEAST_POWER = 1e-12

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
    token_starts: Sequence[float],
    token_probs: Sequence[float],
    samples: NDArray[np.float32],
    decode: Decode,
) -> tuple[HypothesisWord, ...]:
    """The words with times in order, inside the `samples` that were heard.

    A word lasts until the next one begins, the quiet between them taken off.
    """
    groups = group_tokens(ids, decode)
    duration_s = len(samples) / SAMPLE_RATE_HZ
    starts = [token_starts[group.spoken_first] for group in groups]
    # The end of the text is often seen too early, the end of the sound never.
    ends = [*starts[1:], token_starts[-1] + LATE_END_S]
    spans = settle_spans(list(zip(starts, ends, strict=True)), duration_s)
    spans = trim_quiet(spans, find_loud_frames(samples))
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


def find_loud_frames(samples: NDArray[np.float32]) -> NDArray[np.bool_]:
    """For each 10 ms whether it is more than the quiet of these samples."""
    n_frames = len(samples) // FRAME_SAMPLES
    frames = samples[: n_frames * FRAME_SAMPLES].reshape(n_frames, FRAME_SAMPLES)
    if n_frames == 0:
        return np.zeros(0, np.bool_)
    levels_db = 10 * np.log10(np.mean(frames**2, axis=1) + LEAST_POWER)
    quiet_db, speech_db = np.percentile(levels_db, (5, 95))
    limit_db = max(speech_db - SPEECH_RANGE_DB, min(quiet_db + ABOVE_QUIET_DB, speech_db - 10))
    return np.asarray(levels_db > limit_db)


def trim_quiet(
    spans: Sequence[tuple[float, float]], loud: NDArray[np.bool_]
) -> list[tuple[float, float]]:
    """The spans without quiet of 60 ms or more at their edges; one that is all quiet is left."""
    trimmed = []
    for start_s, end_s in spans:
        first, end = round(start_s / FRAME_S), round(end_s / FRAME_S)
        inside = np.flatnonzero(loud[first:end])
        if len(inside):
            if inside[0] >= MIN_QUIET_FRAMES:
                start_s = (first + int(inside[0])) * FRAME_S
            if end - first - 1 - inside[-1] >= MIN_QUIET_FRAMES:
                end_s = (first + int(inside[-1]) + 1) * FRAME_S
        trimmed.append((start_s, end_s))
    return trimmed


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
