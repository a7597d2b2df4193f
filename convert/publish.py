"""Publishes a verified model folder on the Hugging Face hub, with a model card."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import CommitOperationAdd, EvalResult, HfApi, ModelCardData, get_token
from huggingface_hub.errors import (
    HfHubHTTPError,
    HFValidationError,
    HTTPError,
    OfflineModeIsEnabled,
)
from huggingface_hub.utils import validate_repo_id

from convert.errors import PublishError
from convert.model_folder import MANIFEST, MODEL_FILES, Manifest
from convert.options import UNKNOWN_LICENCE
from convert.verify import verify_model_folder

CARD = "README.md"


@dataclass(frozen=True)
class Publication:
    """What is to be published where: the files of a sound model folder and its card."""

    folder: Path
    repo_id: str
    manifest: Manifest
    card: str


def prepare_publication(folder: Path, repo_id: str) -> Publication:
    """Check everything that can be checked without a network.

    Raises ModelFolderError, or PublishError for a wrong repository name or an unknown licence.
    """
    try:
        validate_repo_id(repo_id)
    except HFValidationError as error:
        raise PublishError(f"{repo_id} is no name of a repository: {error}") from error
    if "/" not in repo_id:
        raise PublishError(f"Give the owner too, as in your-name/{repo_id}.")
    manifest = verify_model_folder(folder)
    if manifest.licence == UNKNOWN_LICENCE:
        raise PublishError(
            "The model's licence is unknown. Export it again with --licence, such as Apache-2.0."
        )
    return Publication(folder, repo_id, manifest, build_card(manifest, repo_id))


def publish(publication: Publication, hub: HfApi, *, private: bool) -> str:
    """Upload everything in one commit; gives its address. Raises PublishError.

    The repository is made where it is not there; a card that it has is replaced.
    """
    if not (hub.token or get_token()):
        raise PublishError("You are not logged in to the hub. Run `hf auth login` first.")
    names = [*MODEL_FILES, MANIFEST]
    operations = [CommitOperationAdd(name, str(publication.folder / name)) for name in names]
    operations.append(CommitOperationAdd(CARD, publication.card.encode()))
    try:
        hub.create_repo(publication.repo_id, private=private or None, exist_ok=True)
        commit = hub.create_commit(
            publication.repo_id, operations, commit_message=f"Publish {publication.manifest.name}"
        )
    except OfflineModeIsEnabled as error:
        raise PublishError("HF_HUB_OFFLINE is set. Unset it to publish.") from error
    except HfHubHTTPError as error:
        raise PublishError(
            f"The hub refused ({error}). Check that you may write to {publication.repo_id}."
        ) from error
    except (HTTPError, ConnectionError, RuntimeError) as error:  # RuntimeError is hf_xet's
        raise PublishError(
            f"The hub cannot be reached ({error}). Try again when the network is back; nothing "
            "was published."
        ) from error
    return str(commit.commit_url)


def build_card(manifest: Manifest, repo_id: str) -> str:
    """The repository's README.md: metadata that the hub reads, and text for people."""
    about = ModelCardData(
        language=list(manifest.languages),
        license=manifest.licence.lower(),
        library_name="ctranslate2",
        pipeline_tag="automatic-speech-recognition",
        tags=["whisper", "faster-whisper", "talskrift"],
        base_model=manifest.base,
        model_name=manifest.name if manifest.scores else None,
        eval_results=[
            EvalResult(
                task_type="automatic-speech-recognition",
                dataset_type=score.test_set,
                dataset_name=score.test_set,
                metric_type=metric,
                metric_value=value,
            )
            for score in manifest.scores
            for metric, value in (("wer", score.wer), ("cer", score.cer))
        ]
        or None,
    )
    parts = [f"---\n{about.to_yaml()}\n---", f"# {manifest.name}"]
    parts += [text for text in manifest.description.values() if text]
    parts.append(
        f"Whisper for {', '.join(manifest.languages)}, converted for CTranslate2 "
        f"({manifest.quantization}), {manifest.n_mels} mel bands."
    )
    if manifest.dynamic_context:
        parts.append("Trained on audio contexts from 1 to 30 s: it need not be padded to 30 s.")
    if manifest.scores:
        rows = ["| test set | utterances | WER | CER |", "|---|---|---|---|"]
        rows += [
            f"| {s.test_set} | {s.n_utterances} | {s.wer:.1%} | {s.cer:.1%} |"
            for s in manifest.scores
        ]
        parts.append("\n".join(rows))
    parts.append(
        "```python\nfrom faster_whisper import WhisperModel\n\n"
        f'model = WhisperModel("{repo_id}")\n'
        f'segments, info = model.transcribe("audio.mp3", language="{manifest.languages[0]}")\n```'
    )
    return "\n\n".join(parts) + "\n"
