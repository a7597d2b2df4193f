"""The window and the real engine process understand one another."""

import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import App, Parts
from desktop.file_queue import Phase


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
