"""The recording format: right at every moment, also when its writer dies or the disk fills."""

import contextlib
import errno
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.audio import recording_info
from desktop.audio.recording import (
    FINISHED,
    RECORDING,
    RecordingReader,
    RecordingWriter,
    build_header,
    finish_abandoned,
    info_path,
    read_info,
    to_int16,
)
from desktop.errors import AudioFileError, RecordingError


class FakeClock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def ramp(n_samples: int) -> np.ndarray:
    return (np.arange(n_samples) % 30_000).astype(np.int16)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "tal.wav", source="mikrofon")
    writer.append(ramp(1000))
    writer.append(ramp(500))
    writer.finish()
    with RecordingReader(writer.path) as reader:
        assert reader.measure() == (1500, True)
        samples = reader.read(990, 1010)
    assert samples.dtype == np.float32
    expected = np.concatenate([ramp(1000)[990:], ramp(500)[:10]]) / 32768
    np.testing.assert_allclose(samples, expected)
    with wave.open(str(writer.path)) as wav:
        assert (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) == (16_000, 1, 2)
        assert wav.getnframes() == 1500


def test_a_growing_recording_can_be_read_up_to_its_last_sample(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "tal.wav")
    with RecordingReader(writer.path) as reader:
        assert reader.measure() == (0, False)
        writer.append(ramp(700))
        assert reader.measure() == (700, False)
        assert len(reader.read(600, 5000)) == 100
        assert len(reader.read(5000, 6000)) == 0
        writer.finish()
        assert reader.measure() == (700, True)


def test_the_header_follows_ten_times_a_second(tmp_path: Path) -> None:
    clock = FakeClock()
    writer = RecordingWriter(tmp_path / "tal.wav", clock=clock)
    writer.append(ramp(100))
    clock.now_s = 0.11
    writer.append(ramp(100))
    with wave.open(str(writer.path)) as wav:
        assert wav.getnframes() == 200
    writer.finish()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "tal.wav").write_bytes(b"precious")
    with pytest.raises(RecordingError) as caught:
        RecordingWriter(tmp_path / "tal.wav")
    assert caught.value.code == "recording_exists"
    assert (tmp_path / "tal.wav").read_bytes() == b"precious"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordingError) as caught:
        RecordingWriter(tmp_path / "nowhere" / "tal.wav")
    assert caught.value.code == "folder_not_writable"


def test_losses_are_kept_in_the_json(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "tal.wav", source="Åsas mikrofon")
    writer.append(ramp(160))
    writer.note_overrun(2)
    writer.note_gap(1.5, "unplugged")
    info = read_info(writer.path)
    assert (info.state, info.source, info.overruns) == (RECORDING, "Åsas mikrofon", 2)
    assert [(gap.sample, gap.missing_s, gap.reason) for gap in info.gaps] == [
        (160, 1.5, "unplugged")
    ]
    writer.finish()
    writer.finish()
    assert read_info(writer.path).state == FINISHED


def test_a_wav_without_json_counts_as_finished(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "tal.wav")
    writer.finish()
    info_path(writer.path).write_text("{ broken")
    assert read_info(writer.path).state == FINISHED
    info_path(writer.path).write_text(json.dumps({"state": RECORDING, "later": 1}))
    assert read_info(writer.path).state == RECORDING
    info_path(writer.path).write_text(json.dumps({"state": 7}))
    with RecordingReader(writer.path) as reader:
        assert reader.measure() == (0, True)


@pytest.mark.skipif(sys.platform == "win32", reason="a hole of 4 GB would be written out")
def test_a_recording_longer_than_a_wav_header_can_tell_goes_on(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "tal.wav")
    hours_38 = 38 * 3600 * 16_000
    writer._file.truncate(44 + 2 * hours_38)  # a hole: it takes no room
    writer._file.seek(0, os.SEEK_END)
    writer.n_samples = hours_38
    writer.append(ramp(1000))
    writer.finish()
    with RecordingReader(writer.path) as reader:
        assert reader.measure() == (hours_38 + 1000, True)
        np.testing.assert_array_equal(reader.read(hours_38, hours_38 + 1001) * 32768, ramp(1000))
    with wave.open(str(writer.path)) as wav:
        assert wav.getnframes() == (2**32 - 1) // 2  # 37.28 hours, as many as a header can tell
    assert finish_abandoned(writer.path) == hours_38 + 1000


