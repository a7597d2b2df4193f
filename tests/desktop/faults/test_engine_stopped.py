"""The engine stands still for ten seconds while somebody dictates, as on a machine that swaps."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from desktop.audio.recording import read_info
from desktop.file_queue import Phase
from desktop.ui.record_panel import RecordState

pytestmark = [
    pytest.mark.window,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP"),
]

RATE_HZ = 16_000
STOPPED_S = 10
TICK_MS = 50


def test_nothing_is_dropped_while_the_engine_stands_still(
    open_window: Callable[..., Any], speech: np.ndarray, make_speaker: Callable,
    read_recording: Callable, transcribe_undisturbed: Callable, list_lines: Callable,
    steady_engine: list[str],
) -> None:  # fmt: skip
    speaker = make_speaker()
    user = open_window(speaker, engine_command=steady_engine)
    engine = user.wait_for_engine()
    speaker.say(speech[: 15 * RATE_HZ])
    user.begin_recording()
    user.wait_until(lambda: user.jobs[0].segments)
    os.kill(engine, signal.SIGSTOP)
    try:
        n_segments, n_heard = len(user.jobs[0].segments), len(speaker.heard)
        ticks: list[int] = []
        timer = QTimer()
        timer.timeout.connect(lambda: ticks.append(1))
        timer.start(TICK_MS)
        shown = user.window.record_panel.time.text()
        blocks = STOPPED_S * RATE_HZ // len(speaker.heard[0])
        user.wait_until(lambda: len(speaker.heard) >= n_heard + blocks)
        timer.stop()
        # The window worked all the while, and showed that it hears.
        assert len(ticks) > STOPPED_S * 1000 / TICK_MS / 2
        assert user.app.dictation.state is RecordState.RECORDING
        assert user.window.record_panel.time.text() > shown
        assert user.read_row(user.jobs[0]) == "Spelar in"
        assert user.read_notice() == ""
        assert len(user.jobs[0].segments) <= n_segments + 1  # what was on its way
    finally:
        os.kill(engine, signal.SIGCONT)
    user.wait_until(lambda: len(user.jobs[0].segments) > n_segments + 1)
    assert user.jobs[0].is_growing
    user.wait_until(lambda: speaker.is_silent)
    user.end_recording()
    job = user.wait_for_phase(Phase.DONE)
    assert user.engine_pid() == engine

    kept, info = read_recording(job.source), read_info(job.source)
    assert np.array_equal(kept, np.concatenate(speaker.heard)[: len(kept)])
    assert (info.gaps, info.overruns) == ((), 0)
    assert list_lines(job) == transcribe_undisturbed(recording=str(job.source), follow=True)
    assert user.read_text(job).split() == " ".join(one.text for one in job.segments).split()
    assert user.read_row(job) == "Klar"
    assert user.read_notice() == ""
