"""The clock is set forward and back while somebody dictates; nothing that matters goes by it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.audio.recording import read_info
from desktop.file_queue import Phase
from desktop.library.journal import Journals

pytestmark = [pytest.mark.window, pytest.mark.slow]

RATE_HZ = 16_000
# How far what the window shows may be behind what the microphone has given, when all is well
SHOWN_WITHIN_S = 5.0
# In the order in which they come, each after another sentence; seconds of the real clock
JUMPS = ("+86400", "-34560000", "+0")


@pytest.fixture
def faked_clock(tmp_path: Path) -> tuple[dict[str, str], Callable[[str], None]]:
    """The environment of a process whose wall clock a test sets, and how to set it."""
    libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not libraries:
        pytest.skip("libfaketime is not installed (Debian and Ubuntu: libfaketime)")
    offset = tmp_path / "clock"

    def set_clock(seconds: str) -> None:
        part = offset.with_name("clock.part")
        part.write_text(seconds)
        part.replace(offset)

    set_clock("+0")
    return {
        "LD_PRELOAD": str(libraries[0]),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # as with a real clock that is set
        "DONT_FAKE_MONOTONIC": "1",  # what older versions call it
    }, set_clock


def test_a_dictation_takes_no_notice_of_the_clock(
    start_recording: Callable[..., Any], open_window: Callable[..., Any], speech: np.ndarray,
    faked_clock: Any, tmp_path: Path, read_recording: Callable, transcribe_undisturbed: Callable,
    list_lines: Callable,
) -> None:  # fmt: skip
    home = tmp_path / "home"
    environment, set_clock = faked_clock
    window = start_recording(**environment)

    def read_job() -> Any:
        jobs = Journals(home / "jobs").load()
        return jobs[0] if jobs else None

    for number, jump in enumerate(JUMPS):
        window.wait_until(lambda n=number: (job := read_job()) and len(job.segments) > n)
        set_clock(jump)
        window.wait_until(lambda s=int(jump): abs(window.get("clock") - time.time() - s) < 600)
        heard = window.get("heard")
        window.wait_until(lambda n=heard: window.get("heard") > n + RATE_HZ)
        # The window's own clock is that of the recording.
        assert abs(window.get("shown") / 1000 - window.get("heard") / RATE_HZ) < SHOWN_WITHIN_S
    window.trigger("record")
    window.wait_until(lambda: read_job().phase is Phase.DONE)
    window.trigger("quit")
    assert window.process.wait(60) == 0

    job = read_job()
    kept, info = read_recording(job.source), read_info(job.source)
    assert np.array_equal(kept, speech[: len(kept)])
    assert (info.state, info.gaps, info.overruns) == ("finished", (), 0)
    assert list_lines(job) == transcribe_undisturbed(recording=str(job.source), follow=True)
    assert job.missing == job.warnings == ()
    user = open_window()
    user.wait_until(lambda: user.jobs)  # what is shown is read from its journal
    assert user.jobs[0].segments == job.segments
    assert user.read_row(user.jobs[0]) == "Klar"
    assert user.read_notice() == ""
    assert user.window.recovery.isHidden()
