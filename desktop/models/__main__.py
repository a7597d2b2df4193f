"""The process that downloads, imports and measures models: `python -m desktop.models`.

One job a process. The first line of standard input says what to do (docs/models.md); when that
input ends, the job stops and what has been downloaded is kept. Events go to standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any, BinaryIO

from desktop.engine.protocol import MAX_LINE_BYTES, encode_line
from desktop.errors import DownloadError, RecordingError, TalskriftError
from desktop.offline import is_asked, refuse_where_asked
from desktop.paths import bundled_asset

REPORT_EVERY_S = 0.2
LAST_MOMENT_S = 1.0  # that a job which is told to stop may still take
EXIT_USAGE = 2

Emit = Callable[..., None]


def main(argv: list[str] | None = None) -> int:
    """Do the one job; returns the exit status."""
    if argv if argv is not None else sys.argv[1:]:
        print("usage: python -m desktop.models (see docs/models.md)", file=sys.stderr)
        return EXIT_USAGE
    refuse_where_asked()
    stopped = Event()
    commands, emit = open_pipes(stopped)
    try:
        job = json.loads(commands.readline(MAX_LINE_BYTES))
        do = {
            "download": download_model,
            "import": import_one,
            "measure": measure_model,
            "download_speakers": download_speaker_models,
            "import_speakers": import_speaker_models,
        }[job["type"]]
    except (ValueError, KeyError, TypeError):
        print("no such job", file=sys.stderr)
        return EXIT_USAGE
    Thread(target=wait_for_stop, args=(commands, stopped), daemon=True).start()
    try:
        do(job, emit, stopped)
    except TalskriftError as error:
        emit("error", code=error.code, details=error.details)
    except OSError as error:
        failed = RecordingError("folder_not_writable", path=str(error.filename or ""))
        emit("error", code=failed.code, details=failed.details)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        emit("error", code="download_failed", details={"reason": reason})
    return 0


def open_pipes(stopped: Event) -> tuple[BinaryIO, Emit]:
    """Where the job comes from, and what tells its events; where nobody listens, it is stopped."""
    commands, events = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no event

    def emit(kind: str, **fields: Any) -> None:
        try:
            events.write(encode_line(kind, **fields))
            events.flush()
        except OSError:
            stopped.set()  # nobody listens any more

    return commands, emit


def wait_for_stop(commands: BinaryIO, stopped: Event) -> None:
    """Stop the job when the input ends, and the process should the job hang on."""
    while commands.readline(MAX_LINE_BYTES):
        pass
    stopped.set()
    time.sleep(LAST_MOMENT_S)
    os._exit(0)


def download_model(job: dict[str, Any], emit: Emit, stopped: Event) -> None:
    """Fields: `model` (its id), `models_dir`, `offline`, `mirror`, `proxy`."""
    if job.get("offline") or is_asked():  # before the client is even imported
        raise DownloadError("download_offline")
    from desktop.models.catalogue import find_model
    from desktop.models.download import download
    from desktop.models.hub import Hub, Network
    from desktop.network import Stopped

    model = find_model(str(job["model"]))
    if model is None:
        raise DownloadError("download_failed", reason=str(job["model"]))
    report = Reporter(emit)
    network = Network(mirror=job.get("mirror"), proxy=job.get("proxy"))
    try:
        hub = Hub(network, is_stopped=stopped.is_set)
        folder = download(model, Path(job["models_dir"]), hub, report.tell)
    except Stopped:
        emit("stopped")
    else:
        emit("done", folder=str(folder))


def import_one(job: dict[str, Any], emit: Emit, stopped: Event) -> None:
    """Fields: `source` (a folder or zip file), `models_dir`."""
    from desktop.models.import_model import import_model

    report, models_dir = Reporter(emit), Path(job["models_dir"])
    folder = import_model(
        Path(job["source"]), models_dir, lambda *n: report.tell("import", *n), stopped.is_set
    )
    if folder is None:
        emit("stopped")
    else:
        emit("done", folder=str(folder))


def download_speaker_models(job: dict[str, Any], emit: Emit, stopped: Event) -> None:
    """Fields: `folder`, `offline`, `mirror`, `proxy`."""
    if job.get("offline") or is_asked():
        raise DownloadError("download_offline")
    from desktop.models.hub import Hub, Network
    from desktop.models.speaker_models import download_speakers
    from desktop.network import Stopped

    network = Network(mirror=job.get("mirror"), proxy=job.get("proxy"))
    try:
        hub = Hub(network, is_stopped=stopped.is_set)
        download_speakers(Path(job["folder"]), hub, Reporter(emit).tell)
    except Stopped:
        emit("stopped")
    else:
        emit("done", folder=job["folder"])


def import_speaker_models(job: dict[str, Any], emit: Emit, stopped: Event) -> None:
    """Fields: `source` (a folder or zip file), `folder`."""
    from desktop.models.speaker_models import import_speakers

    import_speakers(Path(job["source"]), Path(job["folder"]))
    emit("done", folder=job["folder"])


def measure_model(job: dict[str, Any], emit: Emit, stopped: Event) -> None:
    """Fields: `folder`, `models_dir`; `engine`, the command that starts one, if another."""
    from desktop.models.measure import measure, remember_speed
    from desktop.models.model_folder import read_model_info

    info = read_model_info(Path(job["folder"]))
    sample = bundled_asset("sample", "sample.flac")
    measured = measure(info, sample, job.get("engine"))
    if not stopped.is_set():
        remember_speed(Path(job["models_dir"]), info, measured)
        emit("done", folder=str(info.folder), speed=measured.speed)


class Reporter:
    """Tells how far a job is, a few times a second and at the end of each stage."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._told_s = 0.0

    def tell(self, stage: str, n_bytes: int, n_total: int) -> None:
        now_s = time.monotonic()
        if now_s - self._told_s >= REPORT_EVERY_S or n_bytes >= n_total > 0:
            self._told_s = now_s
            self._emit("progress", stage=stage, n_bytes=n_bytes, n_total=n_total)


if __name__ == "__main__":
    sys.exit(main())
