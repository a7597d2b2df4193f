"""Dictation without a window: microphone, recorder, growing recording, engine process, text.

All of it is real but the model, which is made up in some of the tests: its text then tells how
much it was given to hear. Where an engine is killed the one after it must make up for it: the
whole says the same as one that nothing disturbed.
"""

import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import pytest

from desktop.audio.events import Listening
from desktop.audio.recorder import Recorder
from desktop.audio.recording import FINISHED, RECORDING, finish_abandoned, read_info
from desktop.audio.source import SoundDeviceSource
from desktop.engine_process import EngineProcess, engine_command
from desktop.errors import EngineError
from training.scoring.normalise import normalise
from training.scoring.wer import score_texts

pytestmark = [pytest.mark.audio, pytest.mark.slow]

Event = dict[str, Any]
Dictate = Callable[[Path], Path]
WAIT_S = 60.0  # for what must happen; never how long it may take
SENTENCE = "På fredag ska vi åka till Göteborg och hälsa på min syster."
MAX_WER = 0.4  # the starter is not perfect; a sentence with most words right has come through


@pytest.fixture
def dictate(virtual_microphone: Any, tmp_path: Path) -> Iterator[Dictate]:
    """Plays a sound into the microphone and returns its recording, which then begins to grow."""
    told: SimpleQueue[object] = SimpleQueue()

    def play_and_stop(sound: Path) -> None:
        virtual_microphone.play(sound)
        recorder.stop()

    def begin(sound: Path) -> Path:
        path = tmp_path / "diktat.wav"
        recorder.start(path)
        while not isinstance(told.get(timeout=WAIT_S), Listening):
            pass
        speaker.submit(play_and_stop, sound)
        return path

    with ThreadPoolExecutor(1) as speaker, Recorder(SoundDeviceSource(), told.put) as recorder:
        yield begin


@pytest.fixture
def bursts(make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]) -> Path:
    """Three bursts of sound: 1, 0.5 and 2 seconds."""
    return make_recording(make_bursts((0, 0.5), (1.0, 1.5), (0.5, 1.5), (2.0, 1.0)), "toner.wav")


def follow(
    command: list[str],
    model: Path,
    recording: Path,
    from_sample: int = 0,
    grows: bool = True,
    n_events: int | None = None,
) -> list[Event]:
    """The events of a job; with `n_events`, of an engine that is killed after so many."""
    with EngineProcess(command) as engine:
        engine.send("hello")
        pid = engine.wait_for("ready")["pid"]
        engine.send("load_model", folder=str(model))
        engine.wait_for("model_loaded")
        place = {"recording": str(recording), "follow": grows, "from_sample": from_sample}
        engine.send("transcribe", job="diktat", **place)
        events: list[Event] = []
        try:
            for event in engine.read_job_events("diktat"):
                events.append(event)
                if len(events) == n_events:
                    os.kill(pid, signal.SIGKILL)
        except EngineError as error:
            assert error.code == "engine_died"
            assert n_events is not None
            assert engine.status == -signal.SIGKILL
        return events


def find_place(events: list[Event]) -> int:
    """Where to go on after these events."""
    places = [event["committed_sample"] for event in events if "committed_sample" in event]
    return places[-1] if places else 0


def follow_with_kills(
    command: list[str], model: Path, recording: Path, kills: list[int]
) -> list[Event]:
    """The events of one engine after the other, each killed after so many, the last one not."""
    events: list[Event] = []
    for n_events in [*kills, None]:
        events += follow(command, model, recording, find_place(events), n_events=n_events)
        if events[-1]["type"] == "done":
            break
    return events


def pick_segments(events: list[Event]) -> list[Event]:
    return [event["segment"] for event in events if event["type"] == "segment"]


