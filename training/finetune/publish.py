"""Publishes a checkpoint with its model card: to a model repository of the hub, or any remote.

Only ever done when asked for.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import CommitOperationAdd, EvalResult, HfApi, ModelCardData
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, HTTPError
from huggingface_hub.utils import validate_repo_id

from training.errors import TrainingError
from training.features.remotes.address import open_remote

CARD = "README.md"
CONFIG = "config.json"
WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
# docs/checkpoint.md; what makes the folder a checkpoint goes last.
NEEDED = (
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "preprocessor_config.json",
    CONFIG,
)
HUB_SCHEME = "hf://"


@dataclass(frozen=True)
class About:
    """What the card says that the checkpoint does not. `scores` are tables with test_set, wer, cer
    (ratios) and n_utterances, as `training score --json` writes them."""

    name: str
    licence: str
    base: str | None = None
    scores: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Publication:
    """The files of a whole checkpoint, in the order in which they go, and its card."""

    files: tuple[Path, ...]
    card: str
    name: str


def prepare_publication(checkpoint: Path, about: About) -> Publication:
    """Raises TrainingError naming what the checkpoint lacks."""
    weights = [WEIGHTS]
    if (checkpoint / INDEX).is_file():
        shards = json.loads((checkpoint / INDEX).read_text(encoding="utf-8"))["weight_map"]
        weights = [*sorted(set(shards.values())), INDEX]
    names = [*weights, *NEEDED]
    missing = [name for name in names if not (checkpoint / name).is_file()]
    if missing:
        raise TrainingError(
            f"{checkpoint} is no whole checkpoint: {', '.join(missing)} missing. "
            "docs/checkpoint.md tells where each comes from."
        )
    files = tuple(checkpoint / name for name in names)
    return Publication(files, build_card(checkpoint, about), about.name)


def read_scores(path: Path) -> dict[str, Any]:
    """The score that `training score --json` wrote. Raises TrainingError when it is none."""
    try:
        score = json.loads(path.read_text(encoding="utf-8"))
        return {
            "test_set": str(score["test_set"]),
            "wer": float(score["wer"]),
            "cer": float(score["cer"]),
            "n_utterances": int(score["n_utterances"]),
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(
            f"{path} holds no score ({error!r}). Write it with `python -m training score … --json`."
        ) from error


def publish(publication: Publication, address: str, *, private: bool, hub: HfApi) -> str:
    """Send everything to `address`: hf://OWNER/NAME, a model repository, or whatever else
    `open_remote` opens. Gives the address of what is there now. Raises TrainingError."""
    if address.startswith(HUB_SCHEME):
        return _publish_on_hub(publication, address.removeprefix(HUB_SCHEME), private, hub)
    remote = open_remote(address)
    with tempfile.TemporaryDirectory() as folder:
        card = Path(folder) / CARD
        card.write_text(publication.card, encoding="utf-8")
        for file in (card, *publication.files):
            remote.upload(file, file.name)
    remote.finish()
    return remote.address


def _publish_on_hub(publication: Publication, repo_id: str, private: bool, hub: HfApi) -> str:
    """In one commit, so that nobody sees half of it. The repository is made where it is missing."""
    try:
        validate_repo_id(repo_id)
    except HFValidationError as error:
        raise TrainingError(f"{repo_id} is no name of a repository: {error}") from error
    if "/" not in repo_id:
        raise TrainingError(f"Give the owner too, as in hf://your-name/{repo_id}.")
    operations = [CommitOperationAdd(file.name, str(file)) for file in publication.files]
    operations.append(CommitOperationAdd(CARD, publication.card.encode()))
    try:
        hub.create_repo(repo_id, private=private or None, exist_ok=True)
        commit = hub.create_commit(
            repo_id, operations, commit_message=f"Publish {publication.name}"
        )
    except HfHubHTTPError as error:
        raise TrainingError(
            f"The hub refused ({str(error).partition(chr(10))[0]}). Run `hf auth login`, and "
            f"check that you may write to {repo_id}."
        ) from error
    except (HTTPError, OSError, RuntimeError) as error:  # RuntimeError is hf_xet's
        raise TrainingError(
            f"The hub cannot be reached ({error}). Nothing was published; try again when the "
            "network is back."
        ) from error
    return str(commit.commit_url)


def build_card(checkpoint: Path, about: About) -> str:
    """README.md: metadata that the hub reads, and text for people."""
    config = json.loads((checkpoint / CONFIG).read_text(encoding="utf-8"))
    data = ModelCardData(
        language=["sv"],
        license=about.licence.lower(),
        library_name="transformers",
        pipeline_tag="automatic-speech-recognition",
        tags=["whisper", "talskrift"],
        base_model=about.base,
        model_name=about.name,
        eval_results=[
            EvalResult(
                task_type="automatic-speech-recognition",
                dataset_type=score["test_set"],
                dataset_name=score["test_set"],
                metric_type=metric,
                metric_value=score[metric],
            )
            for score in about.scores
            for metric in ("wer", "cer")
        ]
        or None,
    )
    size_mb = sum(file.stat().st_size for file in checkpoint.glob("*.safetensors")) / 1e6
    parts = [f"---\n{data.to_yaml()}\n---", f"# {about.name}"]
    origin = f" It was fine-tuned from {about.base}." if about.base else ""
    parts.append(
        f"A Whisper checkpoint for Swedish: {config['encoder_layers']} encoder and "
        f"{config['decoder_layers']} decoder layers {config['d_model']} wide, "
        f"{config['num_mel_bins']} mel bands, {size_mb:.0f} MB.{origin}"
    )
    if config.get("dynamic_context"):
        parts.append("Trained on audio contexts from 1 to 30 s: it need not be padded to 30 s.")
    if about.scores:
        rows = ["| test set | utterances | WER | CER |", "|---|---|---|---|"]
        rows += [
            f"| {s['test_set']} | {s['n_utterances']} | {s['wer']:.1%} | {s['cer']:.1%} |"
            for s in about.scores
        ]
        parts.append("\n".join([*rows, "", "Of normalised texts."]))
    parts.append(
        "Carry it over for the app with `python -m convert export`, or use it with transformers' "
        "`WhisperForConditionalGeneration`."
    )
    return "\n\n".join(parts) + "\n"
