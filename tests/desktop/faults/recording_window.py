"""The app as it is, but for its microphone, which says a sound file; records from the start.

    python recording_window.py SPEECH.wav [SPEED]

Tells on standard output: `engine PID`, and `heard N`, the samples that its microphone has given.
"""

import os
import sys
import wave
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from speaker import Speaker

from desktop import app
from desktop.audio.recorder import Recorder
from desktop.ui.engine_client import EngineState, EngineStatus


def tell(what: str, number: int) -> None:
    os.write(1, f"{what} {number}\n".encode())


def main() -> int:
    speed = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    speaker = Speaker(speed, on_heard=partial(tell, "heard"))
    with wave.open(sys.argv[1]) as file:
        speaker.say(np.frombuffer(file.readframes(file.getnframes()), np.int16))
    real_parts, begin = app.real_parts, app.App.begin

    def begin_and_record(self: app.App, files: list[Path]) -> None:
        def tell_engine(status: EngineStatus) -> None:
            if status.state is EngineState.READY:
                tell("engine", self.engine._process.processId())

        self.engine.status_changed.connect(tell_engine)
        begin(self, files)
        self.window.actions_["record"].trigger()

    app.real_parts = lambda: replace(real_parts(), make_recorder=partial(Recorder, speaker))
    app.App.begin = begin_and_record
    return app.run_app([], "0.0")


if __name__ == "__main__":
    sys.exit(main())