def test_what_the_microphone_hears_reaches_the_model(
    dictate: Dictate, bursts: Path, fake_engine: list[str], fake_model: Path
) -> None:
    recording = dictate(bursts)
    segments = pick_segments(follow(fake_engine, fake_model, recording))
    heard_s = [float(re.findall(r"[\d.]+", segment["text"])[0]) for segment in segments]
    assert heard_s == pytest.approx([1.5, 1.0, 2.5], abs=0.15)
    starts_s = [segment["start_s"] for segment in segments]
    assert np.diff(starts_s) == pytest.approx([2.5, 2.0], abs=0.15)
    info = read_info(recording)
    assert (info.state, info.overruns, info.gaps) == (FINISHED, 0, ())
    assert info.source != ""


@pytest.mark.parametrize("seed", range(3))
def test_killed_engines_lose_and_double_nothing(
    seed: int, dictate: Dictate, bursts: Path, fake_engine: list[str], fake_model: Path
) -> None:
    moments = random.Random(seed)
    recording = dictate(bursts)
    kills = [moments.randint(1, 9) for _ in range(6)]
    events = follow_with_kills(fake_engine, fake_model, recording, kills)
    undisturbed = pick_segments(follow(fake_engine, fake_model, recording, grows=False))
    assert len(undisturbed) == 3
    assert pick_segments(events) == undisturbed


RECORD_AND_FOLLOW = """
import sys
from pathlib import Path
from desktop.audio.events import Listening
from desktop.audio.recorder import Recorder
from desktop.audio.source import SoundDeviceSource
from desktop.engine_process import EngineProcess
from queue import SimpleQueue

recording, model, *command = sys.argv[1:]
told = SimpleQueue()
recorder = Recorder(SoundDeviceSource(), told.put)
recorder.start(Path(recording))
while not isinstance(told.get(), Listening):
    pass
engine = EngineProcess(command)
engine.send("load_model", folder=model)
engine.wait_for("model_loaded")
engine.send("transcribe", job="a", recording=recording, follow=True)
print("follows", flush=True)
for event in engine.read_job_events("a"):
    if event["type"] == "segment":
        print(event["committed_sample"], event["segment"]["text"], flush=True)
"""


def test_the_program_that_records_is_killed(
    virtual_microphone: Any, bursts: Path, fake_engine: list[str], fake_model: Path, tmp_path: Path
) -> None:
    """Its engine ends by itself, and another takes up the recording that it has left."""
    recording = tmp_path / "diktat.wav"
    with subprocess.Popen(
        [sys.executable, "-c", RECORD_AND_FOLLOW, recording, fake_model, *fake_engine],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TALSKRIFT_DEBUG": "1"},  # the engine has the standard error too
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "follows\n"
        virtual_microphone.play(bursts)
        told = [process.stdout.readline().split(" ", 1)]
        process.kill()
        rest, _ = process.communicate(timeout=WAIT_S)  # returns when both processes are gone
    told += [line.split(" ", 1) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    assert read_info(recording).state == RECORDING
    finish_abandoned(recording)
    place = int(told[-1][0])
    kept = [text.strip() for _, text in told]
    again = follow(fake_engine, fake_model, recording, place, grows=False)
    whole = follow(fake_engine, fake_model, recording, grows=False)
    assert again[-1]["type"] == "done"
    all_texts = [segment["text"] for segment in pick_segments(whole)]
    assert kept + [segment["text"] for segment in pick_segments(again)] == all_texts
    assert len(all_texts) >= 2


def test_a_spoken_sentence_comes_back_as_text(
    dictate: Dictate, speak: Callable[[str, Path], Path], model_folder: Path, tmp_path: Path
) -> None:
    recording = dictate(speak(SENTENCE, tmp_path / "tal.wav"))
    segments = pick_segments(follow(engine_command(), model_folder, recording))
    text = " ".join(segment["text"] for segment in segments)
    assert score_texts([normalise(SENTENCE)], [normalise(text)]).wer <= MAX_WER, text


def test_a_killed_engine_changes_no_word(
    dictate: Dictate, speech_wav: Path, model_folder: Path, steady_engine: list[str]
) -> None:
    recording = dictate(speech_wav)
    events = follow_with_kills(steady_engine, model_folder, recording, kills=[8, 8])
    undisturbed = follow(steady_engine, model_folder, recording)
    assert pick_segments(events) == pick_segments(undisturbed) != []
