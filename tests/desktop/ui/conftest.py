"""What the window's tests share: a whole app on a scripted engine and a scripted recorder."""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import App, Parts
from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.ui.collector import Collector
from desktop.ui.engine_client import EngineState
from desktop.ui.job_list_model import JobRole
from desktop.ui.main_window import MainWindow
from desktop.ui.translation import install_language

HERE = Path(__file__).parent
ENGINE = HERE / "scripted_engine.py"

# What Qt's offscreen platform says of itself; all other warnings of Qt's fail a test.
OFFSCREEN_WARNING = "This plugin does not support (propagateSizeHints|raise)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN_WARNING, extend=True))


@pytest.fixture(autouse=True)
def collector(qapp: QApplication) -> Iterator[None]:
    """As in the app: without it a recorder's thread may destroy what an earlier test left."""
    collector = Collector()
    yield
    collector.stop()


@dataclass
class ScriptedRecorder:
    """Records nothing; a test makes its events. Writes the files that the engine follows."""

    on_event: Callable[[object], None]
    calls: list[object] = field(default_factory=list)
    path: Path | None = None

    def select(self, device_id: str | None) -> None:
        self.calls.append(("select", device_id))

    def warm(self) -> None:
        self.calls.append("warm")

    def cool(self) -> None:
        self.calls.append("cool")

    def start(self, path: Path) -> None:
        self.path = path
        self.calls.append("start")

    def pause(self) -> None:
        self.calls.append("pause")

    def resume(self) -> None:
        self.calls.append("resume")

    def stop(self) -> None:
        self.calls.append("stop")

    def close(self) -> None:
        self.calls.append("close")

    def write(self, state: str) -> None:
        assert self.path is not None
        self.path.write_bytes(b"")
        part = self.path.with_suffix(".part")  # the engine reads it at any moment
        part.write_text(json.dumps({"state": state}))
        part.replace(self.path.with_suffix(".json"))


class Desk:
    """The app under test, with what a test needs to look at."""

    def __init__(self, app: App, qtbot: QtBot, recorders: list[ScriptedRecorder]) -> None:
        self.app = app
        self.window = app.window
        self.qtbot = qtbot
        self.recorders = recorders

    def job(self, name: str) -> Job | None:
        """The job on the desk, or else taken down from the library."""
        desk, shelf = self.app.desk, self.app.shelf
        for job in desk.jobs():
            if job.source.name == name:
                return job
        rows = self.window.jobs
        listed = (rows.data(rows.index(row), JobRole) for row in range(rows.rowCount()))
        job_id = next((job.job_id for job in listed if job and job.source.name == name), None)
        if job_id is None:
            return None
        shelf.ask(job_id, lambda _: None)
        self.qtbot.waitUntil(lambda: desk.find(job_id) is not None, timeout=20_000)
        return desk.find(job_id)

    def wait_for_phase(self, name: str, phase: Phase) -> Job:
        self.qtbot.waitUntil(
            lambda: (job := self.job(name)) is not None and job.phase is phase, timeout=20_000
        )
        job = self.job(name)
        assert job is not None
        return job

    def wait_until_ready(self) -> None:
        self.qtbot.waitUntil(
            lambda: self.app.engine.status.state is EngineState.READY, timeout=20_000
        )

    def save(self, job: Job | None, path: Path, format_: str | None = None) -> None:
        """Has the job's text written, and waits until it is."""
        assert job is not None
        ended: list[object] = []
        for signal in (self.app.saving.saved, self.app.saving.failed):
            signal.connect(ended.append)
        self.app.saving.save(job, path, format_)
        self.qtbot.waitUntil(lambda: bool(ended), timeout=20_000)


@pytest.fixture
def make_parts(tmp_path: Path) -> Callable[..., Parts]:
    recorders: list[ScriptedRecorder] = []

    def make_recorder(on_event: Callable[[object], None]) -> ScriptedRecorder:
        recorders.append(ScriptedRecorder(on_event))
        return recorders[-1]

    def make(starter: str = "starter") -> Parts:
        return Parts(
            engine_command=[sys.executable, str(ENGINE)],
            make_recorder=make_recorder,
            settings_path=tmp_path / "home" / "settings.json",
            data_dir=tmp_path / "home",
            starter_model=tmp_path / starter,
        )

    make.recorders = recorders  # type: ignore[attr-defined]
    return make


@pytest.fixture
def start(qtbot: QtBot, make_parts: Callable[..., Parts]) -> Iterator[Callable[..., Desk]]:
    """Starts an app; a second call is the app started anew on the same data."""
    running: list[App] = []

    def begin(files: list[Path] | None = None, starter: str = "starter") -> Desk:
        while running:
            running.pop().window.close()
        app = App(make_parts(starter), "0.0")
        qtbot.addWidget(app.window)
        running.append(app)
        app.show()
        app.begin(files or [])
        qtbot.waitUntil(lambda: app.shelf.is_ready, timeout=20_000)
        return Desk(app, qtbot, make_parts.recorders)  # type: ignore[attr-defined]

    yield begin
    while running:
        running.pop().window.close()
    install_language("sv")


def load_module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def microphone_of_python() -> Any:
    """What gives a real recorder the sound that a test makes."""
    return load_module(HERE.parent / "audio" / "conftest.py").FakeSource()


@pytest.fixture
def drop() -> Callable[[MainWindow, list[Path]], None]:
    """Drops files on a window, as the system does."""

    def drop(window: MainWindow, paths: list[Path]) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        at, action = QPoint(500, 300), Qt.DropAction.CopyAction
        button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        entered = QDragEnterEvent(at, action, mime, button, no_key)
        QApplication.sendEvent(window, entered)
        assert entered.isAccepted()
        assert window.drop_overlay.isVisible()
        QApplication.sendEvent(window, QDropEvent(at, action, mime, button, no_key))
        assert not window.drop_overlay.isVisible()

    return drop


@pytest.fixture
def media(tmp_path: Path) -> Callable[..., list[Path]]:
    """Files whose names tell the scripted engine what to do."""

    def make(*names: str) -> list[Path]:
        folder = tmp_path / "Åsas filer"
        folder.mkdir(exist_ok=True)
        paths = [folder / name for name in names]
        for path in paths:
            path.write_bytes(b"x")
        return paths

    return make
