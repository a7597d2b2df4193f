import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
import soundfile

import training
from training.corpus.source import open_source
from training.errors import TrainingError
from training.features.cleaning import DropReason
from training.features.decode import decode_audio
from training.features.pipeline import build_store
from training.features.plan import PipelineSettings
from training.features.shard import StoreError
from training.features.store import FeatureStore

from .conftest import WriteDataset, hash_files, tone

pytestmark = pytest.mark.slow

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(training.__file__).parents[1])}
SMALL_SHARDS = PipelineSettings(shard_size=10)


def build(dataset: Path, store: Path, n_workers: int = 1) -> FeatureStore:
    build_store(dataset, store, SMALL_SHARDS, n_workers=n_workers, show_progress=False)
    return FeatureStore(store)


def append_row(dataset: Path, **row: str) -> None:
    with (dataset / "metadata.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def test_dataset_becomes_a_store(small_dataset: Path, tmp_path: Path) -> None:
    store = build(small_dataset, tmp_path / "store")
    store.verify()
    assert store.texts() == [f"Mening nummer {i}." for i in range(25)]
    assert store.speakers()[:2] == ["röst0", "röst1"]
    assert store.n_samples.tolist() == [round((0.6 + 0.1 * i) * 16_000) for i in range(25)]
    assert len(store.manifest.shards) == 3
    assert store.manifest.settings["cleaning"]["max_duration_s"] == 30.0
    original = soundfile.read(small_dataset / "audio" / "00011.wav", dtype="float32")[0]
    np.testing.assert_array_equal(store[11].audio, original)


def test_workers_and_place_do_not_change_the_store(small_dataset: Path, tmp_path: Path) -> None:
    build(small_dataset, tmp_path / "one", n_workers=1)
    moved = small_dataset.rename(tmp_path / "flyttad")
    build(moved, tmp_path / "two", n_workers=2)
    assert hash_files(tmp_path / "one") == hash_files(tmp_path / "two")


def test_any_rate_and_channels_become_16_khz_mono(
    write_dataset: WriteDataset, tmp_path: Path
) -> None:
    wave = tone(2.0, rate=44_100)
    stereo = np.stack([wave, 0.5 * wave], axis=1)
    dataset = write_dataset([("En stereoton.", "", stereo)], rate=44_100)
    audio = build(dataset, tmp_path / "store")[0].audio
    assert audio.size == 32_000
    np.testing.assert_allclose(audio[2000:30_000], 0.75 * tone(2.0)[2000:30_000], atol=2e-3)


@pytest.mark.parametrize("suffix", ["mp3", "flac", "ogg"])
def test_formats(tmp_path: Path, suffix: str) -> None:
    soundfile.write(tmp_path / f"ton.{suffix}", tone(1.0, rate=48_000), 48_000)
    audio = decode_audio(tmp_path / f"ton.{suffix}", max_duration_s=30)
    assert 16_000 <= audio.size <= 17_500
    assert np.abs(audio[2000:14_000]).max() == pytest.approx(0.3, abs=0.03)


def test_small_mono_files_are_stored_as_they_are(
    write_dataset: WriteDataset, tmp_path: Path
) -> None:
    """Nothing is lost twice, and FLAC of what was an MP3 would be several times as large."""
    dataset = write_dataset([("En ton i wav.", "a", tone(1.0))])
    noise = 0.1 * np.random.default_rng(0).standard_normal(96_000).astype(np.float32)
    compact = {"mp3": ("MP3", None), "vorbis.ogg": ("OGG", "VORBIS"), "opus.ogg": ("OGG", "OPUS")}
    for i, (name, (form, subtype)) in enumerate(compact.items()):
        path, samples = dataset / "audio" / name, np.roll(noise, 1000 * i)
        soundfile.write(path, samples, 48_000, subtype, format=form, compression_level=0.9)
        append_row(dataset, file_name=f"audio/{name}", text=f"Brus i {name}.", id=name)
    for name, samples, level in (
        ("stereo.mp3", np.stack([noise, 0.5 * noise], axis=1), 0.9),
        ("large.mp3", noise, 0.0),
    ):
        path = dataset / "audio" / name
        soundfile.write(path, samples, 48_000, format="MP3", compression_level=level)
        append_row(dataset, file_name=f"audio/{name}", text=f"Brus i {name}.", id=name)

    store = build(dataset, tmp_path / "store")
    [shard] = store.manifest.shards
    stored = pq.read_table(store.folder / "shards" / f"{shard.name}.parquet").to_pylist()
    assert len(stored) == len(store) == 6
    for utterance, row in zip(store, stored):
        path = dataset / "audio" / (row["id"] if row["id"] != "u0" else "00000.wav")
        assert (row["audio"] == path.read_bytes()) == (row["id"] in compact)
        assert (row["audio"][:4] == b"fLaC") == (row["id"] not in compact)
        assert utterance.audio.size == row["n_samples"]
        original = np.clip(decode_audio(path, max_duration_s=31), -1, 1)
        atol = 0 if row["id"] in compact else 2**-16
        np.testing.assert_allclose(utterance.audio, original, atol=atol, rtol=0)


def test_what_is_left_out_is_counted_and_faults_are_listed(
    write_dataset: WriteDataset, tmp_path: Path
) -> None:
    good = tone(1.0)
    dataset = write_dataset(
        [
            ("Bra mening.", "a", good),
            ("Bra mening.", "a", tone(1.0, pitch_hz=300)),
            ("Bra mening.", "b", tone(1.0, pitch_hz=310)),
            ("Samma ljud.", "a", good),
            ("...", "a", tone(1.0, pitch_hz=320)),
            ("Kort.", "a", tone(0.1)),
            ("Lång.", "a", tone(31.0)),
            ("x" * 200, "a", tone(1.0, pitch_hz=330)),
            ("Å.", "a", tone(9.0)),
            ("Inget ljud.", "a", np.zeros(16_000, np.float32)),
            ("", "a", np.zeros(24_000, np.float32)),
            ("Trasig.", "a", tone(1.0, pitch_hz=340)),
            ("Utan namn.", "", tone(1.0, pitch_hz=350)),
            ("Utan namn.", "", tone(1.0, pitch_hz=360)),
        ]
    )
    (dataset / "audio" / "00011.wav").write_text("Det här är text.", encoding="utf-8")
    store = build(dataset, tmp_path / "store")
    assert store.ids() == ["u0", "u2", "u10", "u12", "u13"]
    assert store.texts()[2] == ""
    assert store.manifest.dropped == {
        DropReason.DUPLICATE_TEXT: 1,
        DropReason.DUPLICATE_AUDIO: 1,
        DropReason.NO_WORDS: 1,
        DropReason.TOO_SHORT: 1,
        DropReason.TOO_LONG: 1,
        DropReason.TOO_FAST: 1,
        DropReason.TOO_SLOW: 1,
        DropReason.EMPTY_AUDIO: 1,
        DropReason.UNREADABLE: 1,
    }
    assert [fault.path for fault in store.manifest.faults] == ["audio/00011.wav"]
    assert store.manifest.faults[0].detail == "Format not recognised."
    told = json.loads((tmp_path / "store" / "manifest.json").read_text(encoding="utf-8"))
    assert told["dropped"]["too short"] == 1 and told["n_utterances"] == 5


def test_faulty_lines_and_missing_files_are_listed(small_dataset: Path, tmp_path: Path) -> None:
    (small_dataset / "audio" / "00003.wav").unlink()
    with (small_dataset / "metadata.jsonl").open("a", encoding="utf-8") as file:
        file.write("{trasig\n")
    store = build(small_dataset, tmp_path / "store")
    assert len(store) == 24
    assert store.manifest.dropped == {DropReason.FAULTY_LINE: 2}
    faults = store.manifest.faults
    assert [fault.path for fault in faults] == ["metadata.jsonl"] * 2
    assert "audio/00003.wav" in faults[0].detail and faults[0].detail.startswith("line 4: ")
    assert str(tmp_path) not in faults[1].detail


def test_names_that_are_no_unicode_do_no_harm(write_dataset: WriteDataset, tmp_path: Path) -> None:
    dataset = write_dataset([("Hej.", "a", tone(1.0))])
    soundfile.write(dataset / "b.wav", tone(1.1), 16_000)
    with (dataset / "metadata.jsonl").open("a") as file:
        file.write('{"file_name": "b.wav", "text": "H\\ud800ej.", "speaker": "\\ud800"}\n')
    store = build(dataset, tmp_path / "store")
    assert store.texts() == ["Hej.", "Hej."] and store.speakers() == ["a", "?"]


def test_nothing_usable_is_an_error_that_says_why(
    write_dataset: WriteDataset, tmp_path: Path
) -> None:
    dataset = write_dataset([("Hej.", "a", tone(1.0)), ("...", "a", tone(1.0))])
    (dataset / "audio" / "00000.wav").write_bytes(b"")
    with pytest.raises(TrainingError, match=r"Not one utterance .* audio/00000\.wav"):
        build(dataset, tmp_path / "store")
    with pytest.raises(StoreError):
        FeatureStore(tmp_path / "store")


def test_empty_dataset_and_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="is no speech dataset"):
        open_source(str(tmp_path))
    (tmp_path / "metadata.jsonl").write_text("")
    with pytest.raises(TrainingError):
        build(tmp_path, tmp_path / "store")


