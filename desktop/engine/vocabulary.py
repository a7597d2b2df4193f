"""Writes the user's names and terms where the model wrote doubtful words that sound like them.

Knows spelling and the model's doubts, no audio: a name that the model has never seen is so
unlikely to it that asking it how likely the text is with the name tells next to nothing. Every
model gains by it, also one that cannot use a prompt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from statistics import fmean

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from desktop.engine.guards import Hypothesis, HypothesisWord, Words, collect_ids, join

Spans = list[tuple[int, int]]  # first word and end of each

MAX_WORDS = 4  # that one term may have been heard as
MIN_SOUNDS = 3  # "Bo" sounds like too much

# How much of a term's sounds may be another: found by measurement (docs/benchmarks.md).
SURE = 0.97  # a word's confidence; from here on it stays what it is
DIFFERENCE = 0.15
DIFFERENCE_WITH_DOUBT = 0.4  # more, for words that the model doubts altogether
PREFER_FEWER_WORDS = 0.02

SENTENCE_ENDS = (".", "!", "?", "…")
CLOSING = ".,;:!?…-–—'\"”’»)]}"
OPENING = "'\"”’«»([{-–—"

# Swedish spelling to sounds: X as in sju, C as in tjugo. The order matters.
RESPELLINGS = tuple(
    (re.compile(pattern), sounds)
    for pattern, sounds in (
        (r"[éèêë]", "e"),
        (r"[üû]", "y"),
        (r"[áàâ]", "a"),
        (r"æ", "ä"),
        (r"[øœ]", "ö"),
        (r"sch|skj|stj|sj|sh|sk(?=[eiyäö])|ch(?=[aeiouyåäö])", "X"),
        (r"tj|kj|k(?=[eiyäö])", "C"),
        (r"ch|ck", "k"),
        (r"qu", "kv"),
        (r"ph", "f"),
        (r"th|dt", "t"),
        (r"q", "k"),
        (r"w", "v"),
        (r"x", "ks"),
        (r"z|c(?=[eiyäö])", "s"),
        (r"c", "k"),
        (r"\b[hdlg]j", "j"),
        (r"g(?=[eiyäö])|(?<=[lr])g\b", "j"),
        (r"å", "o"),
        (r"ä", "e"),
        (r"[\W_]", ""),
        (r"(.)\1+", r"\1"),
    )
)


class Vocabulary:
    """The user's terms and their genitives, ready to be held against what was heard."""

    def __init__(self, terms: Sequence[str]) -> None:
        forms = {
            form: len(spell_by_sound(term)) >= MIN_SOUNDS
            for term in map(str.strip, terms)
            if term
            for form in list_forms(term)
        }
        self._forms = list(forms)
        self._is_long = np.array(list(forms.values()), bool)
        self._by_spelling = {form.casefold(): form for form in reversed(self._forms)}
        self._sounds = [spell_by_sound(form) for form in self._forms]
        self._lengths = np.array([max(1, len(sounds)) for sounds in self._sounds], np.float32)

    def apply(self, hypothesis: Hypothesis, settled: Words = ()) -> Hypothesis:
        """The hypothesis with terms in the place of words, after the words `settled`.

        The tokens of `settled` must be those that the hypothesis begins with.
        """
        if not self._forms:
            return hypothesis
        kept, fresh = part_settled(hypothesis.words, settled)
        begins_sentence = not kept or kept[-1].text.endswith(SENTENCE_ENDS)
        words = (*kept, *self._write_terms(fresh, begins_sentence))
        return replace(hypothesis, words=words, text=join(words))

    def _write_terms(self, words: Words, begins_sentence: bool) -> list[HypothesisWord]:
        chosen = self._choose(words)
        written: list[HypothesisWord] = []
        at = 0
        while at < len(words):
            end, term = chosen.get(at, (at + 1, None))
            if term is not None:
                is_first = written[-1].text.endswith(SENTENCE_ENDS) if written else begins_sentence
                written += write_term(term, words[at:end], is_first)
            else:
                written.append(words[at])
            at = end
        return written

    def _choose(self, words: Words) -> dict[int, tuple[int, str]]:
        """The terms to be written: by the first word that goes, the end of those and the term."""
        spans = find_spans(words)
        found = [*self._find_spelled(words, spans), *self._find_by_sound(words, spans)]
        taken: set[int] = set()
        chosen = {}
        for _, first, end, term in sorted(found):
            if taken.isdisjoint(range(first, end)):
                taken.update(range(first, end))
                chosen[first] = (end, term)
        return chosen

    def _find_spelled(self, words: Words, spans: Spans) -> list[tuple[float, int, int, str]]:
        """Where a term stands but for its capitals, or just as it should: nothing else may go."""
        texts = [strip_marks(join(words[first:end])).casefold() for first, end in spans]
        return [
            (-1.0, first, end, self._by_spelling[text])
            for (first, end), text in zip(spans, texts, strict=True)
            if text in self._by_spelling
        ]

    def _find_by_sound(self, words: Words, spans: Spans) -> list[tuple[float, int, int, str]]:
        spans = [
            (first, end)
            for first, end in spans
            if min(word.confidence for word in words[first:end]) < SURE
        ]
        if not spans:
            return []
        heard = [spell_by_sound(join(words[first:end])) for first, end in spans]
        doubts = np.array([1 - fmean(w.confidence for w in words[a:b]) for a, b in spans])
        limits = (DIFFERENCE + DIFFERENCE_WITH_DOUBT * doubts)[:, None] * self._lengths
        distances = cdist(heard, self._sounds, scorer=Levenshtein.distance)
        return [
            (
                float(distances[i, j] / self._lengths[j])
                + PREFER_FEWER_WORDS * (spans[i][1] - spans[i][0]),
                *spans[i],
                self._forms[j],
            )
            for i, j in np.argwhere((distances <= limits) & self._is_long)
        ]


