import unicodedata

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.features.cleaning import (
    CleaningSettings,
    Dropped,
    DropReason,
    Kept,
    check_audio,
    check_text,
    normalise_text,
)

# A busy machine is no fault.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Räksmörgås på Åland", "Räksmörgås på Åland"),
        (unicodedata.normalize("NFD", "Åsa äter öl"), "Åsa äter öl"),
        ("”Hej”, sa hon – «ja»", '"Hej", sa hon – "ja"'),
        ("det’s ‘bra’", "det's 'bra'"),
        ("A4‑papper, −5 grader", "A4-papper, -5 grader"),
        ("vänta—så", "vänta–så"),
        ("jaha…", "jaha..."),
        ("  två\u00a0\u2009rum\t\nkök ", "två rum kök"),
        ("o\u00adsyn\u200blig\x07\ufeff", "osynlig"),
        ("12 500 kr, 14.30!", "12 500 kr, 14.30!"),
    ],
)
def test_text_gets_one_spelling(raw: str, clean: str) -> None:
    assert normalise_text(raw) == clean


@unhurried
@given(st.text())
def test_normalised_text_stays_as_it_is_and_shows_no_control_characters(text: str) -> None:
    clean = normalise_text(text)
    assert normalise_text(clean) == clean
    assert clean == clean.strip() and "  " not in clean
    assert not any(unicodedata.category(c).startswith("C") for c in clean)


def test_empty_text_is_silence_and_kept() -> None:
    assert check_text("") == Kept("")


@pytest.mark.parametrize("raw", ["...", "♪♪", "  ", "\u200b", "–"])
def test_text_without_words_is_dropped(raw: str) -> None:
    assert check_text(raw) == Dropped(DropReason.NO_WORDS)


def noise(duration_s: float) -> np.ndarray:
    return np.full(round(duration_s * 16_000), 0.1, np.float32)


@pytest.mark.parametrize(
    ("duration_s", "text", "reason"),
    [
        (0, "hej", DropReason.EMPTY_AUDIO),
        (0, "", DropReason.EMPTY_AUDIO),
        (0.19, "å", DropReason.TOO_SHORT),
        (0.2, "hej", None),
        (30.0, "ett två tre " * 10, None),
        (30.01, "ett två tre " * 10, DropReason.TOO_LONG),
        (1.0, "x" * 35, None),
        (1.0, "x" * 36, DropReason.TOO_FAST),
        (2.0, "ja", None),
        (10.0, "hejsan hoppsan", None),
        (10.0, "hej", DropReason.TOO_SLOW),
        (10.0, "", None),
    ],
)
def test_bounds(duration_s: float, text: str, reason: DropReason | None) -> None:
    expected = Dropped(reason) if reason else Kept(text)
    assert check_audio(noise(duration_s), text) == expected


def test_bounds_come_from_the_settings() -> None:
    settings = CleaningSettings(max_duration_s=5.0)
    assert check_audio(noise(6.0), "en lång mening", settings) == Dropped(DropReason.TOO_LONG)


def test_digital_silence_is_kept_only_without_text() -> None:
    silence = np.zeros(16_000, np.float32)
    assert check_audio(silence, "") == Kept("")
    assert check_audio(silence, "hej") == Dropped(DropReason.EMPTY_AUDIO)


def test_samples_that_are_no_numbers_are_dropped() -> None:
    verdict = check_audio(np.array([0.1, np.nan] * 8000, np.float32), "hej")
    assert isinstance(verdict, Dropped) and verdict.reason is DropReason.UNREADABLE
