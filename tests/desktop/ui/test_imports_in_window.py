"""A file is decoded once, whatever happens on the way; when it is done nothing of that is left."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import App, Parts
from desktop.file_queue import Phase
from desktop.settings import LANGUAGES

pytestmark = pytest.mark.window


def list_imports(desk) -> list[str]:
    folder = desk.app._parts.data_dir / "imports"
    return sorted(path.suffix for path in folder.iterdir()) if folder.exists() else []


def count_decoded(media: Callable, name: str) -> int:
    return len(media(name)[0].with_suffix(".decoded").read_text().splitlines())


def test_a_crash_of_the_engine_does_not_decode_the_file_again(
    start: Callable, media: Callable
) -> None:
    desk = start(media("crash.mp3"))
    desk.wait_for_phase("crash.mp3", Phase.DONE)
    assert media("crash.mp3")[0].with_suffix(".crashed").exists()
    assert count_decoded(media, "crash.mp3") == 1
    desk.qtbot.waitUntil(lambda: list_imports(desk) == [])


def test_neither_does_a_pause_or_a_restart_of_the_app(start: Callable, media: Callable) -> None:
    desk = start(media("stays.mp3"))
    desk.qtbot.waitUntil(lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments))
    desk.app.desk.pause(desk.job("stays.mp3").job_id)
    desk.wait_for_phase("stays.mp3", Phase.PAUSED)
    assert list_imports(desk) == [".json", ".wav"]
    desk = start()
    assert list_imports(desk) == [".json", ".wav"]
    desk.app.desk.retry(desk.job("stays.mp3").job_id)
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 2)
    assert count_decoded(media, "stays.mp3") == 1


@pytest.mark.parametrize("end", ["cancel", "remove"])
def test_a_job_that_is_not_wanted_leaves_nothing(
    start: Callable, media: Callable, end: str
) -> None:
    desk = start(media("stays.mp3"))
    desk.qtbot.waitUntil(lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments))
    getattr(desk.app.desk, end)(desk.job("stays.mp3").job_id)
    desk.qtbot.waitUntil(lambda: list_imports(desk) == [])


@pytest.mark.parametrize("info", [None, "", '{"state": "finished", "source": "another.mp3"}'])
def test_what_cannot_be_gone_on_from_is_decoded_anew_and_not_told(
    start: Callable, media: Callable, info: str | None
) -> None:
    desk = start(media("stays.mp3"))
    desk.qtbot.waitUntil(lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments))
    desk.app.desk.pause(desk.job("stays.mp3").job_id)
    desk.wait_for_phase("stays.mp3", Phase.PAUSED)
    (beside,) = (desk.app._parts.data_dir / "imports").glob("*.json")
    if info is None:
        beside.unlink()
    else:
        beside.write_text(info)
    desk.app.desk.retry(desk.job("stays.mp3").job_id)
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 2)
    assert count_decoded(media, "stays.mp3") == 2
    assert not desk.window.notice.isVisible()


def has_phase(app: App, phase: Phase) -> bool:
    return [job.phase for job in app.desk.jobs()] == [phase]


LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_disk_that_is_full_is_told_and_what_was_decoded_is_removed(
    qtbot: QtBot, fake_engine: list[str], fake_model: Path, make_parts: Callable[..., Parts],
    tmp_path: Path, ffmpeg: Callable, language: str,
) -> None:  # fmt: skip
    """The real engine process, on a disk with half a megabyte."""
    file = tmp_path / "föredrag.flac"
    ffmpeg("-f", "lavfi", "-i", "anoisesrc=duration=60:amplitude=0.01", str(file))
    parts = replace(
        make_parts(),
        engine_command=[sys.executable, "-c", LIMITED, *fake_engine],
        starter_model=fake_model,
    )
    app = App(parts, "0.0")
    qtbot.addWidget(app.window)
    app.show()
    app.begin([file])
    app.choices.change(language=language)
    qtbot.waitUntil(lambda: has_phase(app, Phase.FAILED), timeout=60_000)
    words = "Disken är full. Frigör utrymme" if language == "sv" else "The disk is full. Make room"
    (job,) = app.desk.jobs()
    assert words in app.window.jobs.describe(job)
    app.window.list.select(job.job_id)
    page = app.window.page
    assert words in (page.fault.text if job.segments else page.empty.detail).text()
    assert list((parts.data_dir / "imports").iterdir()) == []
    app.engine._command = list(fake_engine)  # there is room again
    app.window.engine_retry_asked.emit()
    app.window.retry_asked.emit(job.job_id)
    qtbot.waitUntil(lambda: has_phase(app, Phase.DONE), timeout=60_000)
    qtbot.waitUntil(lambda: list((parts.data_dir / "imports").iterdir()) == [])
    app.window.close()
