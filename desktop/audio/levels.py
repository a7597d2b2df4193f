"""How loud a microphone is: levels in dBFS, a meter's movement, and whether it is muted. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FULL_SCALE = 32768.0  # of 16-bit samples; this amplitude is 0 dBFS
FLOOR_DBFS = -120.0  # what digital silence is shown as

# A needle's fall: 20 dB in 1.7 s, IEC 60268-10 type I. It rises at once.
DECAY_DB_PER_S = 20.0 / 1.7

# Three steps of a 16-bit converter. The noise of a live microphone in a quiet room lies above
# (-75 to -55 dBFS); a muted one gives zeros, or zeros with dither.
MUTED_BELOW_DBFS = -80.0
MUTED_AFTER_S = 2.0


@dataclass(frozen=True)
class Level:
    """The loudness of a stretch of sound, in dB below full scale.

    Both are 0 for a full-scale square wave; `rms_dbfs` of a full-scale sine is -3.01.
    `clipped`: at least one sample stood at the converter's limit.
    """

    rms_dbfs: float
    peak_dbfs: float
    clipped: bool


def to_dbfs(amplitude: float) -> float:
    """An amplitude on the 16-bit scale in dBFS, never below FLOOR_DBFS."""
    if amplitude <= 0.0:
        return FLOOR_DBFS
    return max(FLOOR_DBFS, 20.0 * float(np.log10(amplitude / FULL_SCALE)))


def measure_level(samples: NDArray[np.int16] | NDArray[np.float32]) -> Level:
    """The level of samples on the 16-bit scale (-32768 to 32767), any shape, may be empty."""
    if samples.size == 0:
        return Level(FLOOR_DBFS, FLOOR_DBFS, clipped=False)
    values = samples.astype(np.float64)
    peak = float(np.max(np.abs(values)))
    rms = float(np.sqrt(np.mean(values * values)))
    return Level(to_dbfs(rms), to_dbfs(peak), clipped=peak >= FULL_SCALE - 1.0)


def move_needle(shown_dbfs: float, level_dbfs: float, elapsed_s: float) -> float:
    """Where a meter's needle stands `elapsed_s` later: up at once, down slowly."""
    return max(level_dbfs, shown_dbfs - DECAY_DB_PER_S * elapsed_s, FLOOR_DBFS)


@dataclass(frozen=True)
class MuteState:
    """What is known of a microphone: how long it has been silent, and the verdict."""

    silent_s: float = 0.0
    muted: bool = False


def follow_mute(state: MuteState, level: Level, duration_s: float) -> MuteState:
    """The state after `duration_s` more of sound with this level.

    A muted microphone (or one that the system withholds: macOS gives zeros instead of an error)
    is silent below MUTED_BELOW_DBFS without a break. A microphone behind a noise gate looks the
    same while nobody speaks, so the verdict is a hint for the user, never a reason to stop.
    """
    if level.peak_dbfs > MUTED_BELOW_DBFS:
        return MuteState()
    silent_s = state.silent_s + duration_s
    return MuteState(silent_s, muted=silent_s > MUTED_AFTER_S)
