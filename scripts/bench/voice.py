"""A voice in front of the microphone: says what is scheduled, when it is scheduled, else nothing.

Through PulseAudio (the app's real microphone code) or straight into the recorder (no sound server
needed). Either way every block of sound is kept with the moment of its arrival, so that the moment
at which a sample was spoken can be found afterwards.
"""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ, to_int16
from desktop.audio.source import (
    AudioSource,
    AudioStream,
    BlockCallback,
    EndCallback,
    SoundDeviceSource,
)
from tests.virtual_microphone import SINK, VirtualMicrophone, list_missing_programs

TICK_S = 0.01
PACED_BLOCK_S = 0.025  # what PortAudio's blocks are with PulseAudio
# Sound that the player is given ahead, so that it never runs dry, and what of it the server holds.
PLAYER_LEAD_S = 0.5
PLAYER_BUFFER_MS = 200
SEARCH_S = 1.5  # how far from where it is expected a sentence is looked for


class Timeline:
    """What is to be heard and when; silence where nothing is scheduled. For any thread."""

    def __init__(self) -> None:
        self._scheduled: list[tuple[int, NDArray[np.int16]]] = []
        self._lock = threading.Lock()

    def schedule(self, at_s: float, samples: NDArray[np.float32]) -> None:
        """`at_s`: time.monotonic of the first sample, more than PLAYER_LEAD_S from now."""
        with self._lock:
            self._scheduled.append((round(at_s * SAMPLE_RATE_HZ), to_int16(samples)))

    def render(self, start: int, stop: int) -> NDArray[np.int16]:
        """The samples between two moments, counted in samples since the clock's zero."""
        sound = np.zeros(stop - start, np.int16)
        with self._lock:
            self._scheduled = [item for item in self._scheduled if item[0] + len(item[1]) > start]
            for at, samples in self._scheduled:
                first, last = max(at, start), min(at + len(samples), stop)
                if first < last:
                    sound[first - start : last - start] = samples[first - at : last - at]
        return sound


class Tap:
    """Everything that the microphone gave, at its own rate, and when."""

    def __init__(self) -> None:
        self._blocks: list[tuple[float, NDArray[np.int16]]] = []
        self.rate_hz = float(SAMPLE_RATE_HZ)
        self.n_channels = 1

    def add(self, data: bytes) -> None:
        self._blocks.append((time.monotonic(), np.frombuffer(data, np.int16)))

    def locate(self, samples: NDArray[np.float32], about_s: float) -> float:
        """When the first of these samples was spoken (time.monotonic), expected `about_s`.

        The microphone's clock is laid so that its quickest block took no time at all to arrive.
        """
        arrivals_s = np.array([at_s for at_s, _ in self._blocks])
        ends = np.cumsum([len(block) // self.n_channels for _, block in self._blocks])
        zero_s = float(np.min(arrivals_s - ends / self.rate_hz))
        sound = np.concatenate([block[:: self.n_channels] for _, block in self._blocks])
        start = max(0, round((about_s - SEARCH_S - zero_s) * self.rate_hz))
        stop = round((about_s + SEARCH_S - zero_s) * self.rate_hz) + round(
            len(samples) / SAMPLE_RATE_HZ * self.rate_hz
        )
        heard = soxr.resample(
            sound[start:stop].astype(np.float32) / 32768, self.rate_hz, SAMPLE_RATE_HZ, quality="HQ"
        )
        return zero_s + start / self.rate_hz + find_in(samples, heard) / SAMPLE_RATE_HZ


def find_in(samples: NDArray[np.float32], heard: NDArray[np.float32]) -> int:
    """Where in `heard` the samples begin: the place of the greatest correlation."""
    n = len(heard) + len(samples)
    spectrum = np.fft.rfft(heard, n) * np.conj(np.fft.rfft(samples, n))
    correlation = np.fft.irfft(spectrum, n)[: max(1, len(heard) - len(samples) + 1)]
    return int(np.argmax(correlation))


class TappedSource:
    """Another source of sound, whose blocks are noted as they come."""

    def __init__(self, source: AudioSource, tap: Tap) -> None:
        self._source = source
        self._tap = tap

    def open(
        self, device_id: str | None, on_block: BlockCallback, on_end: EndCallback
    ) -> AudioStream:
        def note(data: bytes, overflowed: bool) -> None:
            self._tap.add(data)
            on_block(data, overflowed)

        stream = self._source.open(device_id, note, on_end)
        self._tap.rate_hz, self._tap.n_channels = stream.rate_hz, stream.channels
        return stream


class PacedStream:
    """A microphone that hears the timeline directly, in real time."""

    name = "timeline"
    rate_hz = float(SAMPLE_RATE_HZ)
    channels = 1

    def __init__(self, timeline: Timeline, on_block: BlockCallback) -> None:
        self._timeline = timeline
        self._on_block = on_block
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="paced", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        n_block = round(PACED_BLOCK_S * SAMPLE_RATE_HZ)
        at = round(time.monotonic() * SAMPLE_RATE_HZ)
        while not self._stopped.wait(max(0.0, (at + n_block) / SAMPLE_RATE_HZ - time.monotonic())):
            self._on_block(self._timeline.render(at, at + n_block).tobytes(), False)
            at += n_block


class PacedSource:
    """Opens PacedStreams."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def open(
        self, device_id: str | None, on_block: BlockCallback, on_end: EndCallback
    ) -> AudioStream:
        return PacedStream(self._timeline, on_block)


class Player:
    """Plays the timeline into PulseAudio's null sink, without a gap, in real time."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._stopped = threading.Event()
        latency = f"--latency-msec={PLAYER_BUFFER_MS}"
        form = ["--raw", "--format=s16le", f"--rate={SAMPLE_RATE_HZ}", "--channels=1"]
        self._player = subprocess.Popen(
            ["pacat", "--playback", f"--device={SINK}", *form, latency], stdin=subprocess.PIPE
        )
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        self._thread.join()
        self._player.terminate()
        self._player.wait()

    def _run(self) -> None:
        assert self._player.stdin is not None
        at = round(time.monotonic() * SAMPLE_RATE_HZ)
        while not self._stopped.wait(TICK_S):
            until = round((time.monotonic() + PLAYER_LEAD_S) * SAMPLE_RATE_HZ)
            self._player.stdin.write(self._timeline.render(at, until).tobytes())
            self._player.stdin.flush()
            at = until


class Voice:
    """Where a benchmark has its sound from: give `source` to a recorder, then schedule."""

    def __init__(self, source: AudioSource, timeline: Timeline) -> None:
        self.tap = Tap()
        self.source: AudioSource = TappedSource(source, self.tap)
        self.timeline = timeline


@contextmanager
def open_voice(through_pulseaudio: bool) -> Iterator[Voice]:
    """A voice, heard through PulseAudio's null sink and PortAudio, or directly."""
    timeline = Timeline()
    if not through_pulseaudio:
        yield Voice(PacedSource(timeline), timeline)
        return
    missing = list_missing_programs()
    if missing:
        raise SystemExit(f"install pulseaudio and pulseaudio-utils (missing: {', '.join(missing)})")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="vmic-"))
        stack.enter_context(VirtualMicrophone(Path(folder)))
        player = Player(timeline)
        stack.callback(player.close)
        yield Voice(SoundDeviceSource(), timeline)
