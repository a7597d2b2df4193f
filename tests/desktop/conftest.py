"""What the desktop's tests share: a model, a voice, and an engine with a made-up model."""

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop.audio.recording import RecordingWriter
from desktop.models.model_folder import MANIFEST, NEEDED_FILES
from desktop.paths import bundled_asset

os.environ["LC_ALL"] = "C.UTF-8"  # whatever the language of who runs them

FAKE_ENGINE = Path(__file__).parent / "engine" / "fake_engine.py"


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The starter model."""
    folder = bundled_asset("models", "starter")
    if not (folder / MANIFEST).exists():
        pytest.skip("the starter model is not in assets/models/starter")
    return folder


@pytest.fixture(scope="session")
def speech_wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two Swedish sentences with a second of silence between and around them, 16 kHz mono."""
    if not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng is not installed")
    folder = tmp_path_factory.mktemp("speech")
    parts = []
    for i, text in enumerate(
        ("God morgon, hur mår du i dag?", "Vi åker till stan och köper bröd.")
    ):
        wav = folder / f"{i}.wav"
        subprocess.run(["espeak-ng", "-v", "sv", "-w", wav, text], check=True)
        parts.append(wav)
    out = folder / "tal.wav"
    silence = ["-f", "lavfi", "-t", "1", "-i", "anullsrc=r=22050:cl=mono"]
    inputs = [*silence, "-i", parts[0], *silence, "-i", parts[1], *silence]
    join = "[0][1][2][3][4]concat=n=5:v=0:a=1"
    run_ffmpeg(*inputs, "-filter_complex", join, "-ar", "16000", "-ac", "1", str(out))
    return out


def run_ffmpeg(*args: object) -> None:
    if not shutil.which("ffmpeg"):
        pytest.skip("ffmpeg is not installed")
    subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, args)], check=True)


@pytest.fixture
def ffmpeg() -> Callable[..., None]:
    return run_ffmpeg


@pytest.fixture
def fake_engine() -> list[str]:
    """Starts a real engine process whose model is made up: its text tells what it was given."""
    return [sys.executable, str(FAKE_ENGINE)]


@pytest.fixture
def fake_model(tmp_path: Path) -> Path:
    """A model folder in good order, whose files hold nothing a model would."""
    return make_model_folder(tmp_path / "modell åäö")


def make_model_folder(folder: Path) -> Path:
    folder.mkdir()
    files = {}
    for name in NEEDED_FILES:
        content = name.encode() * 100
        (folder / name).write_bytes(content)
        files[name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    manifest = {
        "format_version": 1,
        "name": "Påhittad",
        "languages": ["sv"],
        "base": None,
        "licence": "Apache-2.0",
        "quantization": "int8",
        "n_mels": 80,
        "dynamic_context": True,
        "description": {"sv": "En modell för prov", "en": "A model for tests"},
        "scores": [],
        "files": files,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    return folder


@pytest.fixture(scope="session")
def make_tiny_whisper() -> Callable[..., Path]:
    """Makes a real model folder in a moment, whose model says given words of every utterance."""
    return load_module(Path(__file__).with_name("tiny_whisper.py")).make_tiny_whisper


@pytest.fixture(scope="session")
def tiny_whisper(
    make_tiny_whisper: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A model that always says "Det här är ett prov."."""
    folder = tmp_path_factory.mktemp("modeller") / "liten modell å"
    return make_tiny_whisper(folder, ["Det", "här", "är", "ett", "prov."])


@pytest.fixture
def make_recording(tmp_path: Path) -> Callable[..., Path]:
    """Writes float samples as a finished recording."""

    def make(samples: NDArray[np.float32], name: str = "tal.wav") -> Path:
        writer = RecordingWriter(tmp_path / name, source="prov")
        writer.append((samples * 32767).astype(np.int16))
        writer.finish()
        return writer.path

    return make


def load_module(path: Path) -> Any:
    """The module in a file that no import finds: tests are no packages."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def virtual_microphone() -> Iterator[Any]:
    """A microphone made of PulseAudio, which plays what a test wants (virtual_microphone.py)."""
    module = load_module(Path(__file__).parents[1] / "virtual_microphone.py")
    missing = module.list_missing_programs()
    if missing:
        pytest.fail(f"install pulseaudio and pulseaudio-utils (missing: {', '.join(missing)})")
    with (
        tempfile.TemporaryDirectory(prefix="vmic-") as folder,
        module.VirtualMicrophone(Path(folder)) as microphone,
    ):
        yield microphone


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 512 kB, in a folder of its own."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a disk")
    folder = tmp_path / "liten disk"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", "size=512k", "tmpfs"]
    mounted = subprocess.run(["mount", *options, folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill_disk(folder: Path) -> None:
    """Takes all the room that is left on the disk of this folder."""
    with (folder / "fyllnad").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    assert shutil.disk_usage(folder).free == 0


@pytest.fixture
def fill() -> Callable[[Path], None]:
    return fill_disk


@pytest.fixture
def make_bursts() -> Callable[..., NDArray[np.float32]]:
    """Sound from a score: pairs of seconds of tone and seconds of silence."""

    def make(*score: tuple[float, float]) -> NDArray[np.float32]:
        parts = []
        for tone_s, silence_s in score:
            times = np.arange(int(tone_s * 16_000)) / 16_000
            parts.append(0.3 * np.sin(2 * np.pi * 220 * times))
            parts.append(np.zeros(int(silence_s * 16_000)))
        return np.concatenate(parts).astype(np.float32)

    return make


@pytest.fixture
def steady_engine() -> list[str]:
    """Starts the real engine, whose live text is the same at every run (steady_engine.py)."""
    return [sys.executable, str(Path(__file__).parent / "faults" / "steady_engine.py")]
