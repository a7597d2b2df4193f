"""Files dropped on the window become jobs, and jobs become text, whatever the engine does."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication

from desktop.file_queue import Phase
from desktop.library.journal import read_journal
from desktop.ui.engine_client import EngineState
from desktop.ui.job_list_model import JobRole
from desktop.ui.one_window import lock_data

pytestmark = pytest.mark.window

TEXT = "Mening 1. Mening 2."


def test_dropped_files_become_text(start: Callable, media: Callable, drop: Callable) -> None:
    desk = start()
    drop(desk.window, media("done 1.mp3", "done å.wav"))
    desk.wait_for_phase("done å.wav", Phase.DONE)
    desk.window.list.select(desk.job("done 1.mp3").job_id)
    assert desk.window.page.text.toPlainText() == TEXT
    assert desk.window.page.title.text() == "done 1.mp3"
    assert desk.job("done 1.mp3").model == "Provmodell"


def test_files_of_one_drop_stand_in_their_order(start: Callable, media: Callable) -> None:
    desk = start(media("done 1.mp3"))
    desk.wait_for_phase("done 1.mp3", Phase.DONE)
    desk.app.add_files(media("done 2.mp3", "done 3.mp3"))
    desk.wait_for_phase("done 3.mp3", Phase.DONE)
    model = desk.window.jobs
    names = [model.data(model.index(row)) for row in range(model.rowCount())]
    assert names == ["done 2.mp3", "done 3.mp3", "done 1.mp3"]


def test_a_dropped_folder_is_searched_for_media(
    start: Callable, media: Callable, drop: Callable
) -> None:
    folder = media("done b.mp3", "done a.wav", "notes.txt", ".done hidden.wav")[0].parent
    (folder / "inner").mkdir()
    (folder / "inner" / "done c.flac").write_bytes(b"x")
    desk = start()
    drop(desk.window, [folder])
    desk.wait_for_phase("done c.flac", Phase.DONE)
    names = sorted(job.source.name for job in desk.app.desk.jobs())
    assert names == ["done a.wav", "done b.mp3", "done c.flac"]


def test_a_folder_with_no_media_is_told(start: Callable, tmp_path: Path) -> None:
    empty = tmp_path / "tom"
    empty.mkdir()
    desk = start([empty])
    desk.qtbot.waitUntil(desk.window.notice.isVisible)
    assert "inga ljud- eller filmfiler" in desk.window.notice.text.text()


def test_pasted_files_become_jobs(start: Callable, media: Callable) -> None:
    desk = start()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in media("done.mp3")])
    QGuiApplication.clipboard().setMimeData(mime)
    desk.window.actions_["paste"].trigger()
    QGuiApplication.clipboard().clear()  # or Qt ends after Python, and an object of ours with it
    desk.wait_for_phase("done.mp3", Phase.DONE)


def test_a_bad_file_is_told_and_the_queue_goes_on(start: Callable, media: Callable) -> None:
    desk = start(media("bad.mp3", "done.mp3"))
    desk.wait_for_phase("done.mp3", Phase.DONE)
    bad = desk.wait_for_phase("bad.mp3", Phase.FAILED)
    sentence = "bad.mp3 är ingen ljud- eller videofil"
    assert sentence in desk.window.jobs.describe(bad)
    desk.window.list.select(bad.job_id)
    assert sentence in desk.window.page.empty.detail.text()
    row = desk.window.jobs.find(bad.job_id)
    assert sentence in desk.window.jobs.data(row, Qt.ItemDataRole.ToolTipRole)
    attempts: list[str] = []
    desk.window.retry_asked.connect(attempts.append)
    desk.qtbot.mouseClick(desk.window.page.empty.button, Qt.MouseButton.LeftButton)
    assert attempts == [bad.job_id]
    desk.wait_for_phase("bad.mp3", Phase.FAILED)
    desk.window.list.select(desk.job("done.mp3").job_id)
    assert not desk.window.page.empty.button.isVisible()


def test_after_a_crash_the_engine_is_restarted_and_no_word_is_lost_or_doubled(
    start: Callable, media: Callable
) -> None:
    desk = start(media("crash.mp3"))
    job = desk.wait_for_phase("crash.mp3", Phase.DONE)
    assert media("crash.mp3")[0].with_suffix(".crashed").exists()
    assert [segment.text for segment in job.segments] == ["Mening 1.", "Mening 2."]
    assert desk.window.page.text.toPlainText() == TEXT


def test_a_file_that_always_kills_the_engine_is_given_up_and_the_next_is_done(
    start: Callable, media: Callable
) -> None:
    desk = start(media("fatal.mp3", "done.mp3"))
    desk.wait_for_phase("done.mp3", Phase.DONE)
    fatal = desk.wait_for_phase("fatal.mp3", Phase.FAILED)
    assert fatal.fault.code == "engine_died"


def test_cancel_keeps_the_text_and_retry_goes_on(start: Callable, media: Callable) -> None:
    desk = start(media("stays.mp3"))
    desk.qtbot.waitUntil(lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments))
    desk.window.cancel_asked.emit(desk.job("stays.mp3").job_id)
    job = desk.wait_for_phase("stays.mp3", Phase.CANCELLED)
    assert [segment.text for segment in job.segments] == ["Mening 1."]
    desk.window.retry_asked.emit(job.job_id)
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 2)


def test_a_job_done_anew_does_not_double_its_text(start: Callable, media: Callable) -> None:
    desk = start(media("done.mp3"))
    job = desk.wait_for_phase("done.mp3", Phase.DONE)
    desk.window.retry_asked.emit(job.job_id)
    assert desk.job("done.mp3").segments == ()
    desk.wait_for_phase("done.mp3", Phase.DONE)
    assert desk.window.page.text.toPlainText() == TEXT


def test_jobs_and_texts_survive_a_restart_and_unfinished_ones_go_on(
    start: Callable, media: Callable
) -> None:
    desk = start(media("done.mp3", "stays.mp3", "bad.mp3"))
    desk.qtbot.waitUntil(
        lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments), timeout=20_000
    )
    desk = start()
    done = desk.job("done.mp3")
    assert done.phase is Phase.DONE
    assert [segment.text for segment in done.segments] == ["Mening 1.", "Mening 2."]
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 2, timeout=20_000)
    assert desk.job("stays.mp3").phase is Phase.RUNNING
    assert desk.job("bad.mp3").phase is Phase.WAITING


def test_del_takes_a_job_off_the_list_and_undo_puts_it_back(
    start: Callable, media: Callable
) -> None:
    desk = start(media("done.mp3"))
    job = desk.wait_for_phase("done.mp3", Phase.DONE)
    desk.window.list.setFocus()
    desk.qtbot.keyClick(desk.window.list, Qt.Key.Key_Delete)
    assert desk.job("done.mp3") is None
    assert desk.window.jobs.rowCount() == 0
    desk.qtbot.mouseClick(desk.window.notice.button, Qt.MouseButton.LeftButton)
    assert desk.job("done.mp3") == job
    desk.qtbot.keyClick(desk.window.list, Qt.Key.Key_Delete)
    assert start().app.desk.jobs() == []


def test_removing_and_undoing_while_the_engine_holds_the_job(
    start: Callable, media: Callable
) -> None:
    desk = start(media("stays.mp3"))
    job = desk.wait_for_phase("stays.mp3", Phase.RUNNING)
    desk.window.remove_asked.emit(job.job_id)
    desk.window.notice.button.click()
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 2, timeout=20_000)
    journal = desk.app._parts.data_dir / "jobs" / f"{job.job_id}.jsonl"
    assert not read_journal(journal).is_removed


@pytest.mark.slow
def test_a_thousand_files_at_once_are_listed_and_the_disk_is_not_waited_for(
    start: Callable, media: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced_in: list[threading.Thread] = []
    sync = os.fsync
    desk = start()
    desk.wait_until_ready()

    def note_thread(handle: int) -> None:
        synced_in.append(threading.current_thread())
        sync(handle)

    monkeypatch.setattr(os, "fsync", note_thread)
    files = media(*(f"done {number:03}.mp3" for number in range(1000)))
    desk.app.desk.add_files(files)
    assert desk.window.jobs.rowCount() == 1000
    assert desk.job("done 000.mp3").phase is Phase.RUNNING
    assert {job.phase for job in desk.app.desk.jobs()[1:]} == {Phase.WAITING}
    assert [job.source for job in desk.app.desk.jobs()] == files
    desk.window.actions_["pause_all"].trigger()
    desk.qtbot.waitUntil(lambda: len(synced_in) >= 1000, timeout=60_000)
    assert threading.main_thread() not in synced_in
    monkeypatch.undo()
    desk = start()
    phases = {job.phase for job in desk.app.desk.jobs()}
    assert (desk.window.jobs.rowCount(), phases - {Phase.DONE}) == (1000, {Phase.PAUSED})


def test_the_rows_button_cancels(start: Callable, media: Callable) -> None:
    desk = start(media("stays.mp3"))
    desk.wait_for_phase("stays.mp3", Phase.RUNNING)
    rows = desk.window.list
    area = rows._row.button_area(rows.visualRect(desk.window.jobs.index(0)))
    desk.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    desk.wait_for_phase("stays.mp3", Phase.CANCELLED)


def test_a_model_that_cannot_be_loaded_is_told_and_jobs_wait(
    start: Callable, media: Callable
) -> None:
    desk = start(media("done.mp3"), starter="broken")
    desk.qtbot.waitUntil(lambda: desk.app.engine.status.state is EngineState.BROKEN, timeout=20_000)
    desk.wait_for_phase("done.mp3", Phase.WAITING)
    assert "broken" in desk.window.status_line.text.text()
    assert desk.window.status_line.retry.isVisible()
    desk.window.model_chosen.emit(Path("another"))
    desk.wait_for_phase("done.mp3", Phase.DONE)
    assert not desk.window.status_line.retry.isVisible()


def test_an_engine_that_dies_at_every_start_is_told(start: Callable) -> None:
    desk = start(starter="deadly")
    desk.qtbot.waitUntil(lambda: desk.app.engine.status.state is EngineState.BROKEN, timeout=20_000)
    assert desk.app.engine.status.fault.code == "engine_died"


def test_changing_the_model_in_mid_job_goes_on_where_the_text_ends(
    start: Callable, media: Callable
) -> None:
    desk = start(media("stays.mp3"))
    desk.qtbot.waitUntil(lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments))
    desk.window.model_chosen.emit(Path("another"))
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 2, timeout=20_000)
    texts = [segment.text for segment in desk.job("stays.mp3").segments]
    assert texts == ["Mening 1.", "Mening 2."]


def test_the_menu_of_a_row_offers_what_fits(start: Callable, media: Callable) -> None:
    desk = start(media("done.mp3"))
    job = desk.wait_for_phase("done.mp3", Phase.DONE)
    menu = desk.window.list.build_menu(job)
    offered = [action.text() for action in menu.actions() if action.isEnabled()]
    assert offered == [
        "Skriv ut på nytt",
        "Ljudspår och talare …",
        "Namn, mapp och taggar …",
        "Ta bort",
    ]
    assert desk.window.jobs.data(desk.window.jobs.index(0), JobRole) == job


def test_only_one_window_works_on_the_data(tmp_path: Path) -> None:
    first = lock_data(tmp_path)
    assert first is not None
    assert lock_data(tmp_path) is None
    first.unlock()
    assert lock_data(tmp_path) is not None
