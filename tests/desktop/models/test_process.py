"""The process that downloads, imports and measures, driven as the window drives it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop.engine_process import models_command
from desktop.models.catalogue import find_model
from desktop.models.measure import load_speeds
from desktop.models.model_folder import open_model_folder, read_model_info
from desktop.models.unfinished import find_part
from desktop.network import SYNC_BYTES

MODEL_ID = "kb-whisper-tiny-strict"


@contextmanager
def start(command: list[str] | None = None, **job: Any) -> Iterator[subprocess.Popen]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen(command or models_command(), **pipes)  # type: ignore[call-overload]
    process.stdin.write(json.dumps(job).encode() + b"\n")
    process.stdin.flush()
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def read_events(process: subprocess.Popen) -> list[dict[str, Any]]:
    return [json.loads(line) for line in process.stdout]


def ask_for(hub, models_dir: Path) -> dict[str, Any]:
    return {"type": "download", "model": MODEL_ID, "models_dir": str(models_dir), "mirror": hub.url}


def test_a_download_tells_how_far_it_is(hub, tmp_path: Path) -> None:
    with start(**ask_for(hub, tmp_path)) as process:
        *progress, done = read_events(process)
        assert process.wait() == 0
    assert progress[-1]["type"] == "progress"
    assert progress[-1]["n_bytes"] == progress[-1]["n_total"]
    assert done["type"] == "done"
    info = open_model_folder(Path(done["folder"]), verify=True)
    assert info.name == find_model(MODEL_ID).name  # type: ignore[union-attr]


@pytest.mark.parametrize("end", ["pause", "kill"])
def test_a_paused_or_killed_download_goes_on_where_it_was(
    hub, tmp_path: Path, published: dict[str, bytes], end: str
) -> None:
    weights = hub.repos["KBLab/kb-whisper-tiny"]["strict"]
    # The weights of a model with a variable more, so large that there is something to go on from.
    weights["model.bin"] = enlarge(published["model.bin"], 12_000_000)
    hub.pace_s, size = 0.005, len(weights["model.bin"])
    part = find_part(tmp_path, MODEL_ID) / "model.bin"
    with start(**ask_for(hub, tmp_path)) as process:
        while not (part.exists() and part.stat().st_size > 6_000_000):
            assert process.stdout.readline(), "it ended too early"
        if end == "kill":
            process.kill()
        else:
            process.stdin.close()
            assert read_events(process)[-1]["type"] == "stopped"
        process.wait()
    had = part.stat().st_size
    assert had < size
    hub.pace_s = 0
    hub.requests.clear()
    with start(**ask_for(hub, tmp_path)) as process:
        assert read_events(process)[-1]["type"] == "done"
    (asked,) = {range_ for path, range_, _ in hub.requests if path.endswith("model.bin")}
    assert had - SYNC_BYTES <= int(asked.removeprefix("bytes=").rstrip("-")) < had
    open_model_folder(tmp_path / MODEL_ID, verify=True)


def enlarge(weights: bytes, n_more: int) -> bytes:
    """A model.bin with a variable more, of bytes."""
    header = weights.index(b"WhisperSpec\0") + len(b"WhisperSpec\0") + 4
    count = int.from_bytes(weights[header : header + 4], "little") + 1
    name = b"\x05\0more\0" + b"\x01" + n_more.to_bytes(4, "little") + b"\x01"
    first = header + 4
    return b"".join(
        (
            weights[:header],
            count.to_bytes(4, "little"),
            name + n_more.to_bytes(4, "little") + bytes(n_more),
            weights[first:],
        )
    )


def test_offline_no_socket_is_opened(hub, tmp_path: Path) -> None:
    job = ask_for(hub, tmp_path) | {"offline": True}
    (event,) = trace(job)
    assert (event["type"], event["code"]) == ("error", "download_offline")
    assert hub.requests == []
    assert list(tmp_path.iterdir()) == []


def test_an_import_opens_no_socket_either(tiny_whisper: Path, tmp_path: Path) -> None:
    job = {"type": "import", "source": str(tiny_whisper), "models_dir": str(tmp_path)}
    *_, done = trace(job)
    assert done["type"] == "done"


NO_SOCKETS = """
import os, runpy, sys
def refuse(event, args):
    if event.startswith("socket."):
        os._exit(99)
sys.addaudithook(refuse)
runpy.run_module("desktop.models", run_name="__main__")
"""


def trace(job: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of a job in a process that dies of the first socket."""
    with start([sys.executable, "-c", NO_SOCKETS], **job) as process:
        events = read_events(process)
        assert process.wait() == 0
    return events


def test_the_hook_that_the_two_before_rely_on_works(hub, tmp_path: Path) -> None:
    with start([sys.executable, "-c", NO_SOCKETS], **ask_for(hub, tmp_path)) as process:
        assert read_events(process) == []
        assert process.wait() == 99
    assert hub.requests == []


def test_a_model_is_measured_in_the_engine(tiny_whisper: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny_whisper, tmp_path / "en modell å")
    job = {"type": "measure", "folder": str(folder), "models_dir": str(tmp_path / "models")}
    with start(**job) as process:
        *_, done = read_events(process)
    assert done["type"] == "done", done
    measured = load_speeds(tmp_path / "models")[read_model_info(folder).files["model.bin"].sha256]
    assert measured.speed == done["speed"] > 1
    if sys.platform == "linux":
        assert measured.memory_bytes is not None
        assert 50_000_000 < measured.memory_bytes < 2_000_000_000


def test_what_cannot_be_done_is_told(tmp_path: Path) -> None:
    for job, code in (
        ({"type": "download", "model": "none", "models_dir": str(tmp_path)}, "download_failed"),
        ({"type": "measure", "folder": str(tmp_path), "models_dir": "x"}, "not_a_model"),
        ({"type": "import", "source": "/none", "models_dir": str(tmp_path)}, "import_not_found"),
    ):
        with start(**job) as process:
            (event,) = read_events(process)
        assert (event["type"], event["code"]) == ("error", code)


def test_speeds_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    for text in ("", "[]", '{"a": 1}', '{"a": {"speed": "x"}}', '{"a": {"speed": 0}}'):
        (tmp_path / "speeds.json").write_text(text)
        assert load_speeds(tmp_path) == {}
