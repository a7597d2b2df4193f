"""The disk fills up while something is recorded or decoded: what was written is kept, and told."""

import os
import resource
import shutil
import subprocess
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.audio.recording import read_info
from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.ui.record_panel import RecordState

pytestmark = [pytest.mark.window, pytest.mark.slow]

RATE_HZ = 16_000
DISK_BYTES = 64 * 1024**2  # the recorder stops where less than 50 MB are free


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 MB, for the app's data."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can mount a disk")
    folder = tmp_path / "hemma på liten disk"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs"]
    mounted = subprocess.run(["mount", *options, folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def leave_free(folder: Path, n_bytes: int) -> None:
    """Another program fills the disk up to this."""
    with (folder / "andras film.mkv").open("ab", buffering=0) as file:
        while (unwanted := shutil.disk_usage(folder).free - n_bytes) > 0:
            file.write(bytes(min(unwanted, 1024**2)))


@pytest.fixture
def full_for_files() -> Iterator[Callable[[int], None]]:
    """Lets no file of this process grow beyond so many bytes, until the test ends."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda n_bytes: resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, limits[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.fixture
def assert_recording_kept(
    read_recording: Callable, transcribe_undisturbed: Callable, list_lines: Callable
) -> Callable[[Any, Any], Job]:
    """What must hold of a dictation that a full disk has ended."""

    def check(user: Any, speaker: Any) -> Job:
        user.wait_until(lambda: user.app.dictation.state is RecordState.IDLE)
        job = user.wait_for_phase(Phase.DONE)
        kept = read_recording(job.source)
        assert len(kept) > RATE_HZ
        assert np.array_equal(kept, np.concatenate(speaker.heard)[: len(kept)])
        assert read_info(job.source).state == "finished"
        with wave.open(str(job.source)) as file:
            assert file.getnframes() == len(kept)
        assert list_lines(job) == transcribe_undisturbed(recording=str(job.source), follow=True)
        assert len(job.segments) > 0
        assert user.read_text(job).split() == " ".join(one.text for one in job.segments).split()
        assert "Disken är full. Frigör utrymme" in user.read_notice()
        assert user.window.notice.is_serious
        return job

    return check


def test_a_dictation_ends_while_it_can_be_closed_in_order(
    disk: Path, open_window: Callable[..., Any], speech: np.ndarray, make_speaker: Callable,
    assert_recording_kept: Callable, steady_engine: list[str],
) -> None:  # fmt: skip
    speaker = make_speaker(speed=3.0)
    user = open_window(
        speaker, engine_command=steady_engine, data_dir=disk, settings_path=disk / "settings.json"
    )
    user.wait_for_engine()
    speaker.say(speech, again=True)
    user.begin_recording()
    user.wait_until(lambda: "Disken är snart full" in user.read_notice())
    user.wait_until(lambda: user.jobs[0].segments)
    leave_free(disk, 50 * 1024**2)
    job = assert_recording_kept(user, speaker)
    assert user.read_row(job) == "Klar"
    # The next press tells the same, at once, and leaves nothing behind.
    user.window.notice.hide()
    user.window.actions_["record"].trigger()
    user.wait_until(user.read_notice)
    user.wait_until(lambda: user.app.dictation.state is RecordState.IDLE)
    assert "Disken är full. Frigör utrymme" in user.read_notice()
    assert [one.job_id for one in user.jobs] == [job.job_id]
    assert len(list((disk / "recordings").iterdir())) == 1


def test_a_dictation_survives_a_disk_that_is_full_from_one_moment_to_the_next(
    disk: Path, open_window: Callable[..., Any], speech: np.ndarray, make_speaker: Callable,
    assert_recording_kept: Callable, steady_engine: list[str],
) -> None:  # fmt: skip
    """Not even the job can be written down any more."""
    speaker = make_speaker(speed=3.0)
    user = open_window(
        speaker, engine_command=steady_engine, data_dir=disk, settings_path=disk / "settings.json"
    )
    user.wait_for_engine()
    speaker.say(speech, again=True)
    user.begin_recording()
    user.wait_until(lambda: user.jobs[0].segments)
    leave_free(disk, 0)
    assert_recording_kept(user, speaker)
    (disk / "andras film.mkv").unlink()
    user = open_window(data_dir=disk, settings_path=disk / "settings.json")
    user.wait_for_engine()


def test_a_dictation_survives_a_file_that_may_not_grow(
    full_for_files: Callable[[int], None], open_window: Callable[..., Any], speech: np.ndarray,
    make_speaker: Callable, assert_recording_kept: Callable, steady_engine: list[str],
) -> None:  # fmt: skip
    """The same where no disk can be mounted; also what a quota does."""
    speaker = make_speaker(speed=3.0)
    user = open_window(speaker, engine_command=steady_engine)
    user.wait_for_engine()
    speaker.say(speech, again=True)
    full_for_files(6 * RATE_HZ * 2)
    user.begin_recording()
    assert_recording_kept(user, speaker)


def test_a_file_too_long_for_the_disk_is_told_and_kept_and_a_short_one_done(
    disk: Path, open_window: Callable[..., Any], speech: np.ndarray, tmp_path: Path,
    write_wav: Callable, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("TMPDIR", str(disk))  # of the engine
    long = write_wav(tmp_path / "lång.wav", np.tile(speech, 3))
    short = write_wav(tmp_path / "kort.wav", speech[: 10 * RATE_HZ])
    before = long.read_bytes()
    user = open_window(data_dir=disk, settings_path=disk / "settings.json")
    user.wait_for_engine()
    leave_free(disk, 2 * 1024**2)
    user.app.add_files([long, short])
    user.wait_until(lambda: len(user.jobs) == 2)
    failed, done = user.wait_for_phase(Phase.FAILED), user.wait_for_phase(Phase.DONE, 1)
    assert failed.fault.code == "disk_full"
    for told in (user.read_page(failed), user.read_row(failed)):
        assert "Disken är full. Frigör utrymme" in told
    assert len(done.segments) > 0
    assert user.read_row(done) == "Klar"
    assert long.read_bytes() == before
    (disk / "andras film.mkv").unlink()
    user.window.retry_asked.emit(failed.job_id)
    job = user.wait_for_phase(Phase.DONE)
    assert len(job.segments) > 20
    assert user.read_page(job) == ""
