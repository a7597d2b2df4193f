"""The two models that tell voices apart: what they are, and whether they are there.

They lie in a folder of their own as `segmentation.onnx` and `embedding.onnx`, with `speakers.json`,
written last. docs/decisions/0005-speakers.md says why these two.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SEGMENTATION, EMBEDDING, MANIFEST = "segmentation.onnx", "embedding.onnx", "speakers.json"


@dataclass(frozen=True)
class Published:
    """One of the two: `name` here, `file` in `repo`, and its sha256."""

    name: str
    repo: str
    file: str
    n_bytes: int
    sha256: str
    licence: str


MODELS = (
    Published(
        SEGMENTATION,
        "csukuangfj/sherpa-onnx-pyannote-segmentation-3-0",
        "model.onnx",
        5_992_913,
        "220ad67ca923bef2fa91f2390c786097bf305bceb5e261d4af67b38e938e1079",
        "MIT",
    ),
    Published(
        EMBEDDING,
        "csukuangfj/speaker-embedding-models",
        "wespeaker_en_voxceleb_CAM++.onnx",
        29_292_684,
        "c46fad10b5f81e1aa4a60c162714208577093655076c5450f8c469e522ec54ef",
        "CC-BY-4.0",
    ),
)
N_BYTES = sum(model.n_bytes for model in MODELS)


def are_there(folder: Path) -> bool:
    """Whether both models are in the folder, whole."""
    return all((folder / name).is_file() for name in (MANIFEST, SEGMENTATION, EMBEDDING))
