"""Hears recordings as the app does: through its engine process, over its protocol.

The rooms share no code; docs/engine-protocol.md is all that is known here of the engine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from training.features.cleaning import SAMPLE_RATE
from training.scoring.errors import ScoringError

ENGINE_COMMAND = (sys.executable, "-m", "desktop.engine")
PROTOCOL_VERSION = 1
_JOB = "score"
_STOP_S = 10.0


class AppEngine:
    """An engine process with a model folder loaded; a context manager that ends it.

    `n_removed` counts the texts that the engine's guards took away. Raises ScoringError when the
    engine cannot be started, refuses the model, or dies.
    """

    def __init__(
        self, folder: Path, beam_size: int, command: tuple[str, ...] = ENGINE_COMMAND
    ) -> None:
        self.n_removed = 0
        self._beam_size = beam_size
        self._folder = tempfile.TemporaryDirectory(prefix="talskrift-score-")
        self._log = Path(self._folder.name, "engine.log").open("w+", encoding="utf-8")  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
            )
        except OSError as error:
            self._remove_files()
            raise ScoringError(f"The app's engine cannot be started: {error}.") from error
        try:
            self._send("load_model", folder=str(folder.resolve()))
            for event in self._read_events():
                if event["type"] == "model_loaded":
                    break
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> AppEngine:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def transcribe(self, samples: np.ndarray) -> str:
        """The text of a recording, float32 [n_samples] at 16 kHz: its segments in one line."""
        path = Path(self._folder.name, "recording.wav")
        soundfile.write(path, np.clip(samples, -1, 1), SAMPLE_RATE, subtype="PCM_16")
        self._send("transcribe", job=_JOB, recording=str(path), beam_size=self._beam_size)
        texts = []
        for event in self._read_events():
            if event["type"] == "segment":
                texts.append(event["segment"]["text"])
            elif event["type"] == "removed":
                self.n_removed += 1
            elif event["type"] == "done":
                break
        return " ".join(text.strip() for text in texts)

    def close(self) -> None:
        try:
            self._process.communicate(timeout=_STOP_S)  # the end of its input ends the engine
        except (subprocess.TimeoutExpired, OSError, ValueError):
            self._process.kill()
            self._process.wait()
        self._remove_files()

    def _remove_files(self) -> None:
        self._log.close()
        self._folder.cleanup()

    def _send(self, type_: str, **fields: Any) -> None:
        assert self._process.stdin is not None
        line = json.dumps({"v": PROTOCOL_VERSION, "type": type_, **fields}) + "\n"
        try:
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()
        except OSError as error:
            raise self._explain_death() from error

    def _read_events(self) -> Iterator[dict[str, Any]]:
        """Events until the caller stops; ScoringError for one of type `error`, or at the end."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            event = json.loads(line)
            if event["type"] == "error":
                raise ScoringError(
                    f"The app's engine cannot do this: {event['code']} {event.get('details', {})}. "
                    "`talskrift transcribe` says more about the model or the recording."
                )
            yield event
        raise self._explain_death()

    def _explain_death(self) -> ScoringError:
        status = self._process.wait()
        self._log.seek(0)
        last = self._log.read().strip().splitlines()[-1:] or ["it said nothing"]
        return ScoringError(
            f"The app's engine ended with status {status}: {last[0]}. The app must be installed "
            "beside the training room: pip install --editable '.[desktop,training]'."
        )
