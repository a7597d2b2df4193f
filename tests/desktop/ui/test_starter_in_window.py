"""The whole app with the starter model: what is dropped on the window or spoken becomes text."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import App, Parts, make_recorder
from desktop.engine_process import engine_command
from desktop.file_queue import Phase
from desktop.ui.record_panel import RecordState
from training.scoring.normalise import normalise
from training.scoring.wer import score_texts

pytestmark = [pytest.mark.window, pytest.mark.audio, pytest.mark.slow]

SENTENCE = "På fredag ska vi åka till Göteborg och hälsa på min syster."
# The starter is not perfect; a sentence in which most words are right has come through.
MAX_WER = 0.4


@pytest.fixture
def app(qtbot: QtBot, make_parts: Callable[..., Parts], model_folder: Path) -> Iterator[App]:
    app = App(
        replace(
            make_parts(),
            engine_command=engine_command(),
            make_recorder=make_recorder,
            starter_model=model_folder,
        ),
        "0.0",
    )
    qtbot.addWidget(app.window)
    app.show()
    app.begin([])
    yield app
    app.window.close()


@pytest.fixture
def spoken(speak: Callable[[str, Path], Path], tmp_path: Path) -> Path:
    return speak(SENTENCE, tmp_path / "speech.wav")


def measure_wer(app: App) -> float:
    """Of the text that the window shows."""
    heard = app.window.page.text.toPlainText()
    return score_texts([normalise(SENTENCE)], [normalise(heard)]).wer


def test_dropped_files_come_back_as_text(
    app: App, qtbot: QtBot, drop: Callable, spoken: Path, ffmpeg: Callable[..., None]
) -> None:
    sound, film = spoken.with_name("möte med Åsa.mp3"), spoken.with_name("film.mp4")
    ffmpeg("-i", spoken, sound)
    ffmpeg("-i", spoken, "-f", "lavfi", "-i", "color=c=black:s=64x64:r=5", "-shortest", film)
    drop(app.window, [sound, film])
    qtbot.waitUntil(
        lambda: [job.phase for job in app.desk.jobs()] == [Phase.DONE] * 2, timeout=120_000
    )
    for job in app.desk.jobs():
        app.window.list.select(job.job_id)
        assert app.window.page.title.text() == job.source.name
        assert measure_wer(app) <= MAX_WER, app.window.page.text.toPlainText()
    assert not app.window.notice.isVisible()


def test_a_sentence_spoken_into_the_microphone_becomes_text(
    virtual_microphone: Any, app: App, qtbot: QtBot, spoken: Path
) -> None:
    app.window.actions_["record"].trigger()
    qtbot.waitUntil(lambda: app.dictation.state is RecordState.RECORDING, timeout=60_000)
    played = app.disk._pool.submit(virtual_microphone.play, spoken)
    qtbot.waitUntil(played.done, timeout=120_000)
    played.result()
    app.window.actions_["record"].trigger()
    qtbot.waitUntil(lambda: [job.phase for job in app.desk.jobs()] == [Phase.DONE], timeout=120_000)
    assert measure_wer(app) <= MAX_WER, app.window.page.text.toPlainText()
