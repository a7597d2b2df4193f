"""Closing the window to the tray, and really; what the icon tells."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.record_panel import RecordState
from desktop.ui.tray import Activity, draw_tray_icon, has_tray

pytestmark = pytest.mark.window


def test_where_there_is_no_tray_closing_ends_the_app(start: Callable) -> None:
    desk = start()
    desk.app.choices.change(keep_in_tray=True)
    assert not has_tray()  # on this screen
    closed: list[bool] = []
    desk.window.closing.connect(lambda: closed.append(True))
    note = desk.app.preferences.open().fields["keep_in_tray"].told
    assert "inget fält" in note.text()
    desk.window.close()
    assert closed == [True]


def test_a_recording_goes_on_when_the_window_is_closed_to_the_tray(start: Callable) -> None:
    desk = start()
    desk.window.stays_when_closed = lambda: True
    desk.window.actions_["record"].trigger()
    desk.qtbot.waitUntil(lambda: bool(desk.recorders) and "start" in desk.recorders[0].calls)
    desk.window.close()
    assert not desk.window.isVisible()
    assert "stop" not in desk.recorders[0].calls
    assert desk.app.dictation.state is not RecordState.IDLE
    assert desk.app.tray._activity is Activity.RECORDING
    desk.window.actions_["show_window"].trigger()
    assert desk.window.isVisible()
    desk.window.actions_["quit"].trigger()
    assert not desk.window.isVisible()
    assert "close" in desk.recorders[0].calls  # which ends what is recorded, properly


def test_the_icon_tells_what_is_done(start: Callable, media: Callable) -> None:
    desk = start()
    assert desk.app.tray._activity is None  # there is no place for it here
    desk.app.add_files(media("stays.mp3"))
    desk.qtbot.waitUntil(lambda: desk.app.tray._activity is Activity.WORKING, timeout=20_000)
    assert desk.app.tray.icon.toolTip() == "Talskrift skriver ut"
    job = desk.job("stays.mp3")
    desk.app.desk.cancel(job.job_id)
    desk.qtbot.waitUntil(lambda: desk.app.tray._activity is Activity.IDLE, timeout=20_000)
    assert desk.app.tray.icon.toolTip() == "Talskrift"


def test_the_icons_differ(qapp: QApplication) -> None:
    images = [draw_tray_icon(activity).pixmap(64, 64).toImage() for activity in Activity]
    assert images[0] != images[1] != images[2] != images[0]


def test_starting_at_login_is_written_or_its_fault_told(
    start: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    desk = start()
    desk.app.choices.change(start_at_login=True)
    entry = tmp_path / "config" / "autostart" / "talskrift.desktop"
    desk.qtbot.waitUntil(entry.exists)
    desk.app.choices.change(start_at_login=False)
    desk.qtbot.waitUntil(lambda: not entry.exists())
    entry.parent.rmdir()
    entry.parent.write_text("a file where the folder should be")
    desk.app.choices.change(start_at_login=True)
    desk.qtbot.waitUntil(desk.window.notice.isVisible)
    desk.qtbot.waitUntil(lambda: not desk.app.settings.start_at_login)
