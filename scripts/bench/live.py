"""How soon the text is there while somebody speaks, through a virtual microphone.

The real recorder writes, the real engine process follows; a text counts as shown when the line of
the protocol that carries it has been read. Drawing it is not counted.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from desktop.audio.recording import SAMPLE_RATE_HZ
from desktop.engine.detector import DEFAULT_OPTIONS, FRAME_SAMPLES
from scripts.bench.dictation import Dictation
from scripts.bench.measurement import Bench, Limit, Measurement, Result
from scripts.bench.padded import load_faster_whisper, time_in_turns
from scripts.bench.shown_words import ShownWord, time_words
from scripts.bench.speech import Spoken, speak_sentences
from scripts.bench.timed_engine import TimedEngine, TimedEvent
from scripts.bench.voice import Voice, open_voice

N_SHORT, N_LONG = 40, 20
SHORT_S = (2.6, 3.4)  # the "3 s utterance"
LONG_S = (4.5, 9.0)
BEFORE_S, AFTER_S = 0.6, 2.0  # quiet around each utterance
HANGOVER_SAMPLES = DEFAULT_OPTIONS.hangover_frames * FRAME_SAMPLES


@dataclass(frozen=True)
class LiveUtterance:
    """One utterance spoken and heard; moments are time.monotonic, NaN what did not come."""

    text: str
    heard: str
    duration_s: float
    spoken_end_s: float
    detected_s: float  # the recording had the last sample that the detector needed to see its end
    final_s: float  # its segment had been read
    words: tuple[ShownWord, ...]


def measure(bench: Bench) -> Result:
    """Rows for the end of an utterance and for its words, by PulseAudio and without it.

    And faster-whisper on the same utterances: how much longer one would wait.
    """
    n_short, n_long = (8, 4) if bench.quick else (N_SHORT, N_LONG)
    spoken = [
        *islice(speak_sentences(*SHORT_S), n_short),
        *islice(speak_sentences(*LONG_S), n_long),
    ]
    heard = listen(bench, spoken, through_pulseaudio=True)
    direct = listen(bench, spoken, through_pulseaudio=False)
    plain, _ = load_faster_whisper(bench.model)
    (theirs_ms,) = time_in_turns(spoken[:n_short], plain)
    return Result(
        (
            *make_rows(heard, ""),
            *compare(heard[:n_short], theirs_ms),
            *make_rows(direct, ", no sound server"),
        ),
        {"pulseaudio": [asdict(one) for one in heard], "direct": [asdict(one) for one in direct]},
    )


def make_rows(heard: Sequence[LiveUtterance], suffix: str) -> tuple[Measurement, ...]:
    """The figures of the issue; an utterance or word that never came makes its figure infinite."""
    short = [one for one in heard if one.duration_s <= SHORT_S[1]]
    words = [word for one in heard for word in one.words]

    def row(figure: str, values: Sequence[float], limit: float, mean: bool = False) -> Measurement:
        values = tuple(math.inf if math.isnan(value) else value for value in values)
        statistic = "mean" if mean else "median"
        in_ms = tuple(1000 * value for value in values)
        return Measurement(figure + suffix, "ms", in_ms, Limit(limit), statistic)  # type: ignore[arg-type]

    return (
        row("detector's end of a 3 s utterance → final text",
            [one.final_s - one.detected_s for one in short], 150),
        row("last spoken sample → final text, hangover included",
            [one.final_s - one.spoken_end_s for one in short], 700),
        row("end of a word → shown, tentative",
            [word.tentative_s - word.end_s for word in words], 700, mean=True),
        row("end of a word → shown, committed",
            [word.committed_s - word.end_s for word in words], 1500, mean=True),
    )  # fmt: skip


def compare(
    short: Sequence[LiveUtterance], theirs_ms: Sequence[float]
) -> tuple[Measurement, Measurement]:
    """Rows: faster-whisper on the same utterances, and how much longer one waits for it."""
    waits_s = np.array([one.final_s - one.detected_s for one in short])
    # Ours may be there before the detector's end is written down: a millisecond is the least.
    ratios = np.array(theirs_ms) / np.maximum(1.0, 1000 * np.nan_to_num(waits_s, nan=math.inf))
    title = "the same utterances, plain faster-whisper (30 s window)"
    return (
        Measurement(title, "ms", tuple(theirs_ms)),
        Measurement("one waits longer for it, detector's end → text", "×", tuple(ratios),
                    Limit(5, at_least=True), digits=1),
    )  # fmt: skip


def listen(bench: Bench, spoken: Sequence[Spoken], through_pulseaudio: bool) -> list[LiveUtterance]:
    """Speaks the sentences into one recording, with pauses, and times what the engine tells."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-live-") as folder,
        open_voice(through_pulseaudio) as voice,
        TimedEngine(bench.model) as engine,
        Dictation(voice, engine, Path(folder)) as dictation,
    ):
        dictation.press()
        dictation.follow()
        engine.take_until(time.monotonic() + 2.0)
        heard = [speak_one(one, voice, engine, dictation) for one in spoken]
        dictation.release()
        engine.wait_for("done")
        return heard


def speak_one(
    spoken: Spoken, voice: Voice, engine: TimedEngine, dictation: Dictation
) -> LiveUtterance:
    """Speaks one sentence, hears what comes of it, and finds out when it was really spoken."""
    assert dictation.writer is not None
    planned_s = time.monotonic() + BEFORE_S
    voice.timeline.schedule(planned_s, spoken.samples)
    events = engine.take_until(planned_s + spoken.duration_s + AFTER_S)
    started_s = voice.tap.locate(spoken.samples, planned_s)
    final = find_last_segment(events)
    detected_s = math.nan
    if final is not None:
        speech_end = round(final.event["segment"]["end_s"] * SAMPLE_RATE_HZ)
        detected_s = dictation.writer.find_written_s(speech_end + HANGOVER_SAMPLES)
    segments = [one.event["segment"] for one in events if one.kind == "segment"]
    return LiveUtterance(
        text=spoken.text,
        heard=" ".join(segment["text"] for segment in segments),
        duration_s=spoken.duration_s,
        spoken_end_s=started_s + spoken.duration_s,
        detected_s=detected_s,
        final_s=final.read_s if final is not None else math.nan,
        words=time_words(spoken.words, started_s, events),
    )


def find_last_segment(events: Sequence[TimedEvent]) -> TimedEvent | None:
    return next((event for event in reversed(events) if event.kind == "segment"), None)