def test_second_run_makes_only_what_changed(small_dataset: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    shards = folder / "shards"
    first = build(small_dataset, folder)
    times = {path.name: path.stat().st_mtime_ns for path in shards.iterdir()}

    build(small_dataset, folder)
    assert {path.name: path.stat().st_mtime_ns for path in shards.iterdir()} == times

    soundfile.write(small_dataset / "audio" / "new.wav", tone(1.1), 16_000)
    append_row(small_dataset, file_name="audio/new.wav", text="En till.", id="new")
    grown = build(small_dataset, folder)
    assert len(grown) == 26
    kept = {f"{shard.name}.parquet" for shard in first.manifest.shards[:2]}
    assert {p.name for p in shards.iterdir() if times.get(p.name) == p.stat().st_mtime_ns} == kept
    assert len(list(shards.iterdir())) == 3


def test_altered_or_missing_shard_is_made_again(small_dataset: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = build(small_dataset, folder)
    whole = hash_files(folder)
    paths = [folder / "shards" / f"{shard.name}.parquet" for shard in store.manifest.shards]
    paths[0].unlink()
    content = bytearray(paths[1].read_bytes())
    content[1000] ^= 0xFF
    paths[1].write_bytes(content)
    os.truncate(paths[2], 100)
    build(small_dataset, folder)
    assert hash_files(folder) == whole


def test_store_that_cannot_be_written(small_dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        build(small_dataset, tmp_path / "file" / "store")


@pytest.mark.slow
def test_killed_run_goes_on_to_the_same_store(write_dataset: WriteDataset, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = [(f"Brus {i}.", "a", 0.1 * rng.standard_normal(48_000)) for i in range(400)]
    dataset = write_dataset(rows)
    build(dataset, tmp_path / "undisturbed")

    folder = tmp_path / "store"
    program = (
        "from pathlib import Path; import sys\n"
        "from training.features.pipeline import build_store\n"
        "from training.features.plan import PipelineSettings\n"
        "if __name__ == '__main__':\n"
        "    dataset, store = map(Path, sys.argv[1:])\n"
        "    build_store(dataset, store, PipelineSettings(shard_size=10), n_workers=2)\n"
    )
    script = tmp_path / "build.py"
    script.write_text(program)
    n_before = 0
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, script, dataset, folder],
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            start_new_session=True,
        )
        wait_for_shards(folder / "shards", n_before + 5, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        wait_until_gone(process.pid)
        n_before = count_shards(folder / "shards")
        assert 5 <= n_before < 40
        assert not (folder / "manifest.json").exists()

    build(dataset, folder)
    assert hash_files(folder) == hash_files(tmp_path / "undisturbed")


@pytest.mark.slow
def test_interrupted_run_ends_in_a_sentence(write_dataset: WriteDataset, tmp_path: Path) -> None:
    noise = 0.1 * np.random.default_rng(0).standard_normal(48_000)
    dataset = write_dataset([(f"Brus {i}.", "a", np.roll(noise, i)) for i in range(400)])
    folder = tmp_path / "store"
    command = [sys.executable, "-m", "training", "features", dataset, folder, "--shard-size", "4"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True, env=ENVIRONMENT
    )
    wait_for_shards(folder / "shards", 5, process)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in told and "goes on from here" in told
    wait_until_gone(process.pid)


def count_shards(shards: Path) -> int:
    return len(list(shards.glob("*.parquet")))


def wait_for_shards(shards: Path, n_wanted: int, process: subprocess.Popen[Any]) -> None:
    while count_shards(shards) < n_wanted:
        assert process.poll() is None, "the run ended before it could be killed"
        time.sleep(0.005)


def wait_until_gone(session: int) -> None:
    """Workers end by themselves when their parent is killed; pytest's timeout bounds the wait."""
    while True:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
