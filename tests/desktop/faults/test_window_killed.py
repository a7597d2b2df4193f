"""The window's process is killed while it records: the next start finds all but the last moment."""

import random
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.audio.recording import read_info
from desktop.file_queue import Phase
from desktop.library.journal import Journals

pytestmark = [
    pytest.mark.window,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL"),
]

RATE_HZ = 16_000
SEED = 7


def is_running(pid: int) -> bool:
    """Whether the process works; one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_killed_window_loses_less_than_a_second(
    start_recording: Callable[..., Any], open_window: Callable[..., Any],
    speech: np.ndarray, tmp_path: Path, read_recording: Callable,
    transcribe_undisturbed: Callable, list_lines: Callable,
) -> None:  # fmt: skip
    home = tmp_path / "home"
    window = start_recording()

    def list_segments() -> tuple:
        jobs = Journals(home / "jobs").load()
        return jobs[0].segments if jobs else ()

    window.wait_until(list_segments)
    longer = random.Random(SEED).randrange(2 * RATE_HZ)
    heard = window.get("heard")
    window.wait_until(lambda: window.get("heard") >= heard + longer)
    window.kill()
    heard, said = window.get("heard"), list_segments()

    (recording,) = (home / "recordings").glob("*/recording.wav")
    assert read_info(recording).state == "recording"
    kept = read_recording(recording)
    assert heard - RATE_HZ < len(kept) <= heard
    assert np.array_equal(kept, speech[: len(kept)])
    with wave.open(str(recording)) as file:  # by any player, before anybody put it right
        assert file.getnframes() > len(kept) - RATE_HZ

    user = open_window()
    panel = user.window.recovery
    user.wait_until(lambda: read_info(recording).state == "finished" and panel.rows)
    user.wait_for_engine()
    assert panel.headline.text() == "En inspelning avbröts"
    assert panel.explanation.text().endswith("Ljudet är sparat.")
    (row,) = panel.rows.values()
    assert [button.text() for button in row.buttons] == ["Fortsätt", "Behåll", "Släng"]
    assert said[0].text in row.words.accessibleName()
    (job,) = user.jobs
    assert job.segments == said  # nothing is done that the user has not asked for
    committed = job.committed_sample
    with wave.open(str(recording)) as file:
        assert file.getnframes() == len(kept)
    row.buttons[0].click()
    job = user.wait_for_phase(Phase.DONE)
    rest = transcribe_undisturbed(recording=str(recording), from_sample=committed)
    assert job.segments[: len(said)] == said
    assert list_lines(job)[len(said) :] == rest
    assert panel.isHidden()
    assert user.read_row(job) == "Klar"
    assert user.read_text(job).split() == " ".join(one.text for one in job.segments).split()
    if sys.platform == "linux":  # the engine does not outlive its window
        user.wait_until(lambda: not is_running(window.get("engine")))
