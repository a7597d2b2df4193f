"""Where a job's sound comes from: when a file that is being decoded counts as whole."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.audio.recording import RecordingWriter
from desktop.engine.media import Damage
from desktop.engine.source import ImportSource
from desktop.errors import RecordingError

WAIT_S = 30.0


@pytest.fixture
def sound(make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]) -> Path:
    return make_recording(make_bursts((1.0, 1.0)), "ljud.wav")


def wait_for_import() -> None:
    for thread in threading.enumerate():
        if thread.name == "import":
            thread.join(WAIT_S)


def ignore(damage: Damage) -> None:
    raise AssertionError(damage)


def test_a_cancelled_import_never_counts_as_whole(sound: Path, tmp_path: Path) -> None:
    """Else the job could take the place where it broke off for the end, and cut a word in two."""
    cancelled = threading.Event()
    cancelled.set()
    source = ImportSource(sound, tmp_path / "ut.wav", ignore, cancelled)
    wait_for_import()
    assert source.measure()[1] is False
    source.close()
    assert not (tmp_path / "ut.wav").exists()


def test_damage_is_told_before_the_job_can_end(sound: Path, tmp_path: Path) -> None:
    half = tmp_path / "halv.wav"
    half.write_bytes(sound.read_bytes()[:40_044])
    told, may_go_on = threading.Event(), threading.Event()

    def warn(damage: Damage) -> None:
        told.set()
        may_go_on.wait(WAIT_S)

    source = ImportSource(half, tmp_path / "ut.wav", warn, threading.Event())
    assert told.wait(WAIT_S)
    assert source.measure() == (20_000, False)
    may_go_on.set()
    wait_for_import()
    assert source.measure() == (20_000, True)
    source.close()


def test_what_cannot_be_replaced_is_told(sound: Path, tmp_path: Path) -> None:
    RecordingWriter(tmp_path / "ut.wav", source=str(sound))
    (tmp_path / "ut.wav").unlink()
    (tmp_path / "ut.wav").mkdir()
    with pytest.raises(RecordingError) as caught:
        ImportSource(sound, tmp_path / "ut.wav", ignore, threading.Event())
    assert caught.value.code == "recording_exists"
