"""What the fault tests share: the whole app on the starter model, speech, and what a user sees."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import threading
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("PySide6")

import soxr
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from desktop.app import App, Parts
from desktop.audio.recorder import Recorder
from desktop.audio.recording import RecordingReader
from desktop.engine_process import EngineProcess, engine_command
from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.settings import Settings, save_settings
from desktop.ui.collector import Collector
from desktop.ui.engine_client import EngineState
from desktop.ui.record_panel import RecordState

HERE = Path(__file__).parent
WINDOW = HERE / "recording_window.py"
RATE_HZ = 16_000
WAIT_MS = 240_000  # for what must happen; never how long it may take
# What Qt's offscreen platform says of itself; all other warnings of Qt's fail a test.
OFFSCREEN_WARNING = "This plugin does not support propagateSizeHints"

SENTENCES = (
    "God morgon och välkommen till mötet.",
    "Vi åker till stan och köper bröd.",
    "Katten sover på taket och regnet slår mot rutan.",
    "I morgon ska jag hälsa på min syster i Göteborg.",
    "Bussen kommer om tio minuter.",
    "Kan du ringa mig när du är hemma?",
    "Hon läste boken två gånger och tyckte om den.",
    "Det blir soligt i helgen.",
    "Barnen leker i trädgården bakom huset.",
    "På fredag ska vi äta middag tillsammans.",
    "Han glömde sina nycklar på kontoret.",
    "Tåget till Malmö är försenat.",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN_WARNING, extend=True))


@pytest.fixture(autouse=True)
def collector(qapp: Any) -> Iterator[None]:
    """As in the app: garbage is collected in the window's thread alone."""
    collector = Collector()
    yield
    collector.stop()


def load_module(path: Path) -> Any:
    """The module in a file that no import finds: tests are no packages."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def spoken(
    speak: Callable[[str, Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[NDArray[np.int16], ...]:
    """The SENTENCES, each as int16 samples at 16 kHz, with no silence around it."""
    folder = tmp_path_factory.mktemp("sentences")
    sentences = []
    for number, text in enumerate(SENTENCES):
        with wave.open(str(speak(text, folder / f"{number}.wav"))) as file:
            raw = np.frombuffer(file.readframes(file.getnframes()), np.int16)
            samples = soxr.resample(raw, file.getframerate(), RATE_HZ)
        loud = np.flatnonzero(np.abs(samples) > 200)
        sentences.append(samples[loud[0] : loud[-1] + 1])
    return tuple(sentences)


@pytest.fixture(scope="session")
def speech(spoken: tuple[NDArray[np.int16], ...]) -> NDArray[np.int16]:
    """All SENTENCES with pauses between them: int16 samples at 16 kHz, about 45 s."""
    random = np.random.default_rng(5)
    parts = [np.zeros(RATE_HZ // 2, np.int16)]
    for sentence in spoken:
        pause = np.zeros(int(random.uniform(0.7, 1.6) * RATE_HZ), np.int16)
        parts += [sentence, pause]
    return np.concatenate(parts)


@pytest.fixture
def make_speaker() -> Iterator[Callable[..., Any]]:
    """Microphones that say what they are given (speaker.py)."""
    Speaker = load_module(HERE / "speaker.py").Speaker
    made: list[Any] = []

    def make(speed: float = 1.0) -> Any:
        made.append(Speaker(speed))
        return made[-1]

    yield make
    for speaker in made:
        speaker.close()


class User:
    """Somebody at the app's window: what they do, and what they see."""

    def __init__(self, app: App, qtbot: QtBot, speaker: Any) -> None:
        self.app = app
        self.speaker = speaker
        self.window = app.window
        self._qtbot = qtbot

    def wait_until(self, is_so: Callable[[], object]) -> None:
        """Lets the window work until that is so."""
        self._qtbot.waitUntil(lambda: bool(is_so()), timeout=WAIT_MS)

    def wait_ms(self, duration_ms: int) -> None:
        """Lets the window work for a while."""
        self._qtbot.wait(duration_ms)

    @property
    def jobs(self) -> list[Job]:
        return self.app.desk.jobs()

    def wait_for_phase(self, phase: Phase, number: int = 0) -> Job:
        """The job with this number in the list, once it is in that phase."""
        self.wait_until(lambda: len(self.jobs) > number and self.jobs[number].phase is phase)
        return self.jobs[number]

    def wait_for_engine(self) -> int:
        """The engine's process id, once it is ready."""
        self.wait_until(lambda: self.app.engine.status.state is EngineState.READY)
        return self.engine_pid()

    def engine_pid(self) -> int:
        """The engine's process id; 0 while there is none."""
        process = self.app.engine._process
        return 0 if process is None else process.processId()

    def begin_recording(self) -> None:
        self.window.actions_["record"].trigger()
        self.wait_until(lambda: self.app.dictation.state is RecordState.RECORDING)

    def end_recording(self) -> None:
        self.window.actions_["record"].trigger()
        self.wait_until(lambda: self.app.dictation.state is RecordState.IDLE)

    def read_text(self, job: Job) -> str:
        """The job's text as the window shows it."""
        self._choose(job)
        return self.window.page.text.toPlainText()

    def _choose(self, job: Job) -> None:
        """A job of an earlier run is read from its journal only then."""
        self.window.list.select(job.job_id)
        self.wait_until(lambda: self.app.desk.find(job.job_id) is not None)

    def read_row(self, job: Job) -> str:
        """What the list says of the job."""
        return self.window.jobs.describe(job)

    def read_page(self, job: Job) -> str:
        """What the page says beside the job's text."""
        self._choose(job)
        page = self.window.page
        parts = (page.empty.headline, page.empty.detail, page.fault.text)
        return " ".join(part.text() for part in parts if part.isVisible())

    def read_notice(self) -> str:
        """The notice above the text, "" when there is none."""
        notice = self.window.notice
        return notice.text.text() if notice.isVisible() else ""