def list_forms(term: str) -> list[str]:
    """The term and, where it has one of its own, its genitive."""
    return [term] if term[-1].lower() in "sxz" else [term, f"{term}s"]


@lru_cache(maxsize=2)
def prepare_vocabulary(terms: tuple[str, ...]) -> Vocabulary:
    """The vocabulary of these terms, made once for all the utterances of a job."""
    return Vocabulary(terms)


@lru_cache(maxsize=10_000)
def spell_by_sound(text: str) -> str:
    """The text as it sounds in Swedish, roughly: spellings that sound alike come out equal."""
    sounds = text.lower()
    for pattern, replacement in RESPELLINGS:
        sounds = pattern.sub(replacement, sounds)
    return sounds


def find_spans(words: Words) -> Spans:
    """First and end of all that one term may have been heard as: no mark stands inside."""
    return [
        (first, end)
        for first in range(len(words))
        for end in range(first + 1, min(len(words), first + MAX_WORDS) + 1)
        if not any(word.text[-1:] in CLOSING for word in words[first : end - 1])
        and not any(word.text[:1] in OPENING for word in words[first + 1 : end])
    ]


def part_settled(words: Words, settled: Words) -> tuple[Words, Words]:
    """The settled words as they are to be shown, and the words after them.

    They keep their text, terms included; the last one grows where the model has gone on with it.
    """
    n_tokens = sum(len(word.ids) for word in settled)
    n_words = 0
    while n_tokens > 0 and n_words < len(words):
        n_tokens -= len(words[n_words].ids)
        n_words += 1
    heard, fresh = words[:n_words], words[n_words:]
    if not heard or [word.text for word in heard] == [word.text for word in settled]:
        return heard, fresh  # whose times are better known now
    if n_tokens < 0 and heard[-1].text.startswith(settled[-1].text):
        return (*settled[:-1], heard[-1]), fresh
    return settled, fresh


def write_term(term: str, words: Words, begins_sentence: bool) -> list[HypothesisWord]:
    """The term's words in the time of `words`, with the marks and the capital that those had.

    All the tokens go with the first of them; the confidence is that of the least sure word.
    """
    heard = join(words)
    before = "".join(takewhile(OPENING.__contains__, heard))
    after = heard[len(heard.rstrip(CLOSING)) :]
    if begins_sentence and words[0].text.lstrip(OPENING)[:1].isupper():
        term = term[0].upper() + term[1:]
    parts = f"{before}{term}{after}".split()
    start_s, end_s = words[0].start_s, words[-1].end_s
    lengths = np.cumsum([0, *map(len, parts)])
    times_s = start_s + (end_s - start_s) * lengths / lengths[-1]
    ids = collect_ids(words)
    confidence = min(word.confidence for word in words)
    return [
        HypothesisWord(
            text=part,
            start_s=round(float(times_s[i]), 3),
            end_s=round(float(times_s[i + 1]), 3),
            confidence=confidence,
            ids=() if i else ids,
        )
        for i, part in enumerate(parts)
    ]


def strip_marks(text: str) -> str:
    return text.lstrip(OPENING).rstrip(CLOSING)
