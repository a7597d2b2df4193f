"""The app with a microphone into which one sentence is said as soon as it is open."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from desktop import app
from desktop.__main__ import main
from desktop.audio.events import Listening, Stopped

ENGINE = Path(__file__).parents[1] / "ui" / "scripted_engine.py"
SAID = ("Åsa, det kostar 20 € 😀", "ny rad", 'Skriv "hej" till asa@örn.se', "punkt")


class Microphone:
    def __init__(self, on_event: Callable[[object], None]) -> None:
        self.on_event = on_event
        self.path = Path()

    def select(self, device_id: str | None) -> None: ...

    def warm(self) -> None: ...

    def cool(self) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def close(self) -> None: ...

    def start(self, path: Path) -> None:
        self.path = path
        path.write_bytes(b"")
        self.write("recording")
        with path.with_suffix(".events").open("w") as script:
            for number, text in enumerate(SAID):
                said = {"start_s": 3.0 * number, "end_s": 3.0 * number + 2, "text": text,
                        "confidence": 0.9, "words": []}  # fmt: skip
                event = {"type": "segment", "segment": said, "committed_sample": 16_000 * number}
                script.write(json.dumps(event) + "\n")
        self.on_event(Listening())

    def stop(self) -> None:
        self.write("finished")
        self.on_event(Stopped(self.path, 12.0))

    def write(self, state: str) -> None:
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps({"state": state}))
        part.replace(self.path.with_suffix(".json"))


parts = app.real_parts
app.real_parts = lambda: replace(
    parts(), engine_command=[sys.executable, str(ENGINE)], make_recorder=Microphone
)
sys.exit(main(sys.argv[1:]))
