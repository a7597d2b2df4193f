"""What the benchmarks reckon with: when a word was shown, where a sound is, what the page says."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from desktop.audio.recording import SAMPLE_RATE_HZ
from scripts.bench.measurement import Limit, Measurement, Result
from scripts.bench.report import BEGIN, END, make_row, save_result, update_page
from scripts.bench.shown_words import time_words
from scripts.bench.speech import SpokenWord, speak_samples
from scripts.bench.speech import time_words as time_spoken
from scripts.bench.timed_engine import TimedEvent
from scripts.bench.voice import Tap, Timeline


def live(read_s: float, committed: str, tentative: str) -> TimedEvent:
    return TimedEvent(read_s, {"type": "live", "committed": committed, "tentative": tentative})


def segment(read_s: float, text: str) -> TimedEvent:
    return TimedEvent(read_s, {"type": "segment", "segment": {"text": text}})


def test_a_word_is_shown_from_when_on_it_stays() -> None:
    spoken = [SpokenWord("hej", 0.4), SpokenWord("på", 0.7), SpokenWord("dig", 1.1)]
    events = [
        live(10.5, "", "Hej"),
        live(11.0, "Hej", " på deg"),
        live(11.5, "Hej på", " er"),
        live(12.0, "Hej på", " dig"),
        segment(13.0, "Hej på dig."),
    ]
    hej, på, dig = time_words(spoken, 10.0, events)
    assert (hej.tentative_s, hej.committed_s, hej.end_s) == (10.5, 11.0, 10.4)
    assert (på.tentative_s, på.committed_s) == (11.0, 11.5)
    assert (dig.tentative_s, dig.committed_s) == (12.0, 13.0)


def test_a_word_that_went_away_counts_from_its_return() -> None:
    events = [live(1.0, "", "hej du"), live(2.0, "", "hej"), segment(3.0, "Hej du!")]
    timed = time_words([SpokenWord("hej", 0.2), SpokenWord("du", 0.4)], 0.0, events)
    assert [word.tentative_s for word in timed] == [1.0, 3.0]


def test_a_misheard_word_counts_as_the_one_it_was_taken_for() -> None:
    spoken = [SpokenWord("fina", 0.5), SpokenWord("katter", 1.0)]
    events = [live(1.5, "", "fina hattar"), segment(2.0, "Fina hattar.")]
    assert [word.shown for word in time_words(spoken, 0.0, events)] == ["fina", "hattar"]


def test_words_of_earlier_segments_stay_shown() -> None:
    spoken = [SpokenWord("ett", 0.3), SpokenWord("två", 1.3)]
    events = [segment(1.0, "Ett."), live(1.8, "", "Två"), segment(2.5, "Två.")]
    ett, två = time_words(spoken, 0.0, events)
    assert (ett.committed_s, två.tentative_s, två.committed_s) == (1.0, 1.8, 2.5)


def test_nothing_heard_is_no_words() -> None:
    assert time_words([SpokenWord("hej", 0.3)], 0.0, []) == ()


def test_a_sentence_is_spoken_with_the_ends_of_its_words() -> None:
    if not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng is not installed")
    text = "Trafiken mellan Västerås och Stockholm står still."
    samples = speak_samples(text)
    duration_s = len(samples) / SAMPLE_RATE_HZ
    words = time_spoken(text, duration_s)
    assert [word.text for word in words] == text.lower().rstrip(".").split()
    ends_s = [word.end_s for word in words]
    assert ends_s == sorted(ends_s)
    assert ends_s[-1] == duration_s
    assert np.abs(samples[-1]) > 0  # it ends with sound
    assert time_spoken("E-posten kom.", 1.0) == ()  # two words when scoring, one when spoken


def test_a_timeline_plays_what_was_scheduled_when_it_was(rng: np.random.Generator) -> None:
    timeline = Timeline()
    sound = rng.uniform(-0.5, 0.5, 1000).astype(np.float32)
    timeline.schedule(2.0, sound)
    at = 2 * SAMPLE_RATE_HZ
    heard = [timeline.render(start, start + 300) for start in range(at - 300, at + 1500, 300)]
    expected = np.concatenate([np.zeros(300), np.rint(sound * 32767), np.zeros(500)])
    np.testing.assert_array_equal(np.concatenate(heard), expected)


def test_a_tap_finds_when_a_sound_was_in_the_air(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks arrive up to 30 ms late; the quickest tells the clock."""
    sound = rng.uniform(-0.5, 0.5, 8000).astype(np.float32)
    whole = np.concatenate([np.zeros(20_000), sound * 32767, np.zeros(12_000)]).astype(np.int16)
    tap = Tap()
    for end in range(400, len(whole) + 1, 400):
        late_s = 0.0 if end == 4000 else rng.uniform(0, 0.03)
        arrival_s = 100 + end / SAMPLE_RATE_HZ + late_s
        monkeypatch.setattr("scripts.bench.voice.time.monotonic", lambda at_s=arrival_s: at_s)
        tap.add(whole[end - 400 : end].tobytes())
    assert tap.locate(sound, 101.0) == pytest.approx(101.25, abs=1e-4)


def test_a_row_says_what_is_wanted_and_missed() -> None:
    met = Measurement("text", "ms", (100.0, 120.0, 140.0, 90.0, 130.0), Limit(150))
    assert make_row(met) == "| text | ≤ 150 ms | median 120 ms | 138 ms | 5 |  |"
    missed = Measurement("speed", "×", (1.25,), Limit(1.5, at_least=True), digits=2, note="why")
    assert make_row(missed) == "| speed | ≥ 1.5 × | 1.25 × |  | 1 | **missed**; why |"
    assert "never" in make_row(Measurement("word", "ms", (math.inf, 1.0), Limit(1)))
    assert "not measured" in make_row(Measurement("cold start", "s", (), Limit(1)))


def test_the_page_keeps_what_was_not_run_again(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Before\n{BEGIN}\nold\n{END}\nAfter\n", encoding="utf-8")
    for name, value in (("one", 1.0), ("two", 2.0), ("one", 3.0)):
        result = Result((Measurement(f"figure {name}", "s", (value,)),))
        save_result(tmp_path / f"{name}.json", name, result)
        update_page(page, tmp_path, ["one", "two", "three"])
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# Before\n{BEGIN}") and text.endswith(f"{END}\nAfter\n")
    assert "old" not in text
    assert text.index("| figure one |  | 3 s |") < text.index("| figure two |  | 2 s |")
    assert text.count("figure one") == 1


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)
