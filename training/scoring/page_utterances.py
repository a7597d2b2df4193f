"""The worst utterances of a report in HTML: players, and what was heard beside what was said."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape

import numpy as np
import soundfile

from training.features.cleaning import SAMPLE_RATE
from training.scoring.alignment import (
    DELETED,
    EQUAL,
    INSERTED,
    SUBSTITUTED,
    AlignedWord,
    align_words,
)
from training.scoring.recordings import MAX_DURATION_S, Recording
from training.scoring.report import Report, format_percent


def make_worst_utterances(report: Report, recordings: Sequence[Recording], n_worst: int) -> str:
    """A section on the utterances with the highest WER, normalised; "" where none has an error."""
    worst = report.normalised.find_worst(n_worst)
    if not worst:
        return ""
    legend = "".join(
        f"<span>{_make_word(word)}</span>"
        for word in (
            AlignedWord(SUBSTITUTED, "said", "heard instead"),
            AlignedWord(DELETED, "not heard", ""),
            AlignedWord(INSERTED, "", "not said"),
        )
    )
    articles = [_make_article(report, index, recordings[index]) for index in worst]
    return f'<h2>The worst utterances</h2>\n<div class="words">{legend}</div>\n' + "\n".join(
        articles
    )


def _make_article(report: Report, index: int, recording: Recording) -> str:
    score = report.normalised.utterances[index]
    raw = report.raw.utterances[index]
    facts = [f"{recording.n_samples / SAMPLE_RATE:.1f} s"]
    if recording.speaker:
        facts.append(recording.speaker)
    facts.append(f"{score.words.n_errors} errors in {score.words.n_reference} words")
    aligned = _make_alignment(score.reference, score.hypothesis)
    if report.against:
        other = report.against.normalised.utterances[index]
        aligned += (
            f'<p class="soft">{escape(report.against.model)}, '
            f"{format_percent(other.words.rate)}:</p>"
            + _make_alignment(other.reference, other.hypothesis)
        )
    return (
        f"<article><header><b>{format_percent(score.words.rate)}</b>"
        f"<span>{escape(recording.id)}</span>"
        f'<span class="soft">{escape(", ".join(facts))}</span></header>\n'
        f"{_make_player(recording)}\n{aligned}\n"
        '<details><summary>As written</summary><p lang="sv">'
        f"{escape(raw.reference) or '–'}<br><b>{escape(raw.hypothesis) or '–'}</b></p>"
        "</details></article>"
    )


def _make_alignment(reference: str, hypothesis: str) -> str:
    words = "".join(f"<span>{_make_word(w)}</span> " for w in align_words(reference, hypothesis))
    return f'<div class="words" lang="sv">{words}</div>'


def _make_word(word: AlignedWord) -> str:
    if word.kind == EQUAL:
        return f'<span class="said">{escape(word.said)}</span>'
    if word.kind == SUBSTITUTED:
        return (
            f'<span class="pair sub"><span>{escape(word.said)}</span>'
            f'<span class="heard">{escape(word.heard)}</span></span>'
        )
    if word.kind == DELETED:
        return f'<span class="pair del"><del>{escape(word.said)}</del></span>'
    return f'<span class="pair ins"><ins class="heard">+ {escape(word.heard)}</ins></span>'


def _make_player(recording: Recording) -> str:
    """FLAC, what the model got; MP3 for what is longer than a window, lest the page grow huge."""
    is_short = recording.n_samples <= MAX_DURATION_S * SAMPLE_RATE
    format_, mime = ("FLAC", "audio/flac") if is_short else ("MP3", "audio/mpeg")
    file = io.BytesIO()
    samples = np.clip(recording.load(), -1, 1)
    if not samples.size:
        return ""
    soundfile.write(file, samples, SAMPLE_RATE, format=format_)
    data = base64.b64encode(file.getvalue()).decode()
    return f'<audio controls preload="metadata" src="data:{mime};base64,{data}"></audio>'
