"""The microphone listens before a recording while the window is in use, and not otherwise."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.warmth import Warmth

pytestmark = pytest.mark.window

ENTERED, LEFT = QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def tell(window: QWidget, kind: QEvent.Type) -> None:
    QApplication.sendEvent(window, QEvent(kind))


def make_warmth(window: QWidget) -> Warmth:
    warmth = Warmth(window)
    warmth.watch(window)
    tell(window, ENTERED)
    return warmth


def test_it_is_cold_until_allowed_and_again_when_that_is_taken_back(window: QWidget) -> None:
    warmth = make_warmth(window)
    assert not warmth.is_warm
    warmth.allow(True)
    assert warmth.is_warm
    warmth.allow(False)
    assert not warmth.is_warm
    tell(window, LEFT)
    warmth.allow(True)
    assert not warmth.is_warm


def test_it_cools_when_the_window_is_left_for_a_while(window: QWidget, qtbot: QtBot) -> None:
    warmth = make_warmth(window)
    warmth.allow(True)
    warmth.left_ms = 1
    with qtbot.waitSignal(warmth.changed) as told:
        tell(window, LEFT)
        assert warmth.is_warm
    assert told.args == [False]
    with qtbot.waitSignal(warmth.changed) as told:
        tell(window, ENTERED)
    assert told.args == [True]


def test_a_glance_elsewhere_does_not_cool_it(window: QWidget, qtbot: QtBot) -> None:
    warmth = make_warmth(window)
    warmth.allow(True)
    tell(window, LEFT)
    assert warmth._timer.remainingTime() < warmth.unused_ms / 2
    tell(window, ENTERED)
    assert warmth.is_warm
    assert warmth._timer.remainingTime() > warmth.unused_ms / 2


def test_a_window_that_nobody_uses_cools_it_and_a_key_or_movement_warms_it(
    window: QWidget, qtbot: QtBot
) -> None:
    warmth = make_warmth(window)
    warmth.unused_ms = 1
    with qtbot.waitSignals([warmth.changed, warmth.changed]):
        warmth.allow(True)
    assert not warmth.is_warm
    warmth.unused_ms = 100_000
    qtbot.mouseMove(window.windowHandle())
    assert warmth.is_warm
    warmth.allow(False)
    warmth.allow(True)
    tell(window, LEFT)
    warmth._timer.timeout.emit()
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_A)  # held above a window of another app
    assert not warmth.is_warm


def has_called(desk, call: str) -> bool:
    return bool(desk.recorders) and call in desk.recorders[-1].calls


def test_who_has_recorded_finds_the_microphone_warm(start: Callable, tmp_path: Path) -> None:
    (tmp_path / "home" / "recordings" / "2026-11-22 09.15.00").mkdir(parents=True)
    desk = start()
    tell(desk.window, ENTERED)
    desk.qtbot.waitUntil(lambda: has_called(desk, "warm"), timeout=20_000)
    assert "start" not in desk.recorders[-1].calls
    tell(desk.window, LEFT)
    desk.app.warmth._timer.timeout.emit()
    assert desk.recorders[-1].calls[-1] == "cool"


def test_who_only_drops_files_is_never_listened_to(start: Callable, media: Callable) -> None:
    desk = start(media("done.mp3"))
    tell(desk.window, ENTERED)
    loaded = desk.app.disk._pool.submit(int)  # after all that the start has to do
    desk.qtbot.waitUntil(loaded.done, timeout=20_000)
    desk.qtbot.wait(0)
    assert desk.recorders == []
    assert desk.app.settings.warm_microphone


def test_a_closed_window_listens_no_more(start: Callable, tmp_path: Path) -> None:
    (tmp_path / "home" / "recordings" / "2026-11-22 09.15.00").mkdir(parents=True)
    desk = start()
    desk.window.close()
    called = [list(recorder.calls) for recorder in desk.recorders]
    assert not any(calls and calls[-1] == "warm" for calls in called)
    tell(desk.window, ENTERED)
    desk.app._allow_warmth()  # the recorder was loaded too late
    assert [list(recorder.calls) for recorder in desk.recorders] == called


def test_the_setting_turns_it_off_and_is_remembered(start: Callable, tmp_path: Path) -> None:
    (tmp_path / "home" / "recordings" / "2026-11-22 09.15.00").mkdir(parents=True)
    desk = start()
    tell(desk.window, ENTERED)
    desk.qtbot.waitUntil(lambda: has_called(desk, "warm"), timeout=20_000)
    desk.app.choices.change(warm_microphone=False)
    assert desk.recorders[-1].calls[-1] == "cool"
    settings = json.loads((tmp_path / "home" / "settings.json").read_text("utf-8"))
    assert settings["warm_microphone"] is False
    assert not start().app.settings.warm_microphone
