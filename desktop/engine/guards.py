"""Keeps out text that nobody said: decides on a hypothesis, and on what to do with its text.

Whisper invents text where there is little speech. Thresholds are those of openai/whisper's
transcribe.py (compression 2.4, log-probability -1, no-speech 0.6). No rule removes text on one
sign alone: a real "Tack för att ni har tittat" is kept when it was plainly spoken.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

MAX_COMPRESSION_RATIO = 2.4
MIN_AVG_LOGPROB = -1.0
MAX_NO_SPEECH_PROB = 0.6
WEAK_SPEECH_PROBABILITY = 0.6  # mean of the detector over the utterance; speech has about 0.9
WEAK_AVG_LOGPROB = -0.7
KEPT_REPEATS = 2
CUT_REPEATS = 4  # so many in a row are a loop, not emphasis

# Phrases that Swedish models write over silence and music: the credits of subtitle files.
INVENTED_PHRASES = (
    r"tack för att (ni|du) (har )?(tittat|tittade|tittar|lyssnat|lyssnade|lyssnar)( på.*)?",
    r"tack (så mycket )?för (mig|titten|idag|i dag)",
    r"(svensktextning|svensk textning) (nu|se|com)",
    r"(svensk )?text(ning|at|ad)?( av)? .*(svt|btistudios|bti studios|undertext|amara|sdi).*",
    r"(textning|text|undertexter|undertextning|översättning)( av)? \w+( \w+){0,3}",
    r"undertexter (från|av|ifrån) .*",
    r"(glöm inte att )?prenumerera( på)?( min)?( kanalen?)?.*",
    r"vi ses i nästa (video|avsnitt|film)",
    r"(www )?(btistudios|undertexter|svt|sdimedia) (com|se)",
    r"thanks for watching",
    r"musik|applåder|skratt",
)
_INVENTED = re.compile("|".join(f"(?:{phrase})" for phrase in INVENTED_PHRASES))


@dataclass(frozen=True)
class HypothesisWord:
    """A word of a hypothesis. The tokens of all its words, in order, are those of its text."""

    text: str  # with its punctuation, without blanks around it
    start_s: float  # from the start of the utterance's samples
    end_s: float
    confidence: float  # mean probability of its tokens, those of punctuation left out
    ids: tuple[int, ...]


Words = tuple[HypothesisWord, ...]


def join(words: Sequence[HypothesisWord]) -> str:
    return " ".join(word.text for word in words)


def collect_ids(words: Sequence[HypothesisWord]) -> tuple[int, ...]:
    return tuple(token for word in words for token in word.ids)


@dataclass(frozen=True)
class Hypothesis:
    """What the model wrote for one utterance, and how sure it was."""

    text: str  # the words with a blank between
    avg_logprob: float  # mean natural log-probability of the tokens
    no_speech_prob: float
    words: Words = ()

    @property
    def compression_ratio(self) -> float:
        return measure_compression(self.text)


@dataclass(frozen=True)
class Verdict:
    """The text to keep and the text taken away; `reason` is empty when nothing was."""

    kept: str
    removed: str = ""
    reason: str = ""


def measure_compression(text: str) -> float:
    """Bytes of text for each byte of its zlib form: high when it goes round in circles."""
    raw = text.encode("utf-8")
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def is_silence(hypothesis: Hypothesis) -> bool:
    """Whether the model itself says that nobody spoke."""
    return (
        hypothesis.no_speech_prob > MAX_NO_SPEECH_PROB and hypothesis.avg_logprob < MIN_AVG_LOGPROB
    )


def goes_in_circles(hypothesis: Hypothesis) -> bool:
    """Whether the text repeats itself as no speaker does."""
    return hypothesis.compression_ratio > MAX_COMPRESSION_RATIO


def judge(hypothesis: Hypothesis, speech_probability: float) -> Verdict:
    """Decides on the final hypothesis. `speech_probability`: the detector's mean, 0 to 1."""
    text = hypothesis.text
    if not text:
        return Verdict("")
    if is_silence(hypothesis):
        return Verdict("", text, "no_speech")
    weak_speech = speech_probability < WEAK_SPEECH_PROBABILITY
    if weak_speech and hypothesis.avg_logprob < MIN_AVG_LOGPROB:
        return Verdict("", text, "low_probability")
    doubtful = (
        weak_speech
        or hypothesis.no_speech_prob > MAX_NO_SPEECH_PROB
        or hypothesis.avg_logprob < WEAK_AVG_LOGPROB
    )
    if doubtful and is_invented_phrase(text):
        return Verdict("", text, "known_phrase")
    if goes_in_circles(hypothesis):
        kept = cut_loops(text)
        if kept != text:
            return Verdict(kept, text, "repetition")
    return Verdict(text)


def is_invented_phrase(text: str) -> bool:
    """Whether all of the text is one of the known inventions."""
    words = " ".join(re.findall(r"\w+", text.lower()))
    return _INVENTED.fullmatch(words) is not None


def cut_loops(text: str) -> str:
    """The text with every run of four or more equal word groups cut down to two."""
    words = text.split()
    for size in range(1, len(words) // CUT_REPEATS + 1):
        words = _cut_loops_of(words, size)
    return " ".join(words)


def _cut_loops_of(words: list[str], size: int) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(words):
        group = words[at : at + size]
        end = at + size
        while words[end : end + size] == group:
            end += size
        n_repeats = (end - at) // size
        if len(group) == size and n_repeats >= CUT_REPEATS:
            kept += group * KEPT_REPEATS
            at = end
        else:
            kept.append(words[at])
            at += 1
    return kept
