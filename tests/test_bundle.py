"""The one-folder app that PyInstaller builds: it starts, transcribes, and carries no torch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_THE_APPS = ("torch", "transformers", "pandas", "pyarrow", "datasets", "tkinter", "training")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that build.spec makes, moved where its user may have it: Åsa's own folder."""
    build = tmp_path_factory.mktemp("bundle")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--distpath", str(build / "dist"), "--workpath", str(build / "work")]
    subprocess.run([*command, str(ROOT / "build.spec")], check=True, cwd=ROOT, timeout=500)
    home = build / "Åsa Björk"
    home.mkdir()
    return Path(shutil.move(build / "dist" / "talskrift", home / "talskrift"))


def run_bundle(bundle: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the bundle with nothing of this checkout or its environment in reach."""
    env = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    env |= {
        "HOME": str(bundle.parent),
        "TALSKRIFT_HOME": str(bundle.parent / "hem"),
        "LANG": "C.UTF-8",
    }
    return subprocess.run(
        [bundle / "talskrift", *args],
        cwd=bundle.parent,
        env=env,
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
    said = (ROOT / "assets" / "sample" / "sample.txt").read_text(encoding="utf-8").lower()
    heard = result.stdout.lower().split()
    assert sum(word.strip(".,") in said for word in heard) >= len(said.split()) / 2
