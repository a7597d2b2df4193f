"""The engine process: `python -m desktop.engine`. Standard input and output carry the protocol."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from importlib import metadata
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO

from desktop.engine.import_folder import remove_stale_folders
from desktop.engine.protocol import MAX_LINE_BYTES, LoadModel
from desktop.engine.server import EngineServer, LoadedModel
from desktop.offline import refuse_connections

if TYPE_CHECKING:
    from desktop.engine.detector import ProbabilityEstimator

LAST_UTTERANCE_S = 5.0  # that an engine whose window is gone may still take to stop


def main(argv: list[str] | None = None) -> int:
    """Runs the engine until its input ends or it is told to shut down; returns its exit status."""
    if argv if argv is not None else sys.argv[1:]:
        print("usage: python -m desktop.engine (see docs/engine-protocol.md)", file=sys.stderr)
        return 2
    return run_engine(load_model, make_estimator)


def run_engine(
    load_model: Callable[[LoadModel], LoadedModel],
    make_estimator: Callable[[], ProbabilityEstimator],
) -> int:
    """Runs an engine with these parts on the pipes of this process."""
    refuse_connections()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever drives the engine
    commands, events = take_over_pipes()

    def write_line(line: bytes) -> None:
        try:
            events.write(line)
            events.flush()
        except OSError:
            server.stop()  # nobody reads any more

    server = EngineServer(write_line, load_model, make_estimator, find_app_version())
    remove_stale_folders()
    Thread(target=read_commands, args=(commands, server), name="commands", daemon=True).start()
    server.run()
    return 0


def take_over_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The protocol's two ends. Whatever a library prints afterwards goes to standard error."""
    commands = os.fdopen(os.dup(0), "rb")
    events = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return commands, events


def read_commands(commands: BinaryIO, server: EngineServer) -> None:
    """Hands the server line after line, and stops it when there are no more."""
    with contextlib.suppress(OSError):
        while line := commands.readline(MAX_LINE_BYTES):
            if line.strip():
                server.take_line(line)
    server.end_input()
    if server.is_stopping:  # and not in the middle of a long utterance for nobody
        time.sleep(LAST_UTTERANCE_S)
        os._exit(0)


def load_model(command: LoadModel) -> LoadedModel:
    """Checks and loads a model. Raises ModelError, EngineError."""
    from desktop.models.model_folder import open_model_folder

    info = open_model_folder(command.folder, command.verify)
    from desktop.engine.cores import count_fast_cores
    from desktop.engine.recognizer import Recognizer
    from desktop.engine.threads import measure_threads

    n_cores = count_fast_cores()
    n_threads = min(command.threads or measure_threads(info, n_cores), n_cores)
    return Recognizer(info, n_threads, n_workers=n_cores // n_threads)


def make_estimator() -> ProbabilityEstimator:
    """Loads the speech detector."""
    from desktop.engine.detector import SpeechEstimator

    return SpeechEstimator()


def find_app_version() -> str:
    """The installed version, empty where none is installed."""
    try:
        return metadata.version("talskrift")
    except metadata.PackageNotFoundError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
