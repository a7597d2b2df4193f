"""Corpora on disk: what they hold, that runs repeat and resume, and what is refused."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from training.corpus import wordlist
from training.corpus.audiofolder import read_audiofolder
from training.corpus.plan import CorpusPlan
from training.corpus.synthesise import SynthesisOptions, synthesise_corpus, synthesise_utterance
from training.corpus.voices import DEFAULT_VOICE, TEST_VOICES
from training.errors import CorpusError

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "training", "corpus", "synthesise"]
SMALL = ["--validation", "2", "--test", "2"]


def read_metadata(split: Path) -> list[dict[str, Any]]:
    lines = (split / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def read_files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_corpus_reads_as_speech_datasets(small_corpus: Path) -> None:
    for split, count in {"train": 60, "validation": 12, "test_default": 12}.items():
        utterances = list(read_audiofolder(small_corpus / split))
        assert [u.id for u in utterances] == [f"{split}-{i:07d}" for i in range(count)]


def test_audio_is_16_khz_mono_flac_as_long_as_it_says(small_corpus: Path) -> None:
    for split in ("train", "test_default", "test_voices", "validation"):
        for line in read_metadata(small_corpus / split):
            with soundfile.SoundFile(small_corpus / split / line["file_name"]) as audio:
                assert (audio.format, audio.subtype) == ("FLAC", "PCM_16")
                assert (audio.samplerate, audio.channels) == (16_000, 1)
                samples = audio.read()
            assert line["duration_s"] == pytest.approx(samples.size / 16_000, abs=1e-4)
            assert 0.4 < line["duration_s"] < 29
            if line["kind"] != "silence":
                assert np.abs(samples).max() > 0.05
                assert len(line["text"].split()) == line["n_words"]
            else:
                assert line["text"] == ""
                assert line["speaker"] is None


def test_metadata_tells_how_each_utterance_was_made(small_corpus: Path) -> None:
    lines = read_metadata(small_corpus / "train")
    assert {line["kind"] for line in lines} == {
        *("words", "sentence", "dictionary", "long", "silence")
    }
    assert all(130 <= line["rate"] <= 210 and 20 <= line["pitch"] <= 80 for line in lines)
    with_numbers = [line for line in lines if "spoken" in line]
    assert with_numbers
    assert all(line["spoken"] != line["text"] for line in with_numbers)
    for line in read_metadata(small_corpus / "test_default"):
        assert (line["speaker"], line["rate"], line["pitch"]) == (DEFAULT_VOICE, 175, 50)
    speakers = {line["speaker"] for line in read_metadata(small_corpus / "test_voices")}
    assert speakers <= set(TEST_VOICES)


def test_the_manifest_tells_what_the_corpus_is_made_from(
    small_corpus: Path, plan: CorpusPlan
) -> None:
    manifest = json.loads((small_corpus / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"] == {
        "train": 60,
        "validation": 12,
        "test_default": 12,
        "test_voices": 12,
    }
    assert manifest["format_version"] == 1
    assert manifest["seed"] == 1
    assert manifest["lexicon_sha256"] == plan.lexicon.sha256
    assert len(manifest["held_out_words"]) == manifest["n_held_out_words"] > 4000
    assert not set(manifest["voices"]["test_voices"]) & set(manifest["voices"]["train"])


def test_nothing_unfinished_is_left(small_corpus: Path) -> None:
    assert not [name for name in read_files(small_corpus) if name.endswith(".part")]


def test_a_larger_corpus_extends_a_smaller_one(small_corpus: Path, tmp_path: Path) -> None:
    """The same bytes, whatever the size, the number of workers and the number of runs."""
    counts = {"train": 8}
    out = tmp_path / "ny"
    synthesise_corpus(SynthesisOptions(out, counts, n_workers=1, show_progress=False))
    first = read_files(out / "train" / "audio")
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.flac")}
    counts["train"] = 14
    synthesise_corpus(SynthesisOptions(out, counts, n_workers=2, show_progress=False))
    assert {path: path.stat().st_mtime_ns for path in times} == times
    files = read_files(out / "train" / "audio")
    assert len(files) == 14
    assert files.items() >= first.items()
    assert files.items() <= read_files(small_corpus / "train" / "audio").items()
    assert read_metadata(out / "train") == read_metadata(small_corpus / "train")[:14]


def test_metadata_tells_when_each_word_is_said_if_it_is_asked_to(
    small_corpus: Path, tmp_path: Path
) -> None:
    """And nothing else is changed by that."""
    counts = {"test_default": 3, "validation": 6}
    options = SynthesisOptions(tmp_path, counts, show_progress=False, word_times=True)
    synthesise_corpus(options)
    n_timed = 0
    for split in counts:
        for line, plain in zip(
            read_metadata(tmp_path / split), read_metadata(small_corpus / split), strict=False
        ):
            words = line.pop("words", None)
            assert line == plain
            audio = tmp_path / split / line["file_name"]
            assert audio.read_bytes() == (small_corpus / split / line["file_name"]).read_bytes()
            assert words is None or "spoken" not in line
            if words is not None:
                check_words(words, line["text"], soundfile.read(audio)[0])
                n_timed += 1
    assert n_timed >= 4


def check_words(words: list[dict[str, Any]], text: str, samples: np.ndarray) -> None:
    """Words in order, louder than what lies around them."""
    assert " ".join(word["text"] for word in words) == text
    before_s = 0.0
    for word in words:
        assert before_s <= word["start_s"] < word["end_s"] <= samples.size / 16_000
        before_s = word["end_s"]
    first, last = (round(words[i][key] * 16_000) for i, key in ((0, "start_s"), (-1, "end_s")))
    loud = np.flatnonzero(np.abs(samples) > 0.1 * np.abs(samples).max())
    assert first - 160 <= loud[0] <= first + 2_400
    assert last - 3_200 <= loud[-1] <= last + 160


def test_broken_audio_is_made_again(plan: CorpusPlan, tmp_path: Path) -> None:
    line = synthesise_utterance(plan, tmp_path, "train", 3)
    path = tmp_path / json.loads(line)["file_name"]
    whole = path.read_bytes()
    for broken in (b"", whole[: len(whole) // 2], whole[:40], b"\0" * len(whole)):
        path.write_bytes(broken)
        assert synthesise_utterance(plan, tmp_path, "train", 3) == line
        assert path.read_bytes() == whole


@pytest.mark.slow
def test_a_killed_run_goes_on_where_it_was(small_corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "avbruten"
    command = [*COMMAND, str(out), "--train", "50", *SMALL]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_for_files(out / "train", 10, process)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    made = {path: path.stat().st_mtime_ns for path in (out / "train").rglob("*.flac")}
    assert 10 <= len(made) < 50, "the run was to be killed half-way"
    assert not (out / "train" / "metadata.jsonl").exists()
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert "train" not in manifest["counts"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {path: path.stat().st_mtime_ns for path in made} == made
    assert read_metadata(out / "train") == read_metadata(small_corpus / "train")[:50]
    audio = read_files(out / "train" / "audio")
    wanted = read_files(small_corpus / "train" / "audio")
    assert {name: data for name, data in audio.items() if not name.endswith(".part")} == {
        name: wanted[name] for name in sorted(wanted)[:50]
    }


@pytest.mark.slow
def test_workers_end_with_a_killed_command(tmp_path: Path) -> None:
    out = tmp_path / "ut"
    command = [*COMMAND, str(out), "--train", "5000", *SMALL]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    wait_for_files(out / "train", 1, process)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 2
    process.kill()
    process.wait()
    wait_until(lambda: not any(is_running(child) for child in children))


@pytest.mark.slow
def test_a_killed_worker_ends_the_run_with_a_sentence(tmp_path: Path) -> None:
    out = tmp_path / "ut"
    command = [*COMMAND, str(out), "--train", "5000", *SMALL]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    wait_for_files(out / "train", 1, process)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "A worker process was ended from outside" in errors
    assert "Traceback" not in errors


@pytest.mark.slow
def test_an_interrupted_run_shows_no_traceback(tmp_path: Path) -> None:
    out = tmp_path / "ut"
    command = [*COMMAND, str(out), "--train", "5000", *SMALL]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_for_files(out / "train", 1, process)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode not in (0, None)
    assert "Traceback" not in errors


def test_a_corpus_of_another_seed_is_not_mixed_in(small_corpus: Path) -> None:
    before = (small_corpus / "manifest.json").read_bytes()
    with pytest.raises(CorpusError, match=r"made otherwise \(seed differ"):
        synthesise_corpus(SynthesisOptions(small_corpus, {"train": 1}, seed=2))
    assert (small_corpus / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("content", ["{", "[]", '"x"'])
def test_a_foreign_manifest_is_left_alone(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(CorpusError, match=r"manifest\.json"):
        synthesise_corpus(SynthesisOptions(tmp_path, {"train": 1}))
    assert (tmp_path / "manifest.json").read_text() == content


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(CorpusError, match="cannot be written"):
        synthesise_corpus(SynthesisOptions(tmp_path / "fil" / "ut", {"train": 1}))


def test_a_missing_word_list_names_the_packages(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="sudo apt-get install espeak-ng wswedish"):
        wordlist.load_wordlist(tmp_path / "swedish")
    (tmp_path / "english").write_text("apple\npear\n")
    with pytest.raises(CorpusError, match="--reinstall wswedish"):
        wordlist.load_wordlist(tmp_path / "english")


@pytest.mark.parametrize("count", ["0", "-3", "många"])
def test_counts_must_be_numbers_above_zero(tmp_path: Path, count: str) -> None:
    command = [*COMMAND, str(tmp_path), "--train", count]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--train" in done.stderr
    assert "Traceback" not in done.stderr


def wait_for_files(folder: Path, n_files: int, process: subprocess.Popen) -> None:
    wait_until(lambda: process.poll() is not None or len(list(folder.rglob("*.flac"))) >= n_files)
    assert process.poll() is None, "the command ended too early"


def wait_until(condition) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def is_running(pid: str) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