def test_the_last_length_that_a_header_can_tell() -> None:
    most = (2**32 - 1 - 36) // 2
    assert struct.unpack("<4xI32xI", build_header(most)) == (2 * most + 36, 2 * most)
    assert struct.unpack("<4xI32xI", build_header(most + 1)) == (2**32 - 1, 2**32 - 1)


def test_a_killed_writer_loses_nothing_that_was_appended(tmp_path: Path) -> None:
    path = tmp_path / "tal.wav"
    script = (
        "import sys, time, numpy as np\nfrom pathlib import Path\n"
        "from desktop.audio.recording import RecordingWriter\n"
        "w = RecordingWriter(Path(sys.argv[1]))\n"
        "for _ in range(50): w.append(np.full(160, 7, np.int16))\n"
        "print('ready', flush=True); time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with RecordingReader(path) as reader:
        assert reader.measure() == (8000, False)
    with path.open("ab") as file:
        file.write(b"\x01")  # half a sample
    assert finish_abandoned(path) == 8000
    with wave.open(str(path)) as wav:
        assert wav.getnframes() == 8000
    assert read_info(path).state == FINISHED


@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE")
def test_a_full_disk_keeps_what_was_written(tmp_path: Path) -> None:
    script = (
        "import resource, sys, numpy as np\nfrom pathlib import Path\n"
        "from desktop.audio.recording import RecordingWriter\n"
        "from desktop.errors import RecordingError\n"
        "w = RecordingWriter(Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_001, 10_001))\n"
        "try:\n"
        "    while True: w.append(np.full(800, 7, np.int16))\n"
        "except RecordingError as error: print(error.code, w.n_samples)\n"
        "w.finish()\n"
    )
    path = tmp_path / "tal.wav"
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["disk_full", "4800"]
    with wave.open(str(path)) as wav:
        assert wav.getnframes() == 4800
    assert read_info(path).state == FINISHED


def test_a_disk_filled_by_others_does_not_keep_a_recording_from_ending(
    small_disk: Path, fill: Callable[[Path], None]
) -> None:
    writer = RecordingWriter(small_disk / "tal.wav")
    writer.append(ramp(1600))
    fill(small_disk)
    with pytest.raises(RecordingError) as caught:
        while True:
            writer.append(ramp(1600))
    assert caught.value.code == "disk_full"
    writer.note_source("Åsas mikrofon")
    writer.note_gap(1.5, "unplugged")
    with RecordingReader(writer.path) as reader:
        assert reader.measure() == (writer.n_samples, False)
        writer.finish()
        assert reader.measure() == (writer.n_samples, True)
        np.testing.assert_array_equal(reader.read(0, 1600) * 32768, ramp(1600))
    info = read_info(writer.path)
    assert (info.source, len(info.gaps)) == ("Åsas mikrofon", 1)
    with wave.open(str(writer.path)) as wav:
        assert wav.getnframes() == writer.n_samples >= 1600


def test_the_json_is_overwritten_where_no_file_can_be_made_beside_it(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "tal.wav")
    (tmp_path / "tal.json.part").mkdir()
    writer.append(ramp(160))
    for n in range(5):
        writer.note_gap(n, "unplugged")
    writer.finish()
    info = read_info(writer.path)
    assert (info.state, [gap.missing_s for gap in info.gaps]) == (FINISHED, [0, 1, 2, 3, 4])


def test_a_state_too_long_for_its_place_leaves_the_old_one_whole(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "tal.wav")
    (tmp_path / "tal.json.part").mkdir()
    with pytest.raises(RecordingError) as caught:
        for _ in range(100):
            writer.note_gap(1.0, "unplugged")
    assert caught.value.code == "folder_not_writable"
    n_gaps = len(read_info(writer.path).gaps)
    assert 0 < n_gaps < 100
    writer.finish()
    info = read_info(writer.path)
    assert (info.state, len(info.gaps)) == (FINISHED, n_gaps)


def test_notes_that_cannot_be_written_raise_a_typed_error(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "tal.wav")
    info_path(writer.path).unlink()
    info_path(writer.path).mkdir()
    for note in (
        lambda: writer.note_source("mikrofon"),
        lambda: writer.note_overrun(),
        lambda: writer.note_gap(1.0, "unplugged"),
    ):
        with pytest.raises(RecordingError):
            note()
    with pytest.raises(RecordingError):
        writer.finish()


def test_a_disk_that_breaks_raises_a_typed_error_and_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    writer = RecordingWriter(tmp_path / "tal.wav", clock=clock)

    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    clock.now_s = 1.1
    with pytest.raises(RecordingError) as caught:
        writer.append(ramp(160))
    assert caught.value.details["reason"] == "Input/output error"
    assert writer.n_samples == 160, "they are in the file"
    with pytest.raises(RecordingError):
        writer.finish()
    monkeypatch.undo()
    with RecordingReader(writer.path) as reader:
        assert reader.measure() == (160, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows deletes no open file")
def test_a_recording_deleted_while_it_grows_is_told_within_a_second(tmp_path: Path) -> None:
    clock = FakeClock()
    writer = RecordingWriter(tmp_path / "tal.wav", clock=clock)
    writer.append(ramp(160))
    writer.path.unlink()
    clock.now_s = 1.01
    with pytest.raises(RecordingError) as caught:
        writer.append(ramp(160))
    assert caught.value.details["reason"] == "the recording was deleted"


def test_a_json_met_half_written_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = RecordingWriter(tmp_path / "tal.wav")
    whole = info_path(writer.path).read_bytes()
    info_path(writer.path).write_bytes(whole[:30])
    monkeypatch.setattr(
        recording_info.time, "sleep", lambda _s: info_path(writer.path).write_bytes(whole)
    )
    assert read_info(writer.path).state == RECORDING
    writer.finish()


def test_a_source_name_that_is_not_utf8_is_kept(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "tal.wav", source="m\udcf6te.mp3")
    assert read_info(writer.path).source == "m\udcf6te.mp3"
    writer.finish()


def test_the_json_is_whole_at_every_moment(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path / "tal.wav")
    is_over = threading.Event()
    torn: list[bytes] = []

    def watch() -> None:
        while not is_over.is_set():
            text = info_path(writer.path).read_bytes()
            try:
                json.loads(text)
            except ValueError:
                torn.append(text)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for n in range(30):
        writer.note_gap(n, "unplugged")
    is_over.set()
    watcher.join()
    writer.finish()
    assert torn == []
    assert len(read_info(writer.path).gaps) == 30


def test_another_programs_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tal.wav"
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(2)
        wav.setsampwidth(2)
        wav.setframerate(44_100)
        wav.writeframes(b"\0" * 400)
    with pytest.raises(AudioFileError) as caught:
        RecordingReader(path)
    assert caught.value.code == "recording_damaged"
    with pytest.raises(AudioFileError) as caught:
        RecordingReader(tmp_path / "no.wav")
    assert caught.value.code == "audio_not_found"


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="no users to change")
def test_no_permission_is_told(tmp_path: Path) -> None:
    path = tmp_path / "tal.wav"
    RecordingWriter(path).finish()
    path.chmod(0)
    with without_privileges(), pytest.raises(AudioFileError) as caught:
        RecordingReader(path)
    assert caught.value.code == "audio_unreadable"


@contextlib.contextmanager
def without_privileges():  # type: ignore[no-untyped-def]
    """Root may read everything; for a moment we are nobody."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)


def test_floats_become_int16_without_wrapping_round() -> None:
    floats = np.array([0.0, 1.0, -1.0, 2.0, -2.0], np.float32)
    assert to_int16(floats).tolist() == [0, 32767, -32767, 32767, -32767]
