"""Starts the engine process and talks to it, for programs without a window. Knows no Qt."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from desktop.engine.events import parse_event
from desktop.engine.protocol import VERSION, encode_line
from desktop.errors import EngineError, error_from_code

STOP_TIMEOUT_S = 10.0


def engine_command() -> list[str]:
    """The command line that starts the engine: the bundle's own executable, or Python."""
    return _command("--engine", "desktop.engine")


def models_command() -> list[str]:
    """The command line that starts the process which downloads, imports and measures models."""
    return _command("--models", "desktop.models")


def fetching_command() -> list[str]:
    """The command line that starts the process which fetches media files from the web."""
    return _command("--fetching", "desktop.fetching")


def self_check_command() -> list[str]:
    """The command line that has the engine transcribe the bundled sample."""
    command = _command("--self-check", "desktop")
    return command if getattr(sys, "frozen", False) else [*command, "--self-check"]


def voices_command() -> list[str]:
    """The command line that starts the process which tells the voices of a recording apart."""
    return _command("--find-voices", "desktop.engine.find_voices")


def _command(option: str, module: str) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, option]
    return [sys.executable, "-m", module]


class EngineProcess:
    """A running engine. Blocking; for one thread. Raises EngineError: engine_failed.

    The engine's log goes nowhere unless the environment variable TALSKRIFT_DEBUG is set.
    """

    def __init__(self, command: list[str] | None = None) -> None:
        try:
            self._process = subprocess.Popen(
                command or engine_command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if os.environ.get("TALSKRIFT_DEBUG") else subprocess.DEVNULL,
            )
        except OSError as error:
            raise EngineError("engine_failed", reason=str(error)) from error

    @property
    def status(self) -> int | None:
        """The exit status, None while it runs."""
        return self._process.poll()

    def send(self, kind: str, **fields: Any) -> None:
        """Sends one command. Raises EngineError: engine_died."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(encode_line(kind, **fields))
            self._process.stdin.flush()
        except OSError as error:
            raise EngineError("engine_died") from error

    def read_events(self) -> Iterator[dict[str, Any]]:
        """The events, as they come. Raises EngineError: engine_died when there are no more."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.endswith(b"\n"):
                break  # it died over this one
            event = parse_event(line)
            if event is None:
                raise _explain(line)
            yield dict(event)
        raise EngineError("engine_died", status=self._process.wait())

    def wait_for(self, kind: str) -> dict[str, Any]:
        """The next event of that type. Raises what an error event before it says."""
        for event in self.read_events():
            if event["type"] == kind:
                return event
            _raise_error(event)
        raise EngineError("engine_died")

    def read_job_events(self, job: str) -> Iterator[dict[str, Any]]:
        """The events of one job, up to its end. Raises the error that it ends with."""
        for event in self.read_events():
            if event.get("job") not in (job, None):
                continue
            _raise_error(event)
            yield event
            if event["type"] in ("done", "cancelled"):
                return

    def stop(self) -> None:
        """Ends the engine, whatever it is doing, and waits until it is gone."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(OSError):  # it may be gone already
            process.stdin.close()  # the engine's sign to stop
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def __enter__(self) -> EngineProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _explain(line: bytes) -> EngineError:
    """What is wrong with a line that is no event."""
    try:
        version = json.loads(line)["v"]
    except (ValueError, TypeError, KeyError, RecursionError):
        version = VERSION
    if version != VERSION:
        return EngineError("engine_wrong_version", version=version)
    return EngineError("engine_malformed_line", line=line[:200].decode("utf-8", "replace"))


def _raise_error(event: dict[str, Any]) -> None:
    if event["type"] == "error":
        raise error_from_code(event["code"], event["details"])
