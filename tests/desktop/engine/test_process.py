"""The engine as a real process: its protocol, its faults, its end."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.audio.recording import RecordingWriter, info_path, read_info, write_info
from desktop.engine_process import EngineProcess
from desktop.errors import EngineError, TalskriftError

pytestmark = pytest.mark.slow

Event = dict[str, Any]


@pytest.fixture
def engine(fake_engine: list[str], fake_model: Path) -> Iterator[EngineProcess]:
    """An engine with its made-up model loaded."""
    with EngineProcess(fake_engine) as process:
        process.send("load_model", folder=str(fake_model))
        process.wait_for("model_loaded")
        yield process


@pytest.fixture
def bursts(make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]) -> Path:
    """A recording of three bursts of sound: 1, 0.5 and 2 seconds."""
    return make_recording(make_bursts((0, 1.0), (1.0, 2.0), (0.5, 1.0), (2.0, 1.0)))


def texts(events: list[Event]) -> list[str]:
    return [event["segment"]["text"] for event in events if event["type"] == "segment"]


def transcribe(engine: EngineProcess, job: str = "jobb", **fields: Any) -> list[Event]:
    engine.send("transcribe", job=job, **fields)
    return list(engine.read_job_events(job))


def refuse(engine: EngineProcess, **fields: Any) -> TalskriftError:
    with pytest.raises(TalskriftError) as caught:
        transcribe(engine, **fields)
    return caught.value


def test_it_says_who_it_is(fake_engine: list[str]) -> None:
    with EngineProcess(fake_engine) as process:
        process.send("hello")
        ready = process.wait_for("ready")
    assert ready["v"] == 1
    assert isinstance(ready["pid"], int)


def test_a_recording_becomes_segments(engine: EngineProcess, bursts: Path) -> None:
    events = transcribe(engine, recording=str(bursts), vocabulary=["Åsa"])
    assert [text.endswith("Åsa") for text in texts(events)] == [True] * 3
    assert events[-1]["type"] == "done"
    assert events[-1]["duration_s"] == pytest.approx(7.5 + 1.0)


def test_a_media_file_takes_the_same_path(engine: EngineProcess, bursts: Path) -> None:
    from_recording = texts(transcribe(engine, recording=str(bursts)))
    assert texts(transcribe(engine, file=str(bursts))) == from_recording


def test_an_import_can_be_kept_and_is_not_made_twice(
    engine: EngineProcess, bursts: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kvar.wav"
    first = transcribe(engine, file=str(bursts), recording=str(kept))
    assert read_info(kept).state == "finished"
    made_at = kept.stat().st_mtime_ns
    commit = next(event for event in first if event["type"] == "segment")["committed_sample"]
    again = transcribe(engine, file=str(bursts), recording=str(kept), from_sample=commit)
    assert texts(again) == texts(first)[1:]
    assert kept.stat().st_mtime_ns == made_at


def test_a_file_can_be_taken_up_in_its_middle(engine: EngineProcess, bursts: Path) -> None:
    """Nothing is kept of its import: it is decoded anew and grows to where the job begins."""
    first = transcribe(engine, file=str(bursts))
    commit = next(event for event in first if event["type"] == "segment")["committed_sample"]
    again = transcribe(engine, file=str(bursts), from_sample=commit)
    assert texts(again) == texts(first)[1:]


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_a_file_whose_name_is_not_utf8(engine: EngineProcess, bursts: Path, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"m\xf6te.wav")
    bursts.rename(file)
    kept = tmp_path / "kvar.wav"
    assert len(texts(transcribe(engine, file=str(file), recording=str(kept)))) == 3
    assert len(texts(transcribe(engine, file=str(file), recording=str(kept)))) == 3, "as it is"


def test_a_broken_off_import_is_made_anew(
    engine: EngineProcess, bursts: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kvar.wav"
    RecordingWriter(kept, source=str(bursts))  # as a killed engine leaves it
    assert len(texts(transcribe(engine, file=str(bursts), recording=str(kept)))) == 3
    assert read_info(kept).state == "finished"


def test_somebody_elses_recording_is_not_replaced(
    engine: EngineProcess, bursts: Path, tmp_path: Path
) -> None:
    RecordingWriter(tmp_path / "annan.wav", source="mikrofon")
    error = refuse(engine, file=str(bursts), recording=str(tmp_path / "annan.wav"))
    assert error.code == "recording_exists"
    assert (tmp_path / "annan.wav").exists()


def test_a_growing_recording_is_followed(
    engine: EngineProcess, tmp_path: Path, make_bursts: Callable[..., np.ndarray]
) -> None:
    writer = RecordingWriter(tmp_path / "live.wav")
    first = (make_bursts((0, 1.0), (1.0, 1.0)) * 32767).astype(np.int16)
    engine.send("transcribe", job="live", recording=str(writer.path), follow=True)
    events = engine.read_job_events("live")
    writer.append(first)
    assert next(event for event in events if event["type"] == "segment")
    writer.append(first)
    assert next(event for event in events if event["type"] == "segment")
    writer.finish()
    assert list(events)[-1]["type"] == "done"


def test_a_finished_job_and_a_running_one_can_be_cancelled(
    fake_engine: list[str], fake_model: Path, tmp_path: Path
) -> None:
    writer = RecordingWriter(tmp_path / "live.wav")
    with EngineProcess(fake_engine) as process:
        process.send("load_model", folder=str(fake_model))
        process.send("transcribe", job="ett", recording=str(writer.path), follow=True)
        process.send("transcribe", job="två", recording=str(writer.path), follow=True)
        process.send("cancel", job="två")
        process.send("cancel", job="ett")
        assert list(process.read_job_events("ett"))[-1]["type"] == "cancelled"
        assert list(process.read_job_events("två"))[-1]["type"] == "cancelled"
        process.send("cancel", job="ett")
        assert process.wait_for("warning")["code"] == "engine_unknown_job"


def test_a_cancelled_import_leaves_nothing(
    engine: EngineProcess, tmp_path: Path, ffmpeg: Callable[..., None]
) -> None:
    long = tmp_path / "lång.flac"
    ffmpeg("-f", "lavfi", "-t", "7200", "-i", "anullsrc=r=16000:cl=mono", long)
    kept = tmp_path / "kvar.wav"
    engine.send("transcribe", job="a", file=str(long), recording=str(kept))
    events = engine.read_job_events("a")
    assert [next(events)["type"] for _ in range(2)] == ["media", "progress"]
    engine.send("cancel", job="a")
    assert list(events)[-1]["type"] == "cancelled"
    assert not kept.exists()
    assert not info_path(kept).exists()


BAD_LINES = {
    b"hej": "engine_malformed_line",
    b"[1]": "engine_malformed_line",
    b"\xff\xfe\x00": "engine_malformed_line",
    b"[" * 5000: "engine_malformed_line",
    b'{"type":"hello"}': "engine_wrong_version",
    b'{"v":2,"type":"hello"}': "engine_wrong_version",
    b'{"v":1}': "engine_unknown_command",
    b'{"v":1,"type":"dansa"}': "engine_unknown_command",
    b'{"v":1,"type":["hello"]}': "engine_unknown_command",
    b'{"v":1,"type":"cancel"}': "engine_bad_field",
    b'{"v":1,"type":"load_model","folder":7}': "engine_bad_field",
    b'{"v":1,"type":"load_model","folder":"a\\u0000b"}': "engine_bad_field",
    b'{"v":1,"type":"transcribe","job":"a"}': "engine_bad_field",
    b'{"v":1,"type":"transcribe","job":"a","recording":"x","from_sample":-1}': "engine_bad_field",
    b'{"v":1,"type":"transcribe","job":"a","recording":"x","from_sample":true}': "engine_bad_field",
    b'{"v":1,"type":"transcribe","job":"a","recording":"x","beam_size":0}': "engine_bad_field",
    b'{"v":1,"type":"transcribe","job":"a","recording":"x","vocabulary":[1]}': "engine_bad_field",
    b'{"v":1,"type":"transcribe","job":"a","recording":"x"}': "engine_no_model",
}


def test_bad_lines_are_answered_and_survived(fake_engine: list[str]) -> None:
    lines = b"\n".join([*BAD_LINES, b"", b'{"v":1,"type":"shutdown","after_jobs":true}', b""])
    done = subprocess.run(fake_engine, input=lines, capture_output=True)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["type"] for event in events] == ["error"] * len(BAD_LINES)
    assert sorted(event["code"] for event in events) == sorted(BAD_LINES.values())
    assert [e["job"] for e in events if e["code"] == "engine_no_model"] == ["a"]
    assert done.returncode == 0
    assert done.stderr == b""


def test_nothing_but_the_protocol_is_on_standard_output(
    fake_engine: list[str], fake_model: Path, bursts: Path
) -> None:
    lines = [
        {"v": 1, "type": "load_model", "folder": str(fake_model)},
        {"v": 1, "type": "transcribe", "job": "a", "recording": str(bursts)},
        {"v": 1, "type": "shutdown", "after_jobs": True},
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run(fake_engine, input=text.encode(), capture_output=True, check=True)
    kinds = [json.loads(line)["type"] for line in done.stdout.splitlines()]
    assert kinds.count("segment") == 3
    assert kinds[-1] == "done"
    assert b"noise of a library in C" in done.stderr


def test_it_ends_with_its_input_and_with_shutdown(
    fake_engine: list[str], fake_model: Path, tmp_path: Path
) -> None:
    writer = RecordingWriter(tmp_path / "live.wav")
    for last_words in (None, "shutdown"):
        process = EngineProcess(fake_engine)
        process.send("load_model", folder=str(fake_model))
        process.send("transcribe", job="a", recording=str(writer.path), follow=True)
        process.wait_for("model_loaded")
        if last_words:
            process.send(last_words)  # and its input stays open
            with pytest.raises(EngineError) as caught:
                list(process.read_events())
            assert caught.value.details["status"] == 0
        process.stop()
        assert process.status == 0


def test_it_ends_when_nobody_listens(
    fake_engine: list[str], fake_model: Path, bursts: Path
) -> None:
    with subprocess.Popen(
        fake_engine, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        load = {"v": 1, "type": "load_model", "folder": str(fake_model)}
        process.stdin.write(json.dumps(load).encode() + b"\n")
        process.stdin.flush()
        assert process.wait(30) == 0


def test_a_new_engine_goes_on_where_a_killed_one_was(
    engine: EngineProcess, fake_engine: list[str], fake_model: Path, bursts: Path
) -> None:
    undisturbed = texts(transcribe(engine, recording=str(bursts)))
    os.environ["FAKE_CRASH_AT"] = "2"
    try:
        dying = EngineProcess(fake_engine)
    finally:
        del os.environ["FAKE_CRASH_AT"]
    dying.send("load_model", folder=str(fake_model))
    dying.wait_for("model_loaded")
    dying.send("transcribe", job="a", recording=str(bursts))
    kept: list[Event] = []
    with pytest.raises(EngineError) as caught:
        for event in dying.read_job_events("a"):
            kept.append(event)
    dying.stop()
    assert caught.value.code == "engine_died"
    assert dying.status == -signal.SIGKILL
    rest = transcribe(engine, recording=str(bursts), from_sample=kept[-1]["committed_sample"])
    assert texts(kept) + texts(rest) == undisturbed


def test_running_out_of_memory_is_told(
    fake_engine: list[str], fake_model: Path, bursts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_MEMORY", "1")
    with EngineProcess(fake_engine) as process:
        process.send("load_model", folder=str(fake_model))
        assert refuse(process, recording=str(bursts)).code == "out_of_memory"


def test_a_language_that_the_model_lacks(engine: EngineProcess, bursts: Path) -> None:
    error = refuse(engine, recording=str(bursts), language="xx")
    assert (error.code, error.details["field"]) == ("engine_bad_field", "language")


def test_a_failed_job_does_not_stop_the_next(
    engine: EngineProcess, tmp_path: Path, bursts: Path
) -> None:
    text = tmp_path / "text.mp3"
    text.write_text("Inget ljud här.\n" * 100)
    engine.send("transcribe", job="ett", file=str(text))
    engine.send("transcribe", job="två", file=str(bursts))
    with pytest.raises(TalskriftError) as caught:
        list(engine.read_job_events("ett"))
    assert caught.value.code == "not_audio"
    assert len(texts(list(engine.read_job_events("två")))) == 3


def test_a_cut_off_file_is_transcribed_with_a_warning(
    engine: EngineProcess, tmp_path: Path, bursts: Path
) -> None:
    part = tmp_path / "del.wav"
    part.write_bytes(bursts.read_bytes()[: 44 + 5 * 32_000])
    events = transcribe(engine, file=str(part))
    warnings = [event for event in events if event["type"] == "warning"]
    assert [(w["code"], w["details"]["at_s"]) for w in warnings] == [("audio_truncated", 5.0)]
    assert len(texts(events)) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no ulimit")
def test_a_full_disk_leaves_nothing_half_written(
    fake_engine: list[str], fake_model: Path, bursts: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kvar.wav"
    limited = ["sh", "-c", 'ulimit -f 64; exec "$@"', "sh", *fake_engine]
    with EngineProcess(limited) as process:
        process.send("load_model", folder=str(fake_model))
        assert refuse(process, file=str(bursts), recording=str(kept)).code == "disk_full"
        assert not kept.exists()
        assert not info_path(kept).exists()
        assert len(texts(transcribe(process, recording=str(bursts)))) == 3, "it goes on"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files of the engines that are started now."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_temporary_files_are_removed(
    fake_engine: list[str], fake_model: Path, bursts: Path, temporary: Path
) -> None:
    with EngineProcess(fake_engine) as process:
        process.send("load_model", folder=str(fake_model))
        assert len(texts(transcribe(process, file=str(bursts)))) == 3
        assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_what_a_killed_engine_left_is_removed_by_the_next(
    fake_engine: list[str], fake_model: Path, bursts: Path, temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    others = {temporary / f"talskrift-{os.getpid()}-a1b2", temporary / "talskrift-anteckningar"}
    for folder in others:
        folder.mkdir()
    monkeypatch.setenv("FAKE_CRASH_AT", "1")
    with EngineProcess(fake_engine) as dying:
        dying.send("load_model", folder=str(fake_model))
        assert refuse(dying, file=str(bursts)).code == "engine_died"
    assert len(set(temporary.iterdir()) - others) == 1
    with EngineProcess(fake_engine) as process:
        process.send("hello")
        process.wait_for("ready")
        assert set(temporary.iterdir()) == others


def test_model_faults_are_told(fake_engine: list[str], fake_model: Path) -> None:
    with EngineProcess(fake_engine) as process:
        for damage, code in (
            (lambda: (fake_model / "model.bin").write_bytes(b"x" * 900), "model_altered"),
            (lambda: os.truncate(fake_model / "model.bin", 5), "model_truncated"),
            (lambda: (fake_model / "model.bin").unlink(), "model_missing_file"),
            (lambda: (fake_model / "model.json").unlink(), "not_a_model"),
        ):
            damage()
            process.send("load_model", folder=str(fake_model))
            with pytest.raises(TalskriftError) as caught:
                process.wait_for("model_loaded")
            assert caught.value.code == code


def test_a_recording_that_vanishes_before_its_job(engine: EngineProcess, tmp_path: Path) -> None:
    assert refuse(engine, recording=str(tmp_path / "borta.wav")).code == "audio_not_found"
    assert refuse(engine, file=str(tmp_path / "borta.mp3")).code == "audio_not_found"


def test_an_abandoned_recording_is_read_as_it_is(engine: EngineProcess, bursts: Path) -> None:
    info = read_info(bursts)
    write_info(bursts, type(info)(state="recording", source=info.source))
    assert len(texts(transcribe(engine, recording=str(bursts), follow=False))) == 3
