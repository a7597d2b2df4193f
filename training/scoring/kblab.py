"""Word error rates as KBLab's own evaluation scripts count them, for comparison with KB-Whisper.

The source is scripts/evaluate/eval_fleurs.py and eval_model.py in kb-labb/subtitles_preprocessing,
read in November 2026. What they do, and what is unusual about it:

- lower case; runs of digits become words by num2words, one run at a time: "3,5" is "trefem" once
  the comma is gone, "12 500" is "tolv femhundra";
- ASCII punctuation is deleted and leaves no blank: "e-post" is epost, one word; then NFKC. So
  “ ”, – and … stay (NFKC even makes three full stops of …), and count as words or parts of them;
- the rate is the mean of the utterances' rates, where a short utterance weighs as much as a long
  one, not all errors over all words;
- decoding is transformers' pipeline, 30 s windows, greedy, with no timestamps;
- on FLEURS the reference is the `transcription` column, which is lower case already.

Not known: whether the published figures (FLEURS, Common Voice, NST) came from exactly these
scripts, by which mean, and on which revision of the test sets. So both are given, and some tenths
between a figure here and a published one tell nothing.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from num2words import num2words

from training.scoring.wer import TextScore, score_texts

_DELETE_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True)
class KblabScore:
    """Texts as KBLab compares them. `mean_wer` is the mean of the utterances' rates, None where no
    utterance has a word to find; those without one are left out of it."""

    texts: TextScore
    mean_wer: float | None


def score_as_kblab(references: Sequence[str], hypotheses: Sequence[str]) -> KblabScore:
    texts = score_texts(
        [normalise_as_kblab(text) for text in references],
        [normalise_as_kblab(text) for text in hypotheses],
    )
    rates = [u.words.rate for u in texts.utterances if u.words.n_reference]
    return KblabScore(texts, fmean(rates) if rates else None)


def normalise_as_kblab(text: str) -> str:
    """The words of a text as KBLab's scripts leave them."""
    text = re.sub(r"\d+", _spell, text.lower()).translate(_DELETE_PUNCTUATION)
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _spell(match: re.Match[str]) -> str:
    try:
        return str(num2words(int(match[0]), lang="sv"))
    except (OverflowError, ValueError):  # more digits than it has words for
        return match[0]
