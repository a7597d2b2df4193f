"""The window and the real engine process understand one another."""

import sys
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from desktop.app import App, Parts
from desktop.file_queue import Phase
from desktop.ui import engine_client
from desktop.ui.engine_client import (
    MAX_FAILED_STARTS,
    MAX_LOG_BYTES,
    MAX_MALFORMED_LINES,
    EngineClient,
    EngineState,
    make_room_for_log,
)


@pytest.mark.window
def test_a_file_becomes_text_in_the_real_engine_process(
    qtbot: QtBot,
    fake_engine: list[str],
    fake_model: Path,
    make_parts: Callable[..., Parts],
    tmp_path: Path,
) -> None:
    speech = tmp_path / "två toner.wav"
    with wave.open(str(speech), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        tone = b"".join((9000 if n % 80 < 40 else -9000).to_bytes(2, "little", signed=True)
                        for n in range(16_000))  # fmt: skip
        file.writeframes(bytes(16_000) + tone + bytes(48_000))
    parts = make_parts()
    app = App(
        Parts(fake_engine, parts.make_recorder, parts.settings_path, parts.data_dir, fake_model),
        "0.0",
    )
    qtbot.addWidget(app.window)
    app.show()
    app.begin([speech])
    qtbot.waitUntil(lambda: [job.phase for job in app.desk.jobs()] == [Phase.DONE], timeout=30_000)
    (job,) = app.desk.jobs()
    assert job.duration_s == pytest.approx(3.0, abs=0.1)
    assert job.model == "Påhittad"
    assert len(job.segments) == 1
    assert job.segments[0].text in app.window.page.text.toPlainText()
    assert app.window.status_line.note.text() == "En modell för prov"
    app.window.close()


@pytest.mark.window
def test_changing_the_model_keeps_nobody_waiting_and_never_runs_two_engines(
    start: Callable, media: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = start(media("stays.mp3"))
    desk.qtbot.waitUntil(lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments))
    engine = desk.app.engine
    before = engine._process
    waited: list[int] = []
    with monkeypatch.context() as patched:
        patched.setattr(QProcess, "waitForFinished", lambda process, ms: waited.append(ms))
        desk.window.model_chosen.emit(Path("another"))
        desk.window.model_chosen.emit(Path("a third"))
        assert (engine.status.state, engine._process) == (EngineState.STARTING, None)
        assert before.state() is QProcess.ProcessState.Running
        desk.qtbot.waitUntil(lambda: engine._process is not None)
    assert (engine._dying, waited) == (None, [])
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 2, timeout=20_000)
    assert desk.job("stays.mp3").phase is Phase.RUNNING


@pytest.mark.window
def test_closing_while_the_model_is_changed_leaves_no_process(start: Callable) -> None:
    desk = start()
    desk.wait_until_ready()
    engine = desk.app.engine
    process = engine._process
    engine.start(Path("another"))
    engine.stop()
    assert process.state() is QProcess.ProcessState.NotRunning
    assert (engine.status.state, engine._process) == (EngineState.STOPPED, None)
    desk.qtbot.wait(50)
    assert engine._process is None


@pytest.mark.window
def test_an_engine_that_babbles_is_restarted_and_the_work_goes_on(
    start: Callable, media: Callable
) -> None:
    desk = start(media("done.mp3"), starter="babbling once")
    desk.wait_for_phase("done.mp3", Phase.DONE)
    assert desk.app.engine.n_malformed_lines >= MAX_MALFORMED_LINES
    assert desk.app.engine.status.state is EngineState.READY


@pytest.mark.window
def test_an_engine_that_goes_on_babbling_is_told(
    start: Callable, caplog: pytest.LogCaptureFixture
) -> None:
    desk = start(starter="babbling")
    engine = desk.app.engine
    desk.qtbot.waitUntil(lambda: engine.status.state is EngineState.BROKEN, timeout=20_000)
    assert "av olika version" in desk.window.notice.text.text()
    assert desk.window.status_line.retry.isVisible()
    assert "malformed line from the engine: b'bla" in caplog.text
    assert caplog.text.count("makes no sense") == MAX_FAILED_STARTS


@pytest.mark.window
def test_a_line_that_never_ends_does_not_fill_the_memory(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_client, "MAX_LINE_BYTES", 100_000)
    endless = "import os, time; os.write(1, b'x' * 200_000); time.sleep(60)"
    engine = EngineClient([sys.executable, "-c", endless], tmp_path / "log")
    engine.start(tmp_path)
    qtbot.waitUntil(lambda: engine.status.state is EngineState.BROKEN, timeout=20_000)
    engine.stop()


@pytest.mark.window
def test_what_an_engine_died_of_is_still_in_the_log_when_the_next_one_runs(
    qtbot: QtBot, tmp_path: Path
) -> None:
    log = tmp_path / "home" / "engine.log"
    dies = "import os, sys; sys.stderr.write('because\\n'); sys.stderr.flush(); os._exit(9)"
    engine = EngineClient([sys.executable, "-c", dies], log)
    engine.start(tmp_path)
    qtbot.waitUntil(lambda: engine.status.state is EngineState.BROKEN, timeout=20_000)
    assert log.read_text() == "because\n" * MAX_FAILED_STARTS
    log.write_bytes(b"x" * (MAX_LOG_BYTES + 1))
    make_room_for_log(log)
    assert not log.exists()
    assert log.with_name("engine.log.old").stat().st_size == MAX_LOG_BYTES + 1


@pytest.mark.window
def test_threads_are_measured_once_for_a_model(start: Callable) -> None:
    desk = start()
    desk.wait_until_ready()
    assert desk.app.settings.threads == 3
    desk = start()
    assert desk.app.engine._load["threads"] == 3
    desk.wait_until_ready()
    desk.window.model_chosen.emit(Path("another"))
    assert "threads" not in desk.app.engine._load
    desk.wait_until_ready()
    assert desk.app.engine._load["threads"] == desk.app.settings.threads == 3
