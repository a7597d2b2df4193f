"""Tells the voices of a recording apart: who speaks when, by sherpa-onnx and two small models.

One model hears, ten seconds at a time, where up to three voices speak; the other makes of each
stretch a point, and voices whose points lie near each other are one. The models are those of
desktop.models.speaker_models. docs/decisions/0005-speakers.md says why these.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ
from desktop.errors import SpeakersError
from desktop.speakers import Turn

ALIKE = 0.5  # cosine distance within which two stretches are one voice, where none says how many
WINDOW_S = 10.0  # that the segmentation hears at a time
SMALLEST_SHIFT, LARGEST_SHIFT = 0.1, 0.5  # of a window; the former is pyannote's own
MOST_WINDOWS = 3600
SHORTEST_TURN_S = 0.3
SHORTEST_PAUSE_S = 0.5  # within a turn


def choose_shift(n_samples: int) -> float:
    """By what share of a window the next one begins later.

    Memory for comparing all stretches with each other grows with the square of their number: after
    an hour the windows overlap less, after five hours they are as far apart as they may be.
    """
    windows = n_samples / SAMPLE_RATE_HZ / WINDOW_S
    return min(LARGEST_SHIFT, max(SMALLEST_SHIFT, windows / MOST_WINDOWS))


def find_turns(
    samples: NDArray[np.float32],
    segmentation: Path,
    embedding: Path,
    n_speakers: int | None,
    n_threads: int,
    report: Callable[[int, int], None],
    is_stopped: Callable[[], bool],
) -> list[Turn]:
    """The turns in order. `samples`: 16 kHz mono, shape (n,). `n_speakers` None: as many as heard.

    `report` is told how many stretches are done, and of how many. When it is stopped, what comes
    back is of no use. Raises SpeakersError: speakers_unavailable, speakers_bad_models.
    """
    try:
        import sherpa_onnx
    except ImportError as error:
        raise SpeakersError("speakers_unavailable", reason=str(error)) from error
    config = sherpa_onnx.OfflineSpeakerDiarizationConfig(
        segmentation=sherpa_onnx.OfflineSpeakerSegmentationModelConfig(
            pyannote=sherpa_onnx.OfflineSpeakerSegmentationPyannoteModelConfig(
                model=str(segmentation), window_shift_ratio=choose_shift(len(samples))
            ),
            num_threads=n_threads,
        ),
        embedding=sherpa_onnx.SpeakerEmbeddingExtractorConfig(
            model=str(embedding), num_threads=n_threads
        ),
        clustering=sherpa_onnx.FastClusteringConfig(num_clusters=n_speakers or -1, threshold=ALIKE),
        min_duration_on=SHORTEST_TURN_S,
        min_duration_off=SHORTEST_PAUSE_S,
    )
    if not config.validate():
        raise SpeakersError("speakers_bad_models", path=str(segmentation.parent))
    finder = sherpa_onnx.OfflineSpeakerDiarization(config)
    if finder.sample_rate != SAMPLE_RATE_HZ:
        raise SpeakersError("speakers_bad_models", path=str(segmentation.parent))

    def tell(n_done: int, n_total: int) -> int:
        report(n_done, n_total)
        return int(is_stopped())

    result = finder.process(samples, callback=tell)
    return [
        Turn(round(one.start, 3), round(one.end, 3), one.speaker)
        for one in result.sort_by_start_time()
    ]
