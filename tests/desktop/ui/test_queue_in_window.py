"""The queue in the window: arranged by menu, keys and mouse; when it is done; over a restart."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from desktop.file_queue import Phase
from desktop.queue_order import Move
from desktop.ui.job_list_model import JobRole
from desktop.ui.job_words import describe_time_left

pytestmark = pytest.mark.window
NAMES = ("stays.mp3", "done b.mp3", "done c.mp3", "done d.mp3")


def list_rows(desk: Any) -> list[str]:
    rows = desk.window.jobs
    jobs = [rows.data(rows.index(row), JobRole) for row in range(rows.rowCount())]
    return [job.source.name.removesuffix(".mp3")[-1] for job in jobs]


@pytest.fixture
def desk(start: Callable, media: Callable) -> Any:
    """One file at work and three that wait, all 6 s long."""
    desk = start(media(*NAMES))
    desk.qtbot.waitUntil(lambda: bool(desk.job(NAMES[0]) and desk.job(NAMES[0]).segments))
    desk.qtbot.waitUntil(lambda: all(desk.job(name).duration_s for name in NAMES))
    assert list_rows(desk) == ["s", "b", "c", "d"]
    return desk


def select(desk: Any, name: str) -> str:
    job_id = desk.job(name).job_id
    desk.window.list.select(job_id)
    return job_id


def test_keys_move_a_waiting_file_and_the_row_goes_with_it(desk: Any, qtbot: Any) -> None:
    rows = desk.window.list
    job_id = select(desk, "done d.mp3")
    for key, order in (
        (Qt.Key.Key_Up, "sbdc"),
        (Qt.Key.Key_Home, "sdbc"),
        (Qt.Key.Key_Down, "sbdc"),
        (Qt.Key.Key_End, "sbcd"),
        (Qt.Key.Key_Home, "sdbc"),
    ):
        qtbot.keyClick(rows, key, Qt.KeyboardModifier.AltModifier)
        assert "".join(list_rows(desk)) == order
        assert rows.selected_job().job_id == job_id
    desk.app.desk.cancel(desk.job("stays.mp3").job_id)
    ends: list[str] = []
    desk.app.desk.job_changed.connect(
        lambda job: ends.append(job.source.name[5]) if job.phase is Phase.DONE else None
    )
    for name in NAMES[1:]:
        desk.wait_for_phase(name, Phase.DONE)
    assert list(dict.fromkeys(ends)) == ["d", "b", "c"]


def test_the_menu_moves_what_waits_and_nothing_else(desk: Any) -> None:
    rows = desk.window.list

    def find_queue_menu(name: str) -> dict[str, Any]:
        menu = rows.build_menu(desk.job(name))
        queue = next((one.menu() for one in menu.actions() if one.menu() is not None), None)
        return {one.text(): one for one in queue.actions()} if queue is not None else {}

    assert find_queue_menu("stays.mp3") == {}
    entries = find_queue_menu("done c.mp3")
    assert list(entries) == ["Först", "Uppåt", "Nedåt", "Sist"]
    entries["Först"].trigger()
    assert list_rows(desk) == ["s", "c", "b", "d"]


def test_a_row_is_dragged_before_another(desk: Any) -> None:
    rows, model = desk.window.list, desk.window.jobs
    job_id = select(desk, "done d.mp3")
    index = model.find(job_id)
    assert model.flags(index) & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled  # it is at work
    mime = model.mimeData([index])

    class Dropped(QDropEvent):
        def source(self) -> Any:
            return rows

    def drop_above(row: int) -> None:
        area = rows.visualRect(model.index(row))
        place = QPointF(area.center().x(), area.top() + 3)
        event = Dropped(
            place, Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, mime,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        rows.dropEvent(event)
        assert event.isAccepted()
        assert event.dropAction() is Qt.DropAction.CopyAction

    drop_above(2)
    assert list_rows(desk) == ["s", "b", "d", "c"]
    drop_above(0)
    assert list_rows(desk) == ["s", "d", "b", "c"]
    assert rows.selected_job().job_id == job_id


def test_files_dropped_on_the_list_still_reach_the_window(desk: Any, media: Callable) -> None:
    """The list takes its own rows only."""
    mime, overlay = QMimeData(), desk.window.drop_overlay
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in media("done e.mp3")])
    button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    at, action = QPoint(20, 20), Qt.DropAction.CopyAction
    entered = QDragEnterEvent(at, action, mime, button, no_key)
    QApplication.sendEvent(desk.window.list.viewport(), entered)
    assert entered.isAccepted()
    assert overlay.isVisible()
    overlay.hide()


def test_the_order_holds_over_a_restart(desk: Any, start: Callable) -> None:
    desk.app.queueing.move(desk.job("done d.mp3").job_id, Move.FIRST)
    desk = start()
    desk.qtbot.waitUntil(lambda: len(desk.app.desk.jobs()) == 4)
    desk.qtbot.waitUntil(lambda: list_rows(desk) == ["s", "d", "b", "c"])


def test_the_rows_and_the_line_below_tell_when_files_are_done(desk: Any) -> None:
    desk.app.choices.change(speed=0.1)
    desk.app.queueing._reckon()
    told = [desk.window.jobs.describe(desk.job(name)) for name in NAMES]
    assert told[0].endswith("klar om någon minut")
    assert told[1] == "Väntar · klar om ca 2 min"
    assert told[3] == "Väntar · klar om ca 4 min"
    assert desk.window.status_line.text.text().endswith("4 filer kvar, klara om ca 4 min")
    for name in NAMES:
        desk.app.desk.cancel(desk.job(name).job_id)
    desk.wait_for_phase(NAMES[0], Phase.CANCELLED)
    assert "kvar" not in desk.window.status_line.text.text()


def test_a_speed_is_kept_until_another_model_is_chosen(
    start: Callable, media: Callable, tmp_path: Path
) -> None:
    desk = start()
    ticks = iter(range(0, 100_000, 5))
    desk.app.queueing._clock = lambda: float(next(ticks))
    desk.app.add_files(media("done.mp3"))
    desk.wait_for_phase("done.mp3", Phase.DONE)
    desk.qtbot.waitUntil(lambda: desk.app.choices.settings.speed is not None)
    assert 0 < desk.app.choices.settings.speed < 6
    desk.app.choices.change(model_folder=str(tmp_path / "annan"))
    assert desk.app.choices.settings.speed is None
    QApplication.processEvents()


def test_times_are_told_no_more_exactly_than_they_are_known() -> None:
    told = {20: "någon minut", 61: "ca 2 min", 1300: "ca 25 min", 3600: "ca 1 tim"}
    told |= {4000: "ca 1 tim 10 min"}
    for left_s, text in told.items():
        assert describe_time_left(left_s) == text
