"""A recording's course in samples: preroll, tail, pause, disk. No thread and no device."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.audio.events import (
    Failed,
    Listening,
    LowDisk,
    Overrun,
    Paused,
    Resumed,
    Stopped,
)
from desktop.audio.recording import FINISHED, Gap, RecordingReader, RecordingWriter, read_info
from desktop.audio.session import (
    Phase,
    Preroll,
    RecordingSession,
    SessionLimits,
    measure_free_bytes,
)
from desktop.errors import RecordingError

GIB = 1024**3
MIB = 1024**2
LIMITS = SessionLimits(preroll_s=0.5, tail_s=0.5)


def ramp(start: int, stop: int) -> np.ndarray:
    return np.arange(start, stop).astype(np.int16)


def read_back(path: Path) -> np.ndarray:
    with RecordingReader(path) as reader:
        n_samples, _ = reader.measure()
        return np.rint(reader.read(0, n_samples) * 32768).astype(np.int16)


class Desk:
    """A session on a real file, with room on the disk as the test says."""

    def __init__(self, folder: Path, writer: Any = None, preroll: np.ndarray | None = None) -> None:
        self.path = folder / "talk.wav"
        self.events: list[Any] = []
        self.free_bytes = GIB
        self.preroll = Preroll(8000)
        if preroll is not None:
            self.preroll.add(preroll)
        self.session = RecordingSession(
            writer or RecordingWriter(self.path),
            self.preroll,
            self.events.append,
            LIMITS,
            lambda _folder: self.free_bytes,
        )


def test_preroll_keeps_the_newest_samples_exactly() -> None:
    preroll = Preroll(1000)
    for at in range(0, 5000, 300):
        preroll.add(ramp(at, at + 300))
    np.testing.assert_array_equal(preroll.take(), ramp(4100, 5100))
    assert len(preroll.take()) == 0


def test_preroll_of_no_length_keeps_nothing() -> None:
    preroll = Preroll(0)
    preroll.add(ramp(0, 10))
    assert len(preroll.take()) == 0


def test_first_and_last_words_are_kept_sample_by_sample(tmp_path: Path) -> None:
    desk = Desk(tmp_path, preroll=ramp(-9000, 0))
    assert desk.events == [Listening()]
    desk.session.add(ramp(0, 3000))
    desk.session.stop()
    desk.session.add(ramp(3000, 6000))
    assert desk.session.phase is Phase.STOPPING
    desk.session.add(ramp(6000, 12000))
    assert desk.session.phase is Phase.ENDED
    np.testing.assert_array_equal(read_back(desk.path), ramp(-8000, 3000 + 8000))
    np.testing.assert_array_equal(desk.preroll.take(), ramp(11000, 12000))  # for the next one
    assert desk.events[-1] == Stopped(desk.path, 19000 / 16000)
    assert read_info(desk.path).state == FINISHED


def test_listening_comes_with_the_first_sample_and_only_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.events == []
    desk.session.add(ramp(0, 0))
    assert desk.events == []
    desk.session.add(ramp(0, 10))
    desk.session.add(ramp(10, 20))
    assert desk.events == [Listening()]


def test_a_pause_keeps_its_tail_and_the_word_before_resuming(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session.add(ramp(0, 1000))
    desk.session.pause()
    desk.session.add(ramp(1000, 30000))  # 8000 of tail, then 21000 that are left out
    assert desk.events[-1] == Paused(9000 / 16000)
    desk.session.resume()
    desk.session.add(ramp(30000, 31000))
    desk.session.end()
    expected = np.concatenate([ramp(0, 9000), ramp(22000, 31000)])
    np.testing.assert_array_equal(read_back(desk.path), expected)
    gap = Gap(9000, 13000 / 16000, "paused")
    assert read_info(desk.path).gaps == (gap,)
    assert desk.events[2:4] == [gap, Resumed()]


def test_a_pause_taken_back_leaves_no_gap(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session.add(ramp(0, 1000))
    desk.session.pause()
    desk.session.add(ramp(1000, 2000))
    desk.session.resume()
    desk.session.add(ramp(2000, 20000))
    desk.session.end()
    np.testing.assert_array_equal(read_back(desk.path), ramp(0, 20000))
    assert read_info(desk.path).gaps == ()


def test_stop_during_a_pause_ends_at_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session.add(ramp(0, 1000))
    desk.session.pause()
    desk.session.add(ramp(1000, 9500))
    desk.session.stop()
    assert desk.events[-1] == Stopped(desk.path, 9000 / 16000)


def test_stop_in_the_tail_of_a_pause_keeps_the_tail(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session.add(ramp(0, 1000))
    desk.session.pause()
    desk.session.add(ramp(1000, 2000))
    desk.session.stop()
    desk.session.add(ramp(2000, 20000))
    np.testing.assert_array_equal(read_back(desk.path), ramp(0, 9000))


def test_without_sound_no_file_is_left(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session.end()
    assert desk.events == [Stopped(None, 0.0)]
    assert list(tmp_path.iterdir()) == []


def test_overruns_are_told_and_stored(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for _ in range(3):
        desk.session.count_overrun()
        desk.session.add(ramp(0, 1000))
    desk.session.end()
    assert [e.count for e in desk.events if isinstance(e, Overrun)] == [1, 2, 3]
    assert read_info(desk.path).overruns == 3


def test_overruns_reach_the_disk_while_the_recording_goes_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session.add(ramp(0, 1000))
    desk.session.count_overrun()
    desk.session.add(ramp(0, 16000))
    desk.session.add(ramp(0, 10))
    assert read_info(desk.path).overruns == 1
    desk.session.end()
    assert read_info(desk.path).overruns == 1


def test_little_room_is_told_early_and_once_more_near_the_end(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session.add(ramp(0, 1000))
    last_bytes = 50 * MIB + 600 * 32_000  # ten minutes, and what is left free
    for free_bytes in (200 * MIB, 200 * MIB - 1, 199 * MIB, last_bytes, last_bytes - 1, 51 * MIB):
        desk.free_bytes = free_bytes
        desk.session.add(ramp(0, 16000))
    early, late = [e for e in desk.events if isinstance(e, LowDisk)]
    assert early == LowDisk(200 * MIB - 1, pytest.approx(150 * MIB / 32_000))
    assert late == LowDisk(last_bytes - 1, pytest.approx(600.0))
    assert desk.session.phase is Phase.RECORDING


def test_before_the_disk_is_full_the_recording_is_closed_in_order(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session.add(ramp(0, 16000))
    desk.free_bytes = 50 * MIB - 1
    desk.session.add(ramp(16000, 20000))
    desk.session.add(ramp(20000, 21000))
    failed, stopped = desk.events[-2:]
    assert isinstance(failed, Failed) and failed.error.code == "disk_full"
    assert stopped == Stopped(desk.path, 1.0)
    np.testing.assert_array_equal(read_back(desk.path), ramp(0, 16000))
    assert read_info(desk.path).state == FINISHED


def test_on_a_small_disk_all_is_kept_and_closed_with_room_to_spare(small_disk: Path) -> None:
    events: list[Any] = []
    writer = RecordingWriter(small_disk / "talk.wav")
    limits = SessionLimits(low_disk_bytes=300_000, last_s=2.0, full_disk_bytes=100_000)
    session = RecordingSession(writer, Preroll(0), events.append, limits, measure_free_bytes)
    n_given = 0
    while session.phase is Phase.RECORDING:
        session.add(ramp(n_given, n_given + 400))
        n_given += 400
    kinds = [type(event) for event in events]
    assert kinds == [Listening, LowDisk, LowDisk, Failed, Stopped]
    assert events[3].error.code == "disk_full"
    assert 100_000 - 40_000 < measure_free_bytes(small_disk) < 100_000  # a second is 32,000
    np.testing.assert_array_equal(read_back(writer.path), ramp(0, n_given - 400))
    assert events[4] == Stopped(writer.path, (n_given - 400) / 16000)
    assert read_info(writer.path).state == FINISHED
    with wave.open(str(writer.path)) as wav:
        assert wav.getnframes() == n_given - 400


class FailingWriter(RecordingWriter):
    """A real writer whose disk breaks at the third append."""

    n_left = 2

    def append(self, samples: np.ndarray) -> None:
        if self.n_left == 0:
            raise OSError(5, "Input/output error")
        self.n_left -= 1
        super().append(samples)


def test_a_write_error_keeps_what_is_written(tmp_path: Path) -> None:
    desk = Desk(tmp_path, FailingWriter(tmp_path / "talk.wav"))
    for at in range(0, 5000, 1000):
        desk.session.add(ramp(at, at + 1000))
    failed, stopped = desk.events[-2:]
    assert failed.error.code == "folder_not_writable"
    assert "Input/output error" in failed.error.details["reason"]
    assert stopped == Stopped(desk.path, 2000 / 16000)
    np.testing.assert_array_equal(read_back(desk.path), ramp(0, 2000))


class UnfinishedWriter(RecordingWriter):
    """A real writer on a disk with no room even for the JSON's new state."""

    def append(self, samples: np.ndarray) -> None:
        if self.n_samples:
            raise RecordingError("disk_full", path=str(self.path))
        super().append(samples)

    def finish(self) -> None:
        super()._flush()
        raise RecordingError("disk_full", path=str(self.path))


