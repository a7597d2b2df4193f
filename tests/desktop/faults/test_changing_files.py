"""A file grows, shrinks or vanishes while it is read: it is told, or the work goes on; no hang."""

import os
import shutil
import signal
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.audio.recording import HEADER_BYTES, RecordingWriter
from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.ui.record_panel import RecordState

pytestmark = [
    pytest.mark.window,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be removed"),
]

RATE_HZ = 16_000
LONG_S = 1500


@pytest.fixture
def long_wav(tmp_path: Path, speech: np.ndarray, write_wav: Callable[..., Path]) -> Path:
    """25 minutes that take the engine a moment to decode: speech, then silence."""
    path = write_wav(tmp_path / "lång.wav", speech[: 10 * RATE_HZ])
    n_bytes = LONG_S * RATE_HZ * 2
    with path.open("r+b") as file:
        file.write(b"RIFF" + struct.pack("<I", 36 + n_bytes))
        file.seek(40)
        file.write(struct.pack("<I", n_bytes))
        file.truncate(44 + n_bytes)  # sparse
    return path


@contextmanager
def halfway(user: Any, tmp_path: Path) -> Iterator[None]:
    """Holds the engine still in the middle of decoding its first file."""
    user.wait_until(lambda: find_import(tmp_path) > 0)
    pid = user.engine_pid()
    os.kill(pid, signal.SIGSTOP)
    try:
        assert 0 < find_import(tmp_path) < LONG_S * RATE_HZ * 2
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def find_import(tmp_path: Path) -> int:
    """How many bytes have been decoded."""
    return sum(path.stat().st_size for path in tmp_path.rglob("imports/*.wav"))


def test_a_file_that_shrinks_while_it_is_decoded(
    open_window: Callable[..., Any], long_wav: Path, tmp_path: Path
) -> None:
    user = open_window()
    user.wait_for_engine()
    user.app.add_files([long_wav])
    with halfway(user, tmp_path):
        os.truncate(long_wav, 44 + 5 * RATE_HZ * 2)
    job = user.wait_for_phase(Phase.DONE)
    assert job.duration_s < LONG_S
    assert len(job.segments) > 0
    assert [one.code for one in job.warnings] == ["audio_truncated"]
    told = "Filen lång.wav är avhuggen: ljudet slutar vid "
    assert told in user.read_page(job)
    assert told in user.read_row(job)


def test_a_file_that_vanishes_while_it_is_decoded_is_read_to_its_end(
    open_window: Callable[..., Any], long_wav: Path, tmp_path: Path
) -> None:
    """Whoever has it open keeps it; and it is not begun anew from a file that is gone."""
    user = open_window()
    user.wait_for_engine()
    user.app.add_files([long_wav])
    with halfway(user, tmp_path):
        long_wav.unlink()
    job = user.wait_for_phase(Phase.DONE)
    assert job.duration_s == LONG_S
    assert len(job.segments) > 0
    assert user.read_row(job) == "Klar"
    user.window.retry_asked.emit(job.job_id)
    user.wait_until(lambda: "Filen lång.wav finns inte." in user.read_notice())
    assert user.jobs[0] == job  # its text is all there is


def test_a_file_that_vanishes_and_the_engine_too(
    open_window: Callable[..., Any], long_wav: Path, tmp_path: Path
) -> None:
    user = open_window()
    user.wait_for_engine()
    user.app.add_files([long_wav])
    with halfway(user, tmp_path):
        long_wav.unlink()
        os.kill(user.engine_pid(), signal.SIGKILL)
    job = user.wait_for_phase(Phase.FAILED)
    assert job.fault.code == "audio_not_found"
    assert "Filen lång.wav finns inte." in user.read_page(job)
    assert user.wait_for_engine()


def test_files_that_vanish_while_they_wait(
    open_window: Callable[..., Any], speech: np.ndarray, tmp_path: Path, write_wav: Callable
) -> None:
    user = open_window()  # the engine is only starting
    files = [write_wav(tmp_path / f"{n}.wav", speech[: 5 * RATE_HZ]) for n in range(3)]
    user.app.add_files(files)
    user.wait_until(lambda: len(user.jobs) == 3)
    files[1].unlink()
    gone, last = user.wait_for_phase(Phase.FAILED, 1), user.wait_for_phase(Phase.DONE, 2)
    assert "Filen 1.wav finns inte." in user.read_page(gone)
    assert len(last.segments) > 0
    assert user.read_row(last) == "Klar"


