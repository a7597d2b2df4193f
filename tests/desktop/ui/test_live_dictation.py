"""The whole chain but the words: a microphone, the real recorder, the real engine process, the
window. The model is made up: its text tells that it was given sound."""

import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import App, Parts, make_recorder
from desktop.audio.recording import FINISHED, read_info
from desktop.file_queue import Phase
from desktop.library.journal import Journals
from desktop.ui.record_panel import RecordState

pytestmark = [pytest.mark.window, pytest.mark.audio, pytest.mark.slow]


@pytest.fixture
def app(
    qtbot: QtBot, make_parts: Callable[..., Parts], fake_engine: list[str], fake_model: Path
) -> Iterator[App]:
    parts = replace(
        make_parts(),
        make_recorder=make_recorder,
        engine_command=fake_engine,
        starter_model=fake_model,
    )
    app = App(parts, "0.0")
    qtbot.addWidget(app.window)
    app.show()
    app.begin([])
    yield app
    app.window.close()


def test_what_is_said_into_the_microphone_becomes_text(
    virtual_microphone: Any, app: App, qtbot: QtBot, speech_wav: Path
) -> None:
    app.window.actions_["record"].trigger()
    qtbot.waitUntil(lambda: app.dictation.state is RecordState.RECORDING, timeout=30_000)
    loudest = []
    app.dictation.level_changed.connect(lambda level, _clipped, _s: loudest.append(level))
    played = app.disk._pool.submit(virtual_microphone.play, speech_wav)
    qtbot.waitUntil(played.done, timeout=60_000)
    # The first sentence is there while the recording still grows.
    qtbot.waitUntil(lambda: bool(app.window.page.text.toPlainText()), timeout=60_000)
    assert app.desk.jobs()[0].is_growing
    app.window.actions_["record"].trigger()
    qtbot.waitUntil(lambda: app.desk.jobs()[0].phase is Phase.DONE, timeout=60_000)
    (job,) = app.desk.jobs()
    assert len(job.segments) == 2
    assert max(loudest) > -40.0
    assert read_info(job.source).state == FINISHED
    with wave.open(str(job.source)) as recording, wave.open(str(speech_wav)) as speech:
        assert recording.getnframes() > speech.getnframes()


def test_the_engine_killed_in_mid_speech_loses_no_sentence(
    virtual_microphone: Any, app: App, qtbot: QtBot, speech_wav: Path
) -> None:
    app.window.actions_["record"].trigger()
    qtbot.waitUntil(lambda: app.dictation.state is RecordState.RECORDING, timeout=30_000)
    played = app.disk._pool.submit(virtual_microphone.play, speech_wav)
    qtbot.waitUntil(lambda: bool(app.desk.jobs() and app.desk.jobs()[0].segments), timeout=60_000)
    app.engine._process.kill()
    qtbot.waitUntil(played.done, timeout=60_000)
    app.window.actions_["record"].trigger()
    qtbot.waitUntil(lambda: app.desk.jobs()[0].phase is Phase.DONE, timeout=60_000)
    starts = [segment.start_s for segment in app.desk.jobs()[0].segments]
    assert len(starts) == 2
    assert starts == sorted(starts)


def test_closing_while_recording_keeps_the_recording_whole(
    virtual_microphone: Any, app: App, qtbot: QtBot, make_parts: Callable[..., Parts]
) -> None:
    app.window.actions_["record"].trigger()
    qtbot.waitUntil(lambda: app.dictation.state is RecordState.RECORDING, timeout=30_000)
    app.window.close()
    (recording,) = (make_parts().data_dir / "recordings").glob("*/recording.wav")
    assert read_info(recording).state == FINISHED
    (job,) = Journals(make_parts().data_dir / "jobs").load()
    assert (job.source, job.phase) == (recording, Phase.WAITING)


def test_microphones_are_listed_in_the_menu(
    virtual_microphone: Any, app: App, qtbot: QtBot
) -> None:
    menu = app.window.actions_.menus["microphone"]
    menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: len(menu.actions()) > 1, timeout=30_000)
    assert menu.actions()[0].text() == "Systemets val"
    assert menu.actions()[0].isChecked()


def test_without_a_sound_system_it_is_told_what_to_do(
    virtual_microphone: Any, app: App, qtbot: QtBot
) -> None:
    virtual_microphone.end()
    app.window.actions_["record"].trigger()
    qtbot.waitUntil(app.window.notice.isVisible, timeout=60_000)
    assert "ikrofon" in app.window.notice.text.text()
    qtbot.waitUntil(lambda: app.dictation.state is RecordState.IDLE)
    assert app.desk.jobs() == []
