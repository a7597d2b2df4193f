import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile

from training.features.manifest import Manifest, write_manifest
from training.features.shard import ShardWriter, StoredUtterance, describe_shard

WriteDataset = Callable[..., Path]


def tone(duration_s: float, rate: int = 16_000, pitch_hz: float = 220.0) -> np.ndarray:
    time_s = np.arange(round(duration_s * rate)) / rate
    return (0.3 * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)


def hash_files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def write_store(folder: Path, names: str, seed: int = 0) -> Path:
    """A store with a shard of eight noises for each letter of `names`."""
    for name in names:
        writer = ShardWriter(folder, name)
        rng = np.random.default_rng([seed, ord(name)])
        for i in range(8):
            audio = (rng.integers(-9000, 9000, 4000) / 32768).astype(np.float32)
            writer.add(StoredUtterance(f"{name}{i}", f"Brus {i}.", "röst", audio))
        writer.finish()
    shards = tuple(describe_shard(folder, name) for name in names)
    write_manifest(folder, Manifest({"seed": seed}, shards))
    return folder


@pytest.fixture
def write_dataset(tmp_path: Path) -> WriteDataset:
    """Makes an audiofolder of (text, speaker, samples) rows; each clip a 16 kHz WAV unless told."""

    def write(
        rows: Sequence[tuple[str, str, np.ndarray]], name: str = "dataset", rate: int = 16_000
    ) -> Path:
        folder = tmp_path / name
        (folder / "audio").mkdir(parents=True)
        lines = []
        for i, (text, speaker, samples) in enumerate(rows):
            file_name = f"audio/{i:05}.wav"
            soundfile.write(folder / file_name, samples, rate)
            line = {"file_name": file_name, "text": text, "speaker": speaker, "id": f"u{i}"}
            lines.append(json.dumps(line, ensure_ascii=False) + "\n")
        (folder / "metadata.jsonl").write_text("".join(lines), encoding="utf-8")
        return folder

    return write


@pytest.fixture
def small_dataset(write_dataset: WriteDataset) -> Path:
    """Twenty-five good utterances of half a second to three seconds by two speakers."""
    rows = [
        (f"Mening nummer {i}.", f"röst{i % 2}", tone(0.6 + 0.1 * i, pitch_hz=200 + 5 * i))
        for i in range(25)
    ]
    return write_dataset(rows)
