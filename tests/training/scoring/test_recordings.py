import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import soundfile

from training.features.pipeline import build_store
from training.scoring.errors import ScoringError
from training.scoring.recordings import read_field, read_recordings


def test_dataset_and_store_give_the_same_recordings(test_set: Path, tmp_path: Path) -> None:
    build_store(test_set, tmp_path / "store", n_workers=1, show_progress=False)
    from_dataset = read_recordings(test_set)
    from_store = read_recordings(tmp_path / "store")
    assert len(from_dataset) == 12
    for a, b in zip(from_dataset, from_store, strict=True):
        assert (a.id, a.text, a.n_samples) == (b.id, b.text, b.n_samples)
        assert a.load().size == a.n_samples
        np.testing.assert_array_equal(a.load(), b.load())


def test_limit(test_set: Path) -> None:
    assert [r.id for r in read_recordings(test_set, limit=2)] == ["u0", "u1"]


def test_length_is_counted_at_16_khz(test_set: Path) -> None:
    soundfile.write(test_set / "0.wav", np.zeros((44_100, 2)), 44_100)
    recording = read_recordings(test_set, limit=1)[0]
    assert recording.n_samples == recording.load().size == 16_000


def test_a_fault_stops_before_anything_is_decoded(test_set: Path) -> None:
    (test_set / "11.wav").write_text("inget ljud")
    with pytest.raises(ScoringError, match=r"11\.wav cannot be read"):
        read_recordings(test_set)


def test_a_long_recording_is_read_whole(test_set: Path) -> None:
    soundfile.write(test_set / "3.wav", np.full(2 * 44_100 * 35, 0.1, np.float32), 2 * 44_100)
    recording = read_recordings(test_set)[3]
    assert recording.n_samples == recording.load().size == 35 * 16_000


def test_speaker_is_known_from_both(test_set: Path, tmp_path: Path) -> None:
    lines = (test_set / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [{**json.loads(line), "speaker": "Åsa"} for line in lines]
    text = "".join(json.dumps(entry) + "\n" for entry in entries)
    (test_set / "metadata.jsonl").write_text(text, encoding="utf-8")
    build_store(test_set, tmp_path / "store", n_workers=1, show_progress=False)
    for dataset in (test_set, tmp_path / "store"):
        assert {recording.speaker for recording in read_recordings(dataset)} == {"Åsa"}


def write_metadata(folder: Path, suffix: str) -> list[str]:
    """The same three recordings with a level each, the last without one; their ids."""
    entries = [
        {"file_name": f"{i}.wav", "text": f"Ord {i}.", "snr_db": level}
        for i, level in enumerate([20, 5, None])
    ]
    (folder / "metadata.jsonl").unlink()
    path = folder / f"metadata{suffix}"
    if suffix == ".jsonl":
        path.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    elif suffix == ".csv":
        lines = ["file_name,text,snr_db", "0.wav,Ord,20", "1.wav,Ord,5", "2.wav,Ord,"]
        path.write_text("\n".join(lines))
    else:
        pq.write_table(pa.Table.from_pylist(entries), path)
    return [entry["file_name"] for entry in entries]


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_field_of_the_metadata(test_set: Path, suffix: str) -> None:
    ids = write_metadata(test_set, suffix)
    assert [recording.id for recording in read_recordings(test_set)] == ids
    assert read_field(test_set, "snr_db", ids[::-1]) == [None, 5, 20]
    with pytest.raises(ScoringError, match=r"no field 'snr'\. It has: file_name, snr_db, text"):
        read_field(test_set, "snr", ids)


def test_a_store_has_no_fields(test_set: Path, tmp_path: Path) -> None:
    build_store(test_set, tmp_path / "store", n_workers=1, show_progress=False)
    with pytest.raises(ScoringError, match="feature store"):
        read_field(tmp_path / "store", "snr_db", [])


def test_no_test_set(tmp_path: Path, test_set: Path) -> None:
    shutil.copytree(test_set, tmp_path / "corpus" / "test_voices")
    shutil.copytree(test_set, tmp_path / "corpus" / "train")
    (tmp_path / "corpus" / "manifest.json").write_text(json.dumps({}))
    with pytest.raises(ScoringError, match=r"several test sets; .*: test_voices, train"):
        read_recordings(tmp_path / "corpus")
    with pytest.raises(ScoringError, match="is no test set: expected"):
        read_recordings(tmp_path / "nowhere")
