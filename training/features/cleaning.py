"""Decide which utterances are fit to train on, and with which text.

Knows text, durations and nothing of files; the pipeline asks it twice, once before an utterance's
audio is decoded and once after.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

SAMPLE_RATE = 16_000

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("“”„‟″〃«»", '"'),
        **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
        **dict.fromkeys("‐‑−﹣－", "-"),
        **dict.fromkeys("‒—―", "–"),
        "…": "...",
    }
)
_WHITESPACE = re.compile(r"\s+")


class DropReason(StrEnum):
    """Why an utterance is left out; the value is the key in a store's manifest."""

    FAULTY_LINE = "line of the metadata that cannot be used"
    NO_WORDS = "text without a letter or digit"
    DUPLICATE_TEXT = "same speaker and text as an earlier utterance"
    DUPLICATE_AUDIO = "same audio as an earlier utterance"
    UNREADABLE = "audio cannot be read"
    EMPTY_AUDIO = "no sound in the audio"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    TOO_FAST = "more text than can be said in that time"
    TOO_SLOW = "too little text for that time"


@dataclass(frozen=True)
class CleaningSettings:
    """Bounds of an utterance worth training on.

    An utterance with text may hold `pause_allowance_s` of silence around its speech before it
    counts as slow, so that a lone "ja" in a two-second clip is kept.
    """

    min_duration_s: float = 0.2
    max_duration_s: float = 30.0
    min_chars_per_s: float = 1.5
    max_chars_per_s: float = 35.0
    pause_allowance_s: float = 2.0


@dataclass(frozen=True)
class Kept:
    """An utterance to train on, with its text as it should be learnt ("" for silence)."""

    text: str


@dataclass(frozen=True)
class Dropped:
    """An utterance left out, and why; `detail` says more where the reason alone does not."""

    reason: DropReason
    detail: str = ""


def normalise_text(text: str) -> str:
    """The text as a training target: one spelling for each sign, nothing invisible.

    NFC (so å ä ö are one character each); curly quotes and guillemets become " and ', hyphens of
    every kind and the minus sign "-", longer dashes "–", "…" three full stops; every run of
    whitespace one space; control, format, private and unassigned characters go. Case, punctuation
    and digits stay: they are what the model learns to write.
    """
    text = _WHITESPACE.sub(" ", text)
    visible = "".join(c for c in text if not unicodedata.category(c).startswith("C"))
    # NFC after the invisible ones are gone: they can stand between a letter and its accent.
    alike = unicodedata.normalize("NFC", visible).translate(_ALIKE)
    return _WHITESPACE.sub(" ", alike).strip()


def check_text(raw_text: str) -> Kept | Dropped:
    """Judge an utterance by its text alone.

    Empty text is kept: a dataset marks silence with it on purpose. Text that only comes out empty,
    or without a letter or digit ("...", "♪♪"), is dropped.
    """
    text = normalise_text(raw_text)
    if raw_text and not any(c.isalnum() for c in text):
        return Dropped(DropReason.NO_WORDS)
    return Kept(text)


def check_audio(
    audio: np.ndarray, text: str, settings: CleaningSettings | None = None
) -> Kept | Dropped:
    """Judge decoded audio (float32 [n_samples] at 16 kHz) against its already normalised text."""
    settings = settings or CleaningSettings()
    if audio.size == 0:
        return Dropped(DropReason.EMPTY_AUDIO)
    if not np.isfinite(audio).all():
        return Dropped(DropReason.UNREADABLE, "the samples are not numbers")
    if text and not audio.any():
        return Dropped(DropReason.EMPTY_AUDIO)
    return check_duration(audio.size / SAMPLE_RATE, text, settings)


def check_duration(duration_s: float, text: str, settings: CleaningSettings) -> Kept | Dropped:
    """Judge a duration, and the speaking rate that the text implies."""
    if duration_s < settings.min_duration_s:
        return Dropped(DropReason.TOO_SHORT)
    if duration_s > settings.max_duration_s:
        return Dropped(DropReason.TOO_LONG)
    if text and len(text) > settings.max_chars_per_s * duration_s:
        return Dropped(DropReason.TOO_FAST)
    spoken_s = duration_s - settings.pause_allowance_s
    if text and len(text) < settings.min_chars_per_s * spoken_s:
        return Dropped(DropReason.TOO_SLOW)
    return Kept(text)