def test_a_file_that_grows_faster_than_it_is_read_ends_all_the_same(
    open_window: Callable[..., Any], speech: np.ndarray, tmp_path: Path, write_wav: Callable
) -> None:
    """Another program records it, say: its header tells nothing of its length yet."""
    path = write_wav(tmp_path / "växer.wav", speech[: 10 * RATE_HZ])
    with path.open("r+b") as file:
        for at in (4, 40):
            file.seek(at)
            file.write(b"\xff\xff\xff\xff")
    ended = threading.Event()

    def grow() -> None:
        """By up to an hour, 250 times as fast as anybody speaks."""
        with path.open("ab", buffering=0) as file:
            for _ in range(720):
                if ended.wait(0.02):
                    return
                file.write(bytes(5 * RATE_HZ * 2))

    grower = threading.Thread(target=grow)
    grower.start()
    try:
        user = open_window()
        user.wait_for_engine()
        user.app.add_files([path])
        job = user.wait_for_phase(Phase.DONE)
    finally:
        ended.set()
        grower.join()
    assert job.duration_s >= 10
    assert len(job.segments) > 2
    assert user.read_row(job) == "Klar"


@pytest.fixture
def dictate(
    open_window: Callable[..., Any], make_speaker: Callable, speech: np.ndarray
) -> Callable[[], tuple[Any, Job]]:
    """Somebody dictates, and the first sentence has come."""

    def dictate() -> tuple[Any, Job]:
        speaker = make_speaker(speed=3.0)
        user = open_window(speaker)
        user.wait_for_engine()
        speaker.say(speech, again=True)
        user.begin_recording()
        user.wait_until(lambda: user.jobs[0].segments)
        return user, user.jobs[0]

    return dictate


def test_a_recording_that_another_program_cuts_short(dictate: Callable) -> None:
    """The engine says so, once, and is done; the recorder goes on."""
    user, job = dictate()
    user.window.actions_["pause"].trigger()
    user.wait_until(lambda: user.app.dictation.state is RecordState.PAUSED)
    os.truncate(job.source, HEADER_BYTES + 1000)
    job = user.wait_for_phase(Phase.FAILED)
    assert job.fault.code == "recording_damaged"
    told = "har ändrats av ett annat program och kan inte läsas"
    assert told in user.read_page(job)
    assert len(job.segments) > 0  # what was said before is kept
    user.window.actions_["pause"].trigger()
    user.wait_until(lambda: user.app.dictation.state is RecordState.RECORDING)
    user.end_recording()
    assert told in user.read_row(user.jobs[0])
    assert user.wait_for_engine()


def test_a_recording_that_is_cut_short_while_it_grows(dictate: Callable) -> None:
    """It may be long again before the engine looks; then what was said is silence to it."""
    user, job = dictate()
    os.truncate(job.source, HEADER_BYTES + 1000)
    n_heard = len(user.speaker.heard)
    user.wait_until(lambda: len(user.speaker.heard) > n_heard + 400)
    user.end_recording()
    user.wait_until(lambda: user.jobs[0].phase in (Phase.DONE, Phase.FAILED))
    assert user.jobs[0].segments[: len(job.segments)] == job.segments
    assert user.wait_for_engine()


def test_a_recording_whose_folder_is_thrown_away(dictate: Callable) -> None:
    """Nobody is left to speak to a recording that is nowhere."""
    user, job = dictate()
    shutil.rmtree(job.source.parent)
    user.wait_until(lambda: user.app.dictation.state is RecordState.IDLE)  # by itself
    assert "Det går inte att skriva i mappen" in user.read_notice()
    assert user.window.notice.is_serious
    user.wait_until(lambda: user.jobs[0].phase in (Phase.DONE, Phase.FAILED))
    assert user.jobs[0].segments[: len(job.segments)] == job.segments


def test_a_finished_recording_that_shrinks_while_it_is_read(
    open_window: Callable[..., Any], speech: np.ndarray, tmp_path: Path
) -> None:
    folder = tmp_path / "home" / "recordings" / "igår"
    folder.mkdir(parents=True)
    writer = RecordingWriter(folder / "recording.wav")
    for _ in range(10):
        writer.append(speech)
    writer.finish()
    user = open_window()
    pid = user.wait_for_engine()
    user.wait_until(lambda: user.window.recovery.rows)  # one with no job is offered
    (row,) = user.window.recovery.rows.values()
    row.buttons[0].click()
    user.wait_until(lambda: user.jobs[0].segments)
    os.kill(pid, signal.SIGSTOP)
    os.truncate(writer.path, HEADER_BYTES + 1000)
    os.kill(pid, signal.SIGCONT)
    job = user.wait_for_phase(Phase.FAILED)
    assert job.fault.code == "recording_damaged"
    assert "har ändrats av ett annat program" in user.read_page(job)
