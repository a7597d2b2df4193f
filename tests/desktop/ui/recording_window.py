"""A window that records from its start, from a microphone made of Python that speaks in real time.

Tells on stdout how many samples the microphone has given; sample n has the value n (as int16).
"""

import importlib.util
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop import app
from desktop.audio.recorder import Recorder

HERE = Path(__file__).parent
RATE, BLOCK = 16_000, 400


def make_microphone() -> Any:
    path = HERE.parent / "audio" / "conftest.py"
    spec = importlib.util.spec_from_file_location("fakes", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FakeSource()


def speak(microphone: Any) -> None:
    stream, n_given, begun_s = microphone.wait_for_stream(), 0, time.monotonic()
    while True:
        stream.feed(np.arange(n_given, n_given + BLOCK).astype(np.int16))
        n_given += BLOCK
        print(n_given, flush=True)
        time.sleep(max(0.0, begun_s + n_given / RATE - time.monotonic()))


def main() -> None:
    qt = QApplication(sys.argv[:1])
    microphone = make_microphone()
    parts = replace(
        app.real_parts(),
        engine_command=[sys.executable, str(HERE / "scripted_engine.py")],
        make_recorder=lambda on_event: Recorder(microphone, on_event),
    )
    lock, _ = app.lock_or_hand_over(parts.data_dir, [])
    assert lock is not None
    window = app.App(parts, "0.0")
    window.show()
    window.begin([])
    threading.Thread(target=speak, args=(microphone,), daemon=True).start()
    QTimer.singleShot(0, window.window.actions_["record"].trigger)
    qt.exec()


if __name__ == "__main__":
    main()
