"""Faults that need a process of their own: SIGKILL while recording, a disk that fills up."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from desktop.audio.recording import RECORDING, RecordingReader, finish_abandoned, read_info

RATE = 16000
BLOCK = 400

# Records a counting signal in real time, and says after each block how many samples it gave.
PROGRAM = """
import sys, time
from pathlib import Path
import numpy as np
from desktop.audio.events import Failed, Stopped
from desktop.audio.recorder import Recorder

class Stream:
    name, rate_hz, channels = "counter", 16000.0, 1
    def __init__(self, on_block): self.on_block = on_block
    def start(self): streams.append(self)
    def close(self): pass

class Source:
    def open(self, device_id, on_block, on_end): return Stream(on_block)

def tell(event):
    if isinstance(event, Failed): print(event.error.code, flush=True)
    if isinstance(event, Stopped): print(event.duration_s, flush=True)

streams = []
"""

RECORD_FOR_EVER = (
    PROGRAM
    + """
recorder = Recorder(Source(), tell)
recorder.start(Path(sys.argv[1]))
n_given = 0
while True:
    time.sleep(0.025)
    for stream in streams:
        samples = (np.arange(n_given, n_given + 400) % 30000).astype(np.int16)
        stream.on_block(samples.tobytes(), False)
        n_given += 400
        print(n_given, flush=True)
"""
)

FILL_THE_DISK = (
    PROGRAM
    + """
import resource, threading
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # as if the disk were so small
recorder = Recorder(Source(), tell)
recorder.start(Path(sys.argv[1]))
while not streams:
    time.sleep(0.01)
for at in range(0, 64000, 400):
    streams[0].on_block((np.arange(at, at + 400) % 30000).astype(np.int16).tobytes(), False)
recorder.close()
"""
)


def read_counting_signal(path: Path) -> int:
    """How many samples the recording has; all must be those that were given."""
    with RecordingReader(path) as reader:
        n_samples, _ = reader.measure()
        sound = np.rint(reader.read(0, n_samples) * 32768).astype(np.int64)
    np.testing.assert_array_equal(sound, np.arange(n_samples) % 30000)
    return n_samples


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_recorder_leaves_all_but_the_last_moment(tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    with subprocess.Popen(
        [sys.executable, "-c", RECORD_FOR_EVER, str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        n_given = 0
        while n_given < 2 * RATE:
            n_given = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        for line in process.stdout:  # what it gave between our reading and its death
            n_given = int(line) if line.endswith("\n") else n_given
    n_samples = read_counting_signal(path)
    assert n_given - n_samples <= RATE  # a second at the most, by the samples' own count
    assert read_info(path).state == RECORDING
    assert finish_abandoned(path) == n_samples
    assert read_counting_signal(path) == n_samples


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE")
def test_a_disk_that_fills_up_keeps_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    done = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK, str(path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    code, duration_s = done.stdout.split()
    assert code == "disk_full"
    n_samples = read_counting_signal(path)
    assert n_samples == float(duration_s) * RATE
    assert 100_000 - 44 - n_samples * 2 < BLOCK * 2  # to the last block that fits
    assert json.loads(path.with_suffix(".json").read_text())["state"] == "finished"
