"""Two small nets with the inputs, outputs and metadata of the real ones that tell voices apart.

They know no speech: in which of two bands there is more sound is all that they hear. With
them the real sherpa-onnx runs from end to end on synthetic voices.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SAMPLE_RATE_HZ = 16_000
FIELD, SHIFT, WINDOW = 991, 270, 160_000  # pyannote/segmentation-3.0's, in samples
BANDS_HZ = ((280, 295, 310), (200, 215, 230))  # strong in the one voice, weak in the other
SMOOTHED_FRAMES = 31  # half a second
QUIET = 2e-5  # power of a ground tone
N_MELS = 80


def write_segmentation(path: Path) -> None:
    """Samples (n, 1, t) in; for 7 sets of at most two of three voices how sure, (n, frames, 7)."""
    time_s = np.arange(FIELD) / SAMPLE_RATE_HZ
    window = np.hanning(FIELD) / np.hanning(FIELD).sum()
    tones = [
        function(2 * np.pi * tone * time_s) * window
        for band in BANDS_HZ
        for tone in band
        for function in (np.sin, np.cos)
    ]
    kernels = np.array(tones, dtype=np.float32)[:, None, :]
    n_tones = len(tones) // 2
    sums = np.zeros((2, len(tones), 1), dtype=np.float32)
    sums[0, :n_tones], sums[1, n_tones:] = 1, 1
    # How sure: of nobody a constant; of each voice its power beyond half of the other's.
    scores = np.full((7, 2, 1), 0, dtype=np.float32)
    scores[1], scores[2] = [[1], [-1]], [[-1], [1]]
    bias = np.array([QUIET, 0, 0, -1, -1, -1, -1], dtype=np.float32)
    half = SMOOTHED_FRAMES // 2
    nodes = [
        helper.make_node("Conv", ["x", "kernels"], ["tones"], strides=[SHIFT]),
        helper.make_node("Mul", ["tones", "tones"], ["powers"]),
        helper.make_node("Conv", ["powers", "sums"], ["voices"]),
        helper.make_node(
            "AveragePool",
            ["voices"],
            ["smooth"],
            kernel_shape=[SMOOTHED_FRAMES],
            pads=[half, half],
        ),
        helper.make_node("Conv", ["smooth", "scores", "bias"], ["scored"]),
        helper.make_node("Transpose", ["scored"], ["y"], perm=[0, 2, 1]),
    ]
    _save(
        path,
        nodes,
        {"kernels": kernels, "sums": sums, "scores": scores, "bias": bias},
        ("x", ["n", 1, "t"]),
        ("y", ["n", "frames", 7]),
        {
            "num_speakers": 3,
            "powerset_max_classes": 2,
            "num_classes": 7,
            "sample_rate": SAMPLE_RATE_HZ,
            "window_size": WINDOW,
            "receptive_field_size": FIELD,
            "receptive_field_shift": SHIFT,
        },
    )


def write_embedding(path: Path) -> None:
    """Log-mel features (n, t, 80) in; their mean in the low bands, without its own mean, out."""
    n_low = 12
    nodes = [
        helper.make_node("ReduceMean", ["feats"], ["mean"], axes=[1], keepdims=0),
        helper.make_node("Slice", ["mean", "first", "last", "axis"], ["low"]),
        helper.make_node("ReduceMean", ["low"], ["level"], axes=[1], keepdims=1),
        helper.make_node("Sub", ["low", "level"], ["embs"]),
    ]
    values = {"first": np.array([0]), "last": np.array([n_low]), "axis": np.array([1])}
    _save(
        path,
        nodes,
        values,
        ("feats", ["n", "t", N_MELS]),
        ("embs", ["n", n_low]),
        {
            "framework": "wespeaker",
            "language": "English",
            "sample_rate": SAMPLE_RATE_HZ,
            "output_dim": n_low,
            "normalize_samples": 0,
        },
    )


def _save(
    path: Path,
    nodes: list[onnx.NodeProto],
    values: dict[str, np.ndarray],
    given: tuple[str, list[str | int]],
    made: tuple[str, list[str | int]],
    about: dict[str, object],
) -> None:
    graph = helper.make_graph(
        nodes,
        path.stem,
        [helper.make_tensor_value_info(given[0], TensorProto.FLOAT, given[1])],
        [helper.make_tensor_value_info(made[0], TensorProto.FLOAT, made[1])],
        [numpy_helper.from_array(value, name) for name, value in values.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    helper.set_model_props(model, {name: str(value) for name, value in about.items()})
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
