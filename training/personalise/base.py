"""The checkpoint that a personal model starts from: a folder, or one of the hub."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from training.errors import TrainingError
from training.features.shard import hash_file
from training.scoring.recognise import CHECKPOINT_WEIGHTS, is_model_folder

# What `make starter` leaves.
DEFAULT_MODEL = "runs/starter-next/final"


@dataclass(frozen=True)
class Base:
    """A checkpoint on disk; `name` is what the user called it."""

    folder: Path
    name: str
    digest: str

    @cached_property
    def config(self) -> dict[str, Any]:
        """Raises TrainingError when there is none."""
        path = self.folder / "config.json"
        try:
            config = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise TrainingError(f"{path} cannot be read: {error}") from error
        if not isinstance(config, dict) or config.get("model_type") != "whisper":
            raise TrainingError(f"{self.name} is not a Whisper checkpoint.")
        return config

    @property
    def dynamic_context(self) -> bool:
        """Whether it was trained on contexts as long as the audio, and not on 30 s alone."""
        return bool(self.config.get("dynamic_context", False))

    @property
    def d_model(self) -> int:
        return int(self.config["d_model"])


def find_base(model: str) -> Base:
    """The checkpoint called `model`: a folder, or owner/name on the hub. Raises TrainingError when
    it is missing, or a model folder of the app, which cannot be trained."""
    folder = Path(model)
    if is_model_folder(folder):
        raise TrainingError(
            f"{folder} is converted for the app and cannot be trained further. Name the checkpoint "
            "that it was made of, such as KBLab/kb-whisper-small for the app's kb-whisper-small."
        )
    if folder.is_dir():
        return Base(folder, model, _hash_weights(folder))
    if model == DEFAULT_MODEL:
        raise TrainingError(
            f"The starter's checkpoint, {DEFAULT_MODEL}, is not here. `make starter` makes it, in "
            "a few hours. Or name another with --model: the folder of a Whisper checkpoint, or "
            "one of the hub, such as KBLab/kb-whisper-small, which is fetched once."
        )
    return Base(fetch_checkpoint(model), model, _hash_text(model))


def fetch_checkpoint(name: str) -> Path:
    """The folder of a checkpoint of the Hugging Face hub, downloaded where it is not here yet."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(
            snapshot_download(
                name,
                allow_patterns=["*.json", "*.txt", "model*.safetensors"],
                ignore_patterns=["*/*"],
            )
        )
    except HFValidationError as error:
        raise TrainingError(
            f"{name} is neither a folder nor the name of a model on the hub. Check --model."
        ) from error
    except LocalEntryNotFoundError as error:
        raise TrainingError(
            f"The hub cannot be reached for {name}, and it is not on this computer yet. Try again "
            "when the network is back, or give the folder of a checkpoint."
        ) from error
    except HfHubHTTPError as error:
        raise TrainingError(
            f"The hub has no model {name} for you ({error}). Check the name and `hf auth login`."
        ) from error


def _hash_weights(folder: Path) -> str:
    for name in CHECKPOINT_WEIGHTS:
        if (folder / name).is_file():
            return hash_file(folder / name)
    raise TrainingError(
        f"{folder} is no checkpoint: it has no model.safetensors. Give the folder of a Whisper "
        "checkpoint, as `python -m training finetune` writes it."
    )


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
