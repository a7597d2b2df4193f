"""The app as it is, but for its microphone, which says a sound file; records from the start.

    python recording_window.py SPEECH.wav [ENGINE.py]

Each line of standard input is the name of one of the window's actions, which is triggered. Tells
on standard output: `engine PID`; `heard N`, the samples that the microphone has given;
`shown MS`, the length of the recording that the window shows; and `clock S`, the time of day.
"""

import os
import sys
import threading
import time
import wave
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from speaker import Speaker

from desktop import app
from desktop.audio.recorder import Recorder
from desktop.ui.bridge import Bridge
from desktop.ui.engine_client import EngineState, EngineStatus


def tell(what: str, number: int) -> None:
    os.write(1, f"{what} {number}\n".encode())


def tell_times(_level_dbfs: float, _clipped: bool, recorded_s: float) -> None:
    tell("shown", round(recorded_s * 1000))
    tell("clock", round(time.time()))


def read_actions(bridge: Bridge) -> None:
    for line in sys.stdin:
        bridge(line.strip())


def begin_and_record(self: app.App, files: list[Path]) -> None:
    def tell_engine(status: EngineStatus) -> None:
        if status.state is EngineState.READY:
            tell("engine", self.engine._process.processId())

    self.engine.status_changed.connect(tell_engine)
    self.dictation.level_changed.connect(tell_times)
    begin(self, files)
    self.window.actions_["record"].trigger()
    bridge = Bridge(self)
    bridge.arrived.connect(lambda name: self.window.actions_[name].trigger())
    threading.Thread(target=read_actions, args=(bridge,), daemon=True).start()


def main() -> int:
    speaker = Speaker(on_heard=partial(tell, "heard"))
    with wave.open(sys.argv[1]) as file:
        speaker.say(np.frombuffer(file.readframes(file.getnframes()), np.int16))
    parts = replace(app.real_parts(), make_recorder=partial(Recorder, speaker))
    if len(sys.argv) > 2:
        parts = replace(parts, engine_command=[sys.executable, sys.argv[2]])
    app.real_parts = lambda: parts
    app.App.begin = begin_and_record
    return app.run_app([], "0.0")


begin = app.App.begin

if __name__ == "__main__":
    sys.exit(main())
