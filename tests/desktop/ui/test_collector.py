"""No QObject is destroyed outside the window's thread, whichever thread makes garbage."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.ui import collector
from desktop.ui.collector import Collector


class Cyclic(QTimer):
    """A timer that only the cyclic collector can free."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def make_garbage() -> None:
    for _ in range(5000):
        cycle: list[object] = []
        cycle.append(cycle)


def test_objects_die_in_the_windows_thread(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "INTERVAL_MS", 10)
    keeper = Collector()
    died_in: list[int] = []
    timer = Cyclic()
    weakref.finalize(timer, lambda: died_in.append(threading.get_ident()))
    del timer
    busy = threading.Thread(target=make_garbage)
    busy.start()
    busy.join()
    assert died_in == []
    qtbot.waitUntil(lambda: died_in == [threading.get_ident()])
    keeper.stop()


def test_stopped_it_leaves_the_work_to_python(qtbot: QtBot) -> None:
    keeper = Collector()
    assert not gc.isenabled()
    keeper.stop()
    assert gc.isenabled()


def test_what_is_old_is_collected_in_time(qtbot: QtBot) -> None:
    keeper = Collector()
    gc.collect()
    old = Cyclic()
    gone = weakref.ref(old)
    gc.collect(0)
    gc.collect(1)  # now of the oldest generation
    del old
    for _ in range(200):
        make_garbage()
        collector.collect_due()
    assert gone() is None
    keeper.stop()
