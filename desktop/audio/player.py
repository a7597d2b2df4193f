"""Plays a recording, or a sound file, from any place and at any speed. Knows no window.

A thread of its own reads, stretches and writes to the sound system, and ends when it is paused. It
has nothing to do with the recorder: both may be at work at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import soxr

from desktop.audio import portaudio
from desktop.audio.compressed import open_recording
from desktop.audio.recording import SAMPLE_RATE_HZ, read_error
from desktop.audio.stretch import Samples, Stretcher
from desktop.errors import AudioFileError, MicrophoneError, PlayerError, TalskriftError

LATENCY_S = 0.15  # of sound on its way: the window's work must not be heard
SLOWEST, FASTEST = 0.5, 2.0


class Sound(Protocol):
    """What can be played: one channel."""

    rate_hz: float
    n_samples: int

    def read(self, start: int, stop: int) -> Samples:
        """Float32 samples in [-1, 1]; fewer where the sound ends. Raises AudioFileError."""

    def close(self) -> None: ...


class Output(Protocol):
    """The loudspeaker."""

    rate_hz: float
    latency_s: float

    def write(self, samples: Samples) -> None:
        """Returns when there is room for more. Raises PlayerError."""

    def close(self, drain: bool) -> None:
        """Gives the device back; with `drain`, when all has been heard. Raises nothing."""


class RecordingSound:
    """One of the app's own recordings, compressed or not."""

    def __init__(self, path: Path) -> None:
        self._reader = open_recording(path)
        self.rate_hz = float(SAMPLE_RATE_HZ)
        self.n_samples = self._reader.measure()[0]

    def read(self, start: int, stop: int) -> Samples:
        return self._reader.read(start, stop)

    def close(self) -> None:
        self._reader.close()


class FileSound:
    """A file of the user's, of a kind that libsndfile reads (WAV, FLAC, MP3, Ogg …).

    Raises AudioFileError: audio_not_found, audio_unreadable, not_audio (for libsndfile).
    """

    def __init__(self, path: Path) -> None:
        import soundfile

        self._path = path
        try:
            path.open("rb").close()
            self._file: Any = soundfile.SoundFile(path)
        except OSError as error:
            raise read_error(error, path) from error
        except soundfile.LibsndfileError as error:
            raise AudioFileError("not_audio", path=str(path)) from error
        self.rate_hz = float(self._file.samplerate)
        self.n_samples = int(self._file.frames)

    def read(self, start: int, stop: int) -> Samples:
        start, stop = min(start, self.n_samples), min(stop, self.n_samples)
        if stop <= start:
            return np.zeros(0, np.float32)
        try:
            if self._file.tell() != start:
                self._file.seek(start)
            found = self._file.read(stop - start, dtype="float32", always_2d=True)
        except RuntimeError as error:  # LibsndfileError is one
            raise AudioFileError("audio_unreadable", path=str(self._path)) from error
        return np.asarray(found.mean(axis=1), np.float32)

    def close(self) -> None:
        self._file.close()


class SpeakerOutput:
    """The system's default loudspeaker, through PortAudio.

    Raises PlayerError: no_loudspeaker.
    """

    def __init__(self) -> None:
        try:
            sounddevice = portaudio.renew_device_list()
            self.rate_hz = float(sounddevice.query_devices(kind="output")["default_samplerate"])
            self._stream = portaudio.open_stream(self._make)
            self._stream.start()
        except MicrophoneError as error:  # the door to PortAudio knows no other
            raise PlayerError(
                "no_loudspeaker", reason=str(error.details.get("reason", ""))
            ) from error
        except (ValueError, portaudio.load().PortAudioError) as error:
            raise PlayerError("no_loudspeaker", reason=str(error)) from error
        self.latency_s = float(self._stream.latency)

    def _make(self, sounddevice: Any) -> Any:
        return sounddevice.OutputStream(
            samplerate=self.rate_hz, channels=1, dtype="float32", latency=LATENCY_S
        )

    def write(self, samples: Samples) -> None:
        try:
            self._stream.write(samples)
        except portaudio.load().PortAudioError as error:
            raise PlayerError("no_loudspeaker", reason=str(error)) from error

    def close(self, drain: bool) -> None:
        if drain:
            self._stream.stop()
        portaudio.close_stream(self._stream)


class Player:
    """Plays one sound at a time. Its methods return at once; any thread may call them.

    `on_end` is called from the player's thread when the sound has ended by itself (None), or could
    not be played.
    """

    def __init__(
        self,
        on_end: Callable[[TalskriftError | None], None],
        open_output: Callable[[], Output] = SpeakerOutput,
    ) -> None:
        self._on_end = on_end
        self._open_output = open_output
        self._stopped = threading.Event()  # of the thread that plays now
        self._thread: threading.Thread | None = None
        self._position_s = 0.0
        self.speed = 1.0  # read at each block

    @property
    def position_s(self) -> float:
        """What is heard now, in seconds from the start of the sound."""
        return self._position_s

    def play(self, open_sound: Callable[[], Sound], at_s: float) -> None:
        """Play from here on, in the place of what is being played.

        `open_sound` is called in the player's thread; what it raises is told to `on_end`.
        """
        self.stop()
        self._stopped = threading.Event()
        self._position_s = at_s
        self._thread = threading.Thread(
            target=self._play, args=(open_sound, at_s, self._stopped), name="player", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Be silent. `on_end` is not called for what was stopped."""
        self._stopped.set()

    def close(self) -> None:
        """Stop, and wait until the device is given back."""
        self.stop()
        if self._thread is not None:
            self._thread.join(1.0)

    def _play(self, open_sound: Callable[[], Sound], at_s: float, stopped: threading.Event) -> None:
        failure: TalskriftError | None = None
        try:
            sound = open_sound()
            try:
                output = self._open_output()
                try:
                    self._write(sound, output, at_s, stopped)
                finally:
                    output.close(drain=not stopped.is_set())
            finally:
                sound.close()
        except TalskriftError as error:
            failure = error
        if not stopped.is_set():
            stopped.set()
            self._on_end(failure)

    def _write(self, sound: Sound, output: Output, at_s: float, stopped: threading.Event) -> None:
        stretcher = Stretcher(sound.read, sound.rate_hz, round(at_s * sound.rate_hz))
        resampler = soxr.ResampleStream(sound.rate_hz, output.rate_hz, 1, dtype="float32")
        while not stopped.is_set() and stretcher.position < sound.n_samples:
            speed = min(max(self.speed, SLOWEST), FASTEST)
            position_s = stretcher.position / sound.rate_hz - output.latency_s * speed
            block = stretcher.give_block(speed)
            output.write(resampler.resample_chunk(block))
            if not stopped.is_set():
                self._position_s = max(at_s, position_s)
        if not stopped.is_set():
            output.write(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
