"""The microphone is pulled out and plugged in again while somebody dictates."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.app import make_recorder
from desktop.audio.recording import read_info
from desktop.file_queue import Phase
from desktop.ui.record_panel import RecordState

pytestmark = [pytest.mark.window, pytest.mark.audio, pytest.mark.slow]

RATE_HZ = 16_000
SILENCE = np.zeros(RATE_HZ, np.int16)


def test_a_dictation_goes_on_when_the_microphone_comes_back(
    virtual_microphone: Any, open_window: Callable[..., Any], spoken: tuple, tmp_path: Path,
    write_wav: Callable, transcribe_undisturbed: Callable,
) -> None:  # fmt: skip
    before = write_wav(tmp_path / "före.wav", np.concatenate([spoken[1], SILENCE]))
    after = write_wav(tmp_path / "efter.wav", np.concatenate([spoken[8], SILENCE]))
    user = open_window(make_recorder=make_recorder)
    user.wait_for_engine()
    panel = user.window.record_panel

    def play(wav: Path) -> None:
        played = user.app.disk._pool.submit(virtual_microphone.play, wav)
        user.wait_until(played.done)
        played.result()

    user.begin_recording()
    play(before)
    user.wait_until(lambda: user.jobs[0].segments)
    virtual_microphone.unload()
    user.wait_until(lambda: user.app.dictation.state is RecordState.DEAF)
    assert panel.hint.text() == "Mikrofonen är borta, väntar på den …"
    user.wait_until(
        lambda: "har kopplats ur. Det som sagts hittills är sparat." in user.read_notice()
    )
    virtual_microphone.reload()
    user.wait_until(lambda: user.app.dictation.state is RecordState.RECORDING)
    user.wait_until(lambda: "Inspelningen fortsätter." in user.read_notice())
    assert "saknas, utmärkt i texten" in user.read_notice()
    assert user.jobs[0].is_growing
    play(after)
    user.end_recording()
    job = user.wait_for_phase(Phase.DONE)

    (gap,) = read_info(job.source).gaps
    (hole,) = job.missing
    gap_s = gap.sample / RATE_HZ
    assert (gap.reason, hole.reason, hole.at_s) == ("unplugged", "unplugged", gap_s)
    assert gap.missing_s > 0
    first = [one.text for one in job.segments if one.end_s <= gap_s]
    rest = [one.text for one in job.segments if one.start_s >= gap_s]
    assert len(first) + len(rest) == len(job.segments)
    # The way through the sound server may change a word; most must be what the files hold.
    assert share_words(first, transcribe_undisturbed(file=str(before))) >= 0.5
    assert share_words(rest, transcribe_undisturbed(file=str(after))) >= 0.5
    shown = user.read_text(job).splitlines()
    (mark,) = [line for line in shown if line.startswith("[… ")]
    assert mark.endswith("saknas: mikrofonen kopplades ur …]")
    assert " ".join(shown[: shown.index(mark)]) == " ".join(first)
    assert " ".join(shown[shown.index(mark) + 1 :]) == " ".join(rest)
    assert user.read_row(job) == "Klar"
    assert user.read_notice() == ""  # it was true of the recording only


def share_words(texts: list[str], expected: list[tuple[float, float, str]]) -> float:
    """How many of the expected words, of 1, were heard."""
    heard = set(" ".join(texts).lower().split())
    words = " ".join(text for _, _, text in expected).lower().split()
    return sum(word in heard for word in words) / len(words)