@pytest.fixture
def open_window(
    qtbot: QtBot, tmp_path: Path, model_folder: Path, make_speaker: Callable[..., Any]
) -> Iterator[Callable[..., User]]:
    """Opens the window, with the real engine and the starter model; a second call opens it anew on
    the same data. `source`: the microphone; `parts`: what is to be other than usual."""
    running: list[App] = []

    def open_window(source: Any = None, **parts: Any) -> User:
        while running:
            running.pop().window.close()
        speaker = source or make_speaker()
        usual = Parts(
            engine_command=engine_command(),
            make_recorder=partial(Recorder, speaker),
            settings_path=tmp_path / "home" / "settings.json",
            data_dir=tmp_path / "home",
            starter_model=model_folder,
        )
        if not usual.settings_path.exists():  # no offer of a model among the notices
            save_settings(Settings(model_offered=True), usual.settings_path)
        app = App(replace(usual, **parts), "0.0")
        qtbot.addWidget(app.window)
        running.append(app)
        app.show()
        app.begin([])
        qtbot.waitUntil(lambda: app.shelf.is_ready, timeout=WAIT_MS)
        return User(app, qtbot, speaker)

    yield open_window
    while running:
        running.pop().window.close()


class RecordingWindow:
    """A window in a process of its own, which records speech from its start."""

    def __init__(self, home: Path, speech: Path, engine: Path, **environment: str) -> None:
        self._told: dict[str, int] = {}
        self._news = threading.Condition()
        self.process = subprocess.Popen(
            [sys.executable, str(WINDOW), str(speech), str(engine)],
            env={
                **os.environ,
                "TALSKRIFT_HOME": str(home),
                "QT_QPA_PLATFORM": "offscreen",
                "PYTHONPATH": str(WINDOW.parents[3]),
                **environment,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def wait_until(self, is_so: Callable[[], object]) -> None:
        """Looks whenever the window's microphone has heard more."""
        with self._news:
            assert self._news.wait_for(lambda: is_so() or self.process.poll(), WAIT_MS / 1000)
        assert self.process.poll() is None

    def get(self, what: str) -> int:
        """The newest number that was told of this, else 0."""
        return self._told.get(what, 0)

    def trigger(self, action: str) -> None:
        """Has one of the window's actions done."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{action}\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """SIGKILL; afterwards `get` tells the last that the process has told."""
        self.process.kill()
        self.process.wait()
        self._listener.join(WAIT_MS / 1000)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            what, number = line.split()
            with self._news:
                self._told[what] = int(number)
                self._news.notify_all()


@pytest.fixture
def start_recording(
    tmp_path: Path, speech: np.ndarray, write_wav: Callable[..., Path], model_folder: Path
) -> Iterator[Callable[..., RecordingWindow]]:
    """Starts windows that record `speech` into the folder that `open_window` opens afterwards."""
    started: list[RecordingWindow] = []

    def start(**environment: str) -> RecordingWindow:
        wav = write_wav(tmp_path / "tal.wav", speech)
        started.append(
            RecordingWindow(tmp_path / "home", wav, HERE / "steady_engine.py", **environment)
        )
        return started[-1]

    yield start
    for window in started:
        window.kill()


@pytest.fixture
def write_wav() -> Callable[[Path, NDArray[np.int16]], Path]:
    """Writes int16 samples as a sound file that the app did not make."""

    def write(path: Path, samples: NDArray[np.int16]) -> Path:
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
            file.writeframes(samples.tobytes())
        return path

    return write


def read_samples(recording: Path) -> NDArray[np.int16]:
    """All samples of a recording."""
    with RecordingReader(recording) as reader:
        n_samples, _ = reader.measure()
        return np.rint(reader.read(0, n_samples) * 32768).astype(np.int16)


@pytest.fixture
def read_recording() -> Callable[[Path], NDArray[np.int16]]:
    return read_samples


# start, end, text
Line = tuple[float, float, str]


@pytest.fixture
def transcribe_undisturbed(
    model_folder: Path, steady_engine: list[str]
) -> Callable[..., list[Line]]:
    """What an engine says of a file or recording when nothing happens to it."""

    def transcribe(**fields: Any) -> list[Line]:
        with EngineProcess(steady_engine) as engine:
            engine.send("load_model", folder=str(model_folder))
            engine.wait_for("model_loaded")
            engine.send("transcribe", job="a", **fields)
            segments = [
                event["segment"]
                for event in engine.read_job_events("a")
                if event["type"] == "segment"
            ]
        return [(one["start_s"], one["end_s"], one["text"]) for one in segments]

    return transcribe


@pytest.fixture
def list_lines() -> Callable[[Job], list[Line]]:
    """A job's text with its times."""
    return lambda job: [(one.start_s, one.end_s, one.text) for one in job.segments]