def test_a_recording_that_cannot_be_finished_is_told_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path, UnfinishedWriter(tmp_path / "talk.wav"))
    desk.session.add(ramp(0, 1000))
    desk.session.add(ramp(1000, 2000))
    assert [e.error.code for e in desk.events if isinstance(e, Failed)] == ["disk_full"]
    assert desk.events[-1] == Stopped(desk.path, 1000 / 16000)


def test_an_error_at_the_very_end_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path, UnfinishedWriter(tmp_path / "talk.wav"))
    desk.session.add(ramp(0, 1000))
    desk.session.end()
    failed, stopped = desk.events[-2:]
    assert failed.error.code == "disk_full"
    assert stopped == Stopped(desk.path, 1000 / 16000)


@pytest.mark.parametrize("phase", [Phase.RECORDING, Phase.STOPPING])
def test_a_gap_is_marked_where_it_is(tmp_path: Path, phase: Phase) -> None:
    desk = Desk(tmp_path)
    desk.session.add(ramp(0, 1000))
    if phase is Phase.STOPPING:
        desk.session.stop()
    desk.session.mark_gap(2.5, "unplugged")
    desk.session.end()
    assert read_info(desk.path).gaps == (Gap(1000, 2.5, "unplugged"),)
    assert Gap(1000, 2.5, "unplugged") in desk.events


def test_the_microphone_is_named_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session.name_source("Åsas mikrofon")
    desk.session.name_source("en annan")
    assert read_info(desk.path).source == "Åsas mikrofon"
    desk.session.add(ramp(0, 1000))
    desk.session.end()
    assert read_info(desk.path).source == "Åsas mikrofon"


def test_a_gap_during_a_pause_makes_the_pause_longer(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.session.add(ramp(0, 1000))
    desk.session.pause()
    desk.session.add(ramp(1000, 9000))
    desk.session.mark_gap(2.5, "unplugged")
    desk.session.add(ramp(9000, 25000))
    desk.session.resume()
    desk.session.end()
    assert read_info(desk.path).gaps == (Gap(9000, 3.0, "paused"),)
