"""A watched folder in the window: new files are taken, also after a restart; texts lie beside."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.file_queue import Phase

pytestmark = pytest.mark.window


class Watched:
    """A folder, and an app that watches it by a clock of the test's."""

    def __init__(self, folder: Path, start: Callable) -> None:
        self.folder = folder
        self._start = start
        self.desk: Any = None
        self.now_s = time.monotonic()  # by which the app takes its first look

    def start(self) -> None:
        self.desk = self._start()
        self.watching = self.desk.app.watching
        self.watching._clock = lambda: self.now_s
        self.watching._timer.stop()  # the test looks
        self.qtbot = self.desk.qtbot
        self.qtbot.waitUntil(lambda: self.watching._is_ready and not self.watching._is_looking)

    def choose(self, **more: object) -> None:
        self.desk.app.choices.change(watched_folder=str(self.folder), **more)
        self.qtbot.waitUntil(lambda: not self.watching._is_looking)

    def look(self, passed_s: float = 0.0) -> None:
        self.now_s += passed_s
        self.qtbot.waitUntil(lambda: not self.watching._is_looking)
        self.watching.look()
        self.qtbot.waitUntil(lambda: not self.watching._is_looking)

    def put(self, *names: str) -> None:
        self.folder.mkdir(exist_ok=True)
        for name in names:
            (self.folder / name).write_bytes(b"x")

    def jobs(self) -> list[str]:
        return sorted(job.source.name for job in self.desk.app.desk.jobs())

    @property
    def notice(self) -> str:
        bar = self.desk.window.notice
        return bar.text.text() if bar.isVisible() else ""


@pytest.fixture
def watched(tmp_path: Path, start: Callable) -> Watched:
    watched = Watched(tmp_path / "Åsas intervjuer", start)
    watched.folder.mkdir()
    watched.start()
    return watched


def test_a_new_file_is_taken_once_it_is_still(watched: Watched) -> None:
    watched.choose()
    assert watched.notice == ""
    watched.put("done 1.mp3")
    watched.look()
    assert watched.jobs() == []
    watched.look(1000)
    assert watched.jobs() == ["done 1.mp3"]
    assert watched.notice == "Ny fil i Åsas intervjuer: done 1.mp3. Den skrivs ut."
    watched.desk.wait_for_phase("done 1.mp3", Phase.DONE)
    watched.look(1000)
    assert watched.jobs() == ["done 1.mp3"]
    assert [path.name for path in watched.folder.iterdir() if path.suffix == ".txt"] == []


def test_the_folder_is_looked_at_without_being_asked(watched: Watched) -> None:
    watched.choose()
    watched.watching._clock = lambda: next(hours) * 3600.0
    hours = iter(range(100_000))
    watched.watching._timer.start(10)
    watched.put("done 1.mp3")
    watched.desk.wait_for_phase("done 1.mp3", Phase.DONE)
    watched.watching._timer.stop()


def test_what_lay_there_is_offered(watched: Watched) -> None:
    watched.put("done 1.mp3", "done 2.mp3")
    watched.choose()
    assert "Där ligger redan 2 filer" in watched.notice
    watched.look(1000)
    watched.look(1000)
    assert watched.jobs() == []
    watched.desk.window.notice.button.click()
    assert watched.jobs() == ["done 1.mp3", "done 2.mp3"]


def test_what_came_while_the_app_was_closed_is_taken_and_the_rest_is_not(watched: Watched) -> None:
    watched.put("done 0.mp3")
    watched.choose()
    watched.put("done 1.mp3")
    watched.look()
    watched.look(1000)
    watched.desk.wait_for_phase("done 1.mp3", Phase.DONE)
    watched.put("done 2.mp3")
    watched.start()
    watched.look()
    watched.look(1000)
    watched.desk.wait_for_phase("done 2.mp3", Phase.DONE)
    assert "done 2.mp3" in watched.notice
    assert "done 0.mp3" not in watched.jobs()
    assert watched.desk.window.jobs.rowCount() == 2


def test_a_drive_that_vanishes_is_waited_for(watched: Watched, tmp_path: Path) -> None:
    watched.choose(watched_nested=True)
    watched.put("done 1.mp3")
    watched.look()
    watched.look(1000)
    away = tmp_path / "borta"
    watched.folder.rename(away)
    watched.look(1000)
    assert "går inte att nå" in watched.notice
    watched.desk.window.notice.hide()
    watched.look(1000)
    assert watched.notice == ""  # told once
    watched.folder.mkdir()  # where it is mounted
    watched.look(1000)
    watched.folder.rmdir()
    away.rename(watched.folder)
    (watched.folder / "dag 2").mkdir()
    shutil.copy(watched.folder / "done 1.mp3", watched.folder / "dag 2" / "done 2.mp3")
    watched.look(1000)
    watched.look(1000)
    assert watched.jobs() == ["done 1.mp3", "done 2.mp3"]


def test_the_text_lies_beside_the_file_also_after_a_restart(watched: Watched) -> None:
    watched.choose(watched_save=True)
    watched.put("done 1.mp3", "stays.mp3")
    (watched.folder / "done 1.txt").write_text("Min egen fil.")
    watched.look()
    watched.look(1000)
    watched.desk.wait_for_phase("done 1.mp3", Phase.DONE)
    watched.look()
    assert (watched.folder / "done 1.txt").read_text() == "Min egen fil."
    assert "Mening 2." in (watched.folder / "done 1.mp3.txt").read_text("utf-8")
    watched.qtbot.waitUntil(lambda: bool(watched.desk.job("stays.mp3").segments))
    watched.start()
    watched.desk.wait_for_phase("stays.mp3", Phase.RUNNING)
    watched.look()
    assert not (watched.folder / "stays.txt").exists()
    job_id = watched.desk.job("stays.mp3").job_id
    watched.desk.app.desk._on_event(  # as when its engine comes to the end
        {"type": "done", "job": job_id, "duration_s": 6.0, "committed_sample": 96_000}
    )
    watched.desk.app.choices.change(save_format="srt")
    watched.look()
    assert "Mening 1." in (watched.folder / "stays.srt").read_text("utf-8")
    watched.look()
    names = sorted(path.name for path in watched.folder.iterdir() if path.suffix != ".decoded")
    assert names == ["done 1.mp3", "done 1.mp3.txt", "done 1.txt", "stays.mp3", "stays.srt"]


def test_a_text_waits_for_a_drive_that_is_gone(watched: Watched, tmp_path: Path) -> None:
    watched.choose(watched_save=True)
    watched.put("done 1.mp3")
    watched.look()
    watched.look(1000)
    away = tmp_path / "borta"
    watched.folder.rename(away)
    watched.desk.wait_for_phase("done 1.mp3", Phase.DONE)
    watched.look()
    watched.folder.mkdir()  # where it is mounted
    watched.look()
    watched.folder.rmdir()
    away.rename(watched.folder)
    watched.look()
    assert "Mening 2." in (watched.folder / "done 1.txt").read_text("utf-8")


def test_a_text_that_cannot_be_written_is_told_once(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.choose(watched_save=True)
    watched.put("done 1.mp3")
    watched.look()
    watched.look(1000)
    watched.desk.wait_for_phase("done 1.mp3", Phase.DONE)
    monkeypatch.setattr(
        "desktop.ui.watching.name_text_beside", lambda file, suffix: file / "under en fil.txt"
    )
    watched.look()
    assert "under en fil" in watched.notice
    watched.desk.window.notice.hide()
    watched.look()
    assert watched.notice == ""
