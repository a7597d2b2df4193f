"""Every kind of source goes into the feature pipeline by its path, without copies."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from training.__main__ import main
from training.corpus.source import SourceOptions, open_source
from training.errors import CorpusError
from training.features.cleaning import DropReason
from training.features.store import FeatureStore, Manifest

from .source_files import encode, make_common_voice, make_fleurs_rows, make_parquet, pack, tone
from .test_nst import make_nst

pytestmark = pytest.mark.slow

ROWS = [
    {"file_name": "a/1.wav", "text": 'Ett, "två" och tre.', "speaker": "åsa", "duration_s": 1.0},
    {"file_name": "a/2.wav", "text": "Fyra.", "speaker": "bo", "duration_s": 1.1},
]


def make_store(source: Path, out: Path, *options: str, split: str = "") -> Manifest:
    if split:
        options = (*options, "--split", split)
    assert main(["features", str(source), str(out), "--workers", "1", *options]) == 0
    return FeatureStore(out / split).manifest


def make_audio(folder: Path) -> Path:
    (folder / "a").mkdir(parents=True)
    for number, pitch_hz in ((1, 200.0), (2, 300.0)):
        data = encode(tone(0.9 + number / 10, pitch_hz=pitch_hz))
        (folder / "a" / f"{number}.wav").write_bytes(data)
    return folder


def write_metadata(folder: Path, kind: str) -> None:
    path = folder / f"metadata.{kind}"
    if kind == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    elif kind == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(ROWS[0]))
            writer.writeheader()
            writer.writerows(ROWS)
    else:
        pq.write_table(pa.Table.from_pylist(ROWS), path)


def test_audiofolders_of_all_metadata_give_one_store(tmp_path: Path) -> None:
    stores = []
    for kind in ("jsonl", "csv", "parquet"):
        write_metadata(make_audio(tmp_path / kind), kind)
        (utterance, _) = open_source(str(tmp_path / kind))[""].read(None)
        assert utterance.duration_s == 1.0
        stores.append(make_store(tmp_path / kind, tmp_path / f"store-{kind}"))
    assert stores[0] == stores[1] == stores[2]
    assert FeatureStore(tmp_path / "store-csv").texts() == [row["text"] for row in ROWS]


def test_faults_in_csv(tmp_path: Path) -> None:
    make_audio(tmp_path)
    (tmp_path / "metadata.csv").write_text(
        "file_name,transcription,speaker,duration_s\n"
        "a/1.wav,Hej.,,kort\n"
        "a/2.wav,Ett, två.,bo,1\n"
        "a/2.wav,Tre.,,\n"
    )
    manifest = make_store(tmp_path, tmp_path / "store")
    assert manifest.n_utterances == 1
    assert [fault.path for fault in manifest.faults] == ["metadata.csv"] * 2
    assert "line 2" in manifest.faults[0].detail and "duration_s" in manifest.faults[0].detail
    assert "line 3" in manifest.faults[1].detail and "Quote" in manifest.faults[1].detail


def test_the_apps_corrected_speech_as_the_format_describes_it(tmp_path: Path) -> None:
    (tmp_path / "audio").mkdir()
    (tmp_path / "audio" / "0001.flac").write_bytes(encode(tone(1.84), kind="FLAC"))
    (tmp_path / "audio" / "0002.flac").write_bytes(encode(tone(1.0), kind="FLAC"))
    (tmp_path / "metadata.jsonl").write_text(
        '{"file_name": "audio/0001.flac", "text": "God morgon, Åsa.", "speaker": "björn", '
        '"duration_s": 1.84, "id": "0001", "corrected": true}\n'
        '{"file_name": "audio/0002.flac", "text": ""}\n',
        encoding="utf-8",
    )
    make_store(tmp_path, tmp_path / "store")
    store = FeatureStore(tmp_path / "store")
    assert store.texts() == ["God morgon, Åsa.", ""]
    assert store.ids() == ["0001", "audio/0002.flac"]


def test_common_voice_packed_and_unpacked_give_the_same_speech(tmp_path: Path) -> None:
    language = make_common_voice(tmp_path)
    (language / "clips" / "common_voice_sv-SE_6.mp3").write_bytes(b"inget ljud")
    archive = pack(language, tmp_path / "cv.tar.gz")
    contents = []
    for name, source in (("packed", archive), ("folder", language)):
        manifest = make_store(source, tmp_path / name, split="validated")
        store = FeatureStore(tmp_path / name / "validated")
        contents.append({u.id: (u.text, u.speaker, u.audio.tobytes()) for u in store})
        assert manifest.dropped == {DropReason.UNREADABLE: 1}
        (fault,) = manifest.faults
        assert fault.path.endswith("common_voice_sv-SE_6.mp3")
        assert fault.detail.startswith("Format not recognised")
    assert contents[0] == contents[1] and len(contents[0]) == 3


def test_archive_gives_the_same_store_with_any_workers_and_when_run_again(tmp_path: Path) -> None:
    archive = pack(make_common_voice(tmp_path), tmp_path / "cv.tar.gz")
    options = ["--shard-size", "2"]
    one = make_store(archive, tmp_path / "one", *options, split="validated")
    assert len(one.shards) == 2
    two = [str(tmp_path / "two"), "--workers", "2", "--split", "validated", *options]
    assert main(["features", str(archive), *two]) == 0
    assert FeatureStore(tmp_path / "two" / "validated").manifest == one
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("one/**/*.parquet")}
    assert make_store(archive, tmp_path / "one", *options, split="validated") == one
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_default_splits_of_common_voice_leave_validated_out(tmp_path: Path) -> None:
    assert list(open_source(str(make_common_voice(tmp_path)))) == ["train", "validation", "test"]


def test_nst_and_parquet(tmp_path: Path) -> None:
    make_store(make_nst(tmp_path / "nst"), tmp_path / "from-nst", "--channel", "2")
    assert FeatureStore(tmp_path / "from-nst").texts()[0] == "Hej punkt"
    folder = tmp_path / "fleurs" / "sv_se" / "train"
    folder.mkdir(parents=True)
    (folder / "0000.parquet").write_bytes(make_parquet(make_fleurs_rows(6)))
    (folder / "0001.parquet").write_bytes(make_parquet(make_fleurs_rows(6, first=6)))
    options = ["--split", "train", "--shard-size", "5"]
    main(["features", str(tmp_path / "fleurs"), str(tmp_path / "store"), *options])
    store = FeatureStore(tmp_path / "store" / "train")
    assert store.texts() == [f"Mening nummer {n}." for n in range(12)]
    assert store.n_samples.tolist() == [round((1 + n / 20) * 16_000) for n in range(12)]


def test_audio_that_only_ffmpeg_reads(tmp_path: Path) -> None:
    make_audio(tmp_path)
    for suffix in ("m4a", "webm"):
        target = tmp_path / "a" / f"1.{suffix}"
        subprocess.run(
            ["ffmpeg", "-loglevel", "error", "-i", tmp_path / "a" / "1.wav", "-ac", "2", target],
            check=True,
        )
    lines = [
        {"file_name": f"a/1.{suffix}", "text": f"Ljud i {suffix}."} for suffix in ("m4a", "webm")
    ]
    (tmp_path / "metadata.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    make_store(tmp_path, tmp_path / "store")
    for utterance in FeatureStore(tmp_path / "store"):  # ffmpeg spreads mono at -3 dB
        assert utterance.audio.size == pytest.approx(16_000, abs=1500)
        assert abs(utterance.audio[4000:12_000]).max() == pytest.approx(0.21, abs=0.03)


def test_speakers_are_kept_apart_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_audio(tmp_path)
    names = [f"talare {number}" for number in range(30)]
    with (tmp_path / "metadata.jsonl").open("w", encoding="utf-8") as file:
        for number, name in enumerate(names):
            shutil.copy(tmp_path / "a" / "1.wav", tmp_path / f"{number}.wav")
            with (tmp_path / f"{number}.wav").open("ab") as audio:
                audio.write(bytes(number))  # no two files are equal
            row = {"file_name": f"{number}.wav", "text": f"Mening {number}.", "speaker": name}
            file.write(json.dumps(row) + "\n")
    out = tmp_path / "stores"
    assert main(["features", str(tmp_path), str(out), "--workers", "1", "--by-speaker", "0.2"]) == 0
    speakers = [set(FeatureStore(out / split).speakers()) for split in ("train", "test")]
    assert all(speakers) and not speakers[0] & speakers[1]

    language = make_common_voice(tmp_path / "cv")
    assert main(["features", str(language), str(out), "--by-speaker", "0.2"]) == 1
    assert "Choose the one to divide by speaker with --split" in capsys.readouterr().err


def test_what_is_no_source_is_told(tmp_path: Path) -> None:
    cases = {
        "saknas": "does not exist",
        "tom": "is no speech dataset.*docs/corpora.md",
        "packad": r"give .*nst\.tar\.gz",
        "brev.txt": r"give a folder, a \.tar\.gz of Common Voice",
        "metadata.csv": "Give the folder that it is in",
        "lager": "a feature store already",
    }
    (tmp_path / "tom").mkdir()
    (tmp_path / "packad").mkdir()
    (tmp_path / "packad" / "nst.tar.gz").write_bytes(b"")
    (tmp_path / "brev.txt").write_text("hej")
    (tmp_path / "metadata.csv").write_text("hej")
    (tmp_path / "lager" / "shards").mkdir(parents=True)
    (tmp_path / "lager" / "manifest.json").write_text("{}")
    for name, pattern in cases.items():
        with pytest.raises(CorpusError, match=pattern):
            open_source(str(tmp_path / name))


def test_split_that_is_not_there(tmp_path: Path) -> None:
    language = make_common_voice(tmp_path)
    with pytest.raises(CorpusError, match=r"no split dev.*It has: train, validation, test"):
        open_source(str(language), SourceOptions(splits=["dev"]))
