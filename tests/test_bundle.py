"""The one-folder app that PyInstaller builds: it starts, transcribes, and carries no torch."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_THE_APPS = ("torch", "transformers", "pandas", "pyarrow", "datasets", "tkinter", "training")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that build.spec makes, moved where its user may have it: Åsa's own folder."""
    build = tmp_path_factory.mktemp("bundle")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--distpath", str(build / "dist"), "--workpath", str(build / "work")]
    subprocess.run([*command, str(ROOT / "build.spec")], check=True, cwd=ROOT, timeout=500)
    home = build / "Åsa Björk"
    home.mkdir()
    yield Path(shutil.move(build / "dist" / "talskrift", home / "talskrift"))
    shutil.rmtree(build)  # half a gigabyte that pytest would keep


def make_environment(bundle: Path) -> dict[str, str]:
    """An environment with nothing of this checkout in reach."""
    env = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    home = {"HOME": str(bundle.parent), "TALSKRIFT_HOME": str(bundle.parent / "hem")}
    return env | home | {"LANG": "C.UTF-8"}


def run_bundle(bundle: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [bundle / "talskrift", *args],
        cwd=bundle.parent,
        env=make_environment(bundle),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_carries_no_training_package(bundle: Path) -> None:
    names = {path.name.lower() for path in bundle.rglob("*")}
    viewer = "PyInstaller.utils.cliutils.archive_viewer"
    command = [sys.executable, "-m", viewer, "--list", "--recursive", "--brief"]
    archive = subprocess.run(
        [*command, str(bundle / "talskrift")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    modules = {line.strip().strip("'\",") for line in archive.stdout.splitlines()}
    assert "desktop.engine" in modules  # the list is what we take it for
    for package in NOT_THE_APPS:
        assert package not in names
        assert not [m for m in modules if m == package or m.startswith(f"{package}.")]


def test_tells_its_version(bundle: Path) -> None:
    result = run_bundle(bundle, "--version")
    assert result.stdout == f"talskrift {metadata.version('talskrift')}\n"


def test_transcribes_the_sample_with_the_bundled_model(bundle: Path) -> None:
    result = run_bundle(bundle, "--self-check")
    assert result.returncode == 0, result.stderr
    sample = ROOT / "assets" / "sample" / "sample.txt"
    said = set(split_words(sample.read_text(encoding="utf-8")))
    assert len(said & set(split_words(result.stdout))) >= len(said) / 2


def test_carries_the_client_of_the_hub(bundle: Path) -> None:
    """Which refuses an address that is none, and needs no network for that."""
    job = {"type": "download", "model": "kb-whisper-tiny", "models_dir": str(bundle.parent / "m")}
    line = json.dumps(job | {"mirror": "ftp://hub.invalid"}) + "\n"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [bundle / "talskrift", "--models"]
    with subprocess.Popen(command, env=make_environment(bundle), **pipes) as process:  # type: ignore[call-overload]
        process.stdin.write(line)
        process.stdin.flush()
        event = json.loads(process.stdout.readline())
    assert (event["type"], event["code"]) == ("error", "download_no_connection")


def test_carries_the_guide_with_its_pictures(bundle: Path) -> None:
    for name in ("user-guide.md", "anvandarguide.md"):
        (guide,) = bundle.rglob(f"assets/docs/{name}")
        pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", guide.read_text("utf-8"))
        shown = [picture for picture in pictures if (ROOT / "docs" / picture).exists()]
        assert [picture for picture in shown if not (guide.parent / picture).exists()] == []


def ask_status(home: Path, port: int) -> dict[str, object]:
    """What the window's HTTP API says of it."""
    key = (home / "http-api-key").read_text().strip()
    headers = {"Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/status", headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return dict(json.load(answer))


def test_its_window_has_a_file_transcribed_and_answers_other_programs(bundle: Path) -> None:
    home = bundle.parent / "fönstrets hem"
    home.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    choices = {"format_version": 1, "http_api": True, "http_api_port": port}
    (home / "settings.json").write_text(json.dumps(choices))
    env = make_environment(bundle) | {"TALSKRIFT_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    sample = ROOT / "assets" / "sample" / "sample.flac"
    window = subprocess.Popen([bundle / "talskrift", str(sample)], env=env)
    try:
        deadline_s = time.monotonic() + 120
        while not (ended := find_job_end(home)) and time.monotonic() < deadline_s:
            assert window.poll() is None, "the window is gone"
            time.sleep(0.2)
        assert ended == "done"
        assert ask_status(home, port)["engine"] == "ready"
    finally:
        window.terminate()
        window.wait(30)


def split_words(text: str) -> list[str]:
    return [word.strip(".,") for word in text.lower().split()]


def find_job_end(home: Path) -> str:
    """How the one job of this home ended, from its journal; empty while it has not."""
    for journal in (home / "jobs").glob("*.jsonl"):
        for line in journal.read_text(encoding="utf-8").splitlines():
            if (kind := json.loads(line)["type"]) in ("done", "error", "cancelled"):
                return str(kind)
    return ""
