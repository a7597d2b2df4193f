"""Words lost at the start or end of a dictation: 100 short ones, begun and ended in haste.

The user presses, speaks 0 to 300 ms later and presses again at the very end of the last word. A
first or last word is cut when the dictation has it wrong, though the same model has it right in the
undisturbed file at one of a few positions against the detector's frames, and as the dictation has
it at none: its own errors are no cuts. Whether the recording begins before the first sound and
ends after the last is looked at for every dictation.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from desktop.audio.recording import SAMPLE_RATE_HZ, RecordingReader, to_int16
from scripts.bench.dictation import Dictation
from scripts.bench.measurement import Bench, Limit, Measurement, Result
from scripts.bench.noise import write_recording
from scripts.bench.speech import Spoken, speak_sentences
from scripts.bench.timed_engine import TimedEngine
from scripts.bench.voice import Voice, find_in, open_voice
from training.scoring.normalise import normalise

SEED = 5
N_DICTATIONS = 100
LENGTH_S = (1.0, 2.2)
LATEST_START_S = 0.3
SCHEDULE_S, REST_S = 1.0, 0.7  # before the speech, for the player; after a dictation
QUIET_AROUND_S = 1.0  # in the undisturbed file
SHIFTS = (0, 100, 200, 300, 400)  # samples; the detector's frames have 512
LEAST_LIKENESS = 0.5  # correlation of what was spoken and what was recorded


@dataclass(frozen=True)
class Cut:
    """One dictation: what was heard of it, and how it fared. None: the model has the word wrong."""

    text: str
    heard: str
    undisturbed: tuple[str, ...]
    start_is_recorded: bool
    end_is_recorded: bool
    first_is_heard: bool | None
    last_is_heard: bool | None
    started_s: float  # from the press to the first sound
    ended_s: float  # from the last sound to the second press


def measure(bench: Bench) -> Result:
    """Rows: words cut at the start and at the end, and sound that is not in the recording."""
    n_dictations = 10 if bench.quick else N_DICTATIONS
    rng = random.Random(SEED)
    cuts = []
    with (
        tempfile.TemporaryDirectory(prefix="bench-cuts-") as folder,
        open_voice(through_pulseaudio=True) as voice,
        TimedEngine(bench.model) as engine,
        Dictation(voice, engine, Path(folder)) as dictation,
    ):
        dictation.recorder.warm()  # as the app does while its window is used
        time.sleep(2.0)
        lag_s = measure_lag(voice)
        for number, spoken in enumerate(islice(speak_sentences(*LENGTH_S, 2000), n_dictations)):
            undisturbed = transcribe_undisturbed(spoken, engine, Path(folder) / f"file-{number}")
            delay_s = rng.uniform(0, LATEST_START_S)
            cut, lag_s = dictate(spoken, undisturbed, (delay_s, lag_s), voice, engine, dictation)
            cuts.append(cut)
    return Result(
        (
            make_row("first words cut", [cut.first_is_heard for cut in cuts]),
            make_row("last words cut", [cut.last_is_heard for cut in cuts]),
            make_row(
                "recordings that lack the first sound", [cut.start_is_recorded for cut in cuts]
            ),
            make_row("recordings that lack the last sound", [cut.end_is_recorded for cut in cuts]),
        ),
        {"cuts": [asdict(cut) for cut in cuts]},
    )


def make_row(figure: str, are_there: Sequence[bool | None]) -> Measurement:
    """How many are lost, of those that can be judged."""
    judged = [is_there for is_there in are_there if is_there is not None]
    n_left = len(are_there) - len(judged)
    note = f"{n_left} more are wrong in the undisturbed file, too" if n_left else ""
    title = f"{figure}, of {len(judged)}"
    return Measurement(title, "", (judged.count(False),), Limit(0), note=note)


def measure_lag(voice: Voice) -> float:
    """How much later than scheduled a sound is in the air."""
    spoken = next(speak_sentences(*LENGTH_S))
    planned_s = time.monotonic() + SCHEDULE_S
    voice.timeline.schedule(planned_s, spoken.samples)
    time.sleep(SCHEDULE_S + spoken.duration_s + REST_S)
    return voice.tap.locate(spoken.samples, planned_s) - planned_s


def dictate(
    spoken: Spoken,
    undisturbed: tuple[str, ...],
    delays_s: tuple[float, float],  # from the press to the speech, from the schedule to the air
    voice: Voice,
    engine: TimedEngine,
    dictation: Dictation,
) -> tuple[Cut, float]:
    """Presses, speaks, presses again; what came of it, and the delay to the air as it now is."""
    delay_s, lag_s = delays_s
    planned_s = time.monotonic() + SCHEDULE_S
    voice.timeline.schedule(planned_s - lag_s, spoken.samples)
    sleep_until(planned_s - delay_s)
    pressed_s = time.monotonic()
    dictation.press()
    job = dictation.follow()
    sleep_until(planned_s + spoken.duration_s)
    released_s = time.monotonic()
    dictation.release()
    dictation.wait_until_closed()
    events = engine.take_through("done")
    segments = [e.event["segment"] for e in events if e.kind == "segment" and e.event["job"] == job]
    heard = " ".join(segment["text"] for segment in segments)
    started_s = voice.tap.locate(spoken.samples, planned_s)
    assert dictation.writer is not None
    start_is_recorded, end_is_recorded = find_edges(spoken, dictation.writer.path)
    time.sleep(REST_S)
    cut = Cut(
        spoken.text,
        heard,
        undisturbed,
        start_is_recorded,
        end_is_recorded,
        is_heard(0, spoken.text, heard, undisturbed),
        is_heard(-1, spoken.text, heard, undisturbed),
        round(started_s - pressed_s, 3),
        round(released_s - started_s - spoken.duration_s, 3),
    )
    return cut, lag_s + started_s - planned_s


def is_heard(place: int, text: str, heard: str, undisturbed: Sequence[str]) -> bool | None:
    """Whether the word at this place of the text is heard; None: not undisturbed either."""
    right, word, *others = (
        normalise(one).split()[place : place + 1 or None] for one in (text, heard, *undisturbed)
    )
    if word == right:
        return True
    return None if right not in others or word in others else False


def transcribe_undisturbed(spoken: Spoken, engine: TimedEngine, path: Path) -> tuple[str, ...]:
    """What the model hears in a file of the sentence, with quiet around it, at each shift."""
    texts = []
    quiet = np.zeros(round(QUIET_AROUND_S * SAMPLE_RATE_HZ), np.float32)
    for shift in SHIFTS:
        sound = np.concatenate([quiet, np.zeros(shift, np.float32), spoken.samples, quiet])
        recording = path.with_name(f"{path.name}-{shift}.wav")
        write_recording(recording, to_int16(sound))
        engine.send("transcribe", job=recording.name, recording=str(recording))
        events = engine.take_through("done")
        segments = [event.event["segment"] for event in events if event.kind == "segment"]
        texts.append(" ".join(segment["text"] for segment in segments))
    return tuple(texts)


def find_edges(spoken: Spoken, recording: Path) -> tuple[bool, bool]:
    """Whether the recording begins before the sound does, and ends after it."""
    with RecordingReader(recording) as reader:
        sound = reader.read(0, reader.measure()[0])
    n_samples = len(spoken.samples)
    padding = np.zeros(n_samples, np.float32)
    padded = np.concatenate([padding, sound, padding])
    at = find_in(spoken.samples, padded)
    found = padded[at : at + n_samples]
    norm = float(np.linalg.norm(spoken.samples) * np.linalg.norm(found))
    if norm == 0 or float(spoken.samples @ found) / norm < LEAST_LIKENESS:
        return False, False  # it is not there at all, or in pieces
    return at >= n_samples, at <= len(sound)


def sleep_until(moment_s: float) -> None:
    time.sleep(max(0.0, moment_s - time.monotonic()))
