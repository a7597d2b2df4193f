"""What a checkpoint or a model folder hears in recordings, each decoded in one window.

Both kinds hear the same log-mel of the same padded audio, so that a difference between a
checkpoint and the model folder made of it is the conversion's doing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import ctranslate2
import numpy as np
import torch
from tokenizers import Tokenizer
from tqdm import tqdm

from training.features.cleaning import SAMPLE_RATE
from training.features.logmel import HOP_LENGTH, LogMel
from training.finetune.checkpoint import load_tokenizer
from training.finetune.decode import (
    FRAMES_PER_S,
    MAX_TOKENS_PER_S,
    MIN_NEW_TOKENS,
    transcribe_batch,
)
from training.finetune.model import load_model
from training.scoring.errors import ScoringError
from training.scoring.recordings import MAX_DURATION_S, Recording

# A dynamic context is trained on at least 1 s, with up to 0.5 s of silence at its end. Windows in
# steps of that fill batches of one length, so that what is heard does not depend on the batch.
MIN_WINDOW = SAMPLE_RATE
WINDOW_STEP = SAMPLE_RATE // 2
MAX_WINDOW = int(MAX_DURATION_S * SAMPLE_RATE)
BATCH_S = 120.0
PROMPT = ("<|startoftranscript|>", "<|sv|>", "<|transcribe|>", "<|notimestamps|>")
MAX_NEW_TOKENS = 448 - len(PROMPT)
MODEL_FOLDER_FILES = ("model.bin", "config.json", "tokenizer.json")
CHECKPOINT_WEIGHTS = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin")


class Recogniser(Protocol):
    """Turns log-mel into text. `dynamic_context`: takes windows shorter than 30 s."""

    n_mels: int
    dynamic_context: bool

    def transcribe(self, features: np.ndarray) -> list[str]:
        """Texts of a batch: float32 [batch, n_mels, n_frames]."""
        ...


class CheckpointRecogniser:
    """A Hugging Face Whisper folder, decoded greedily; raises TrainingError when it is none."""

    def __init__(self, folder: Path) -> None:
        device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = load_model(folder).to(device).eval()
        self._tokenizer = load_tokenizer(folder)
        self.n_mels: int = self._model.config.num_mel_bins
        self.dynamic_context = bool(getattr(self._model.config, "dynamic_context", False))

    def transcribe(self, features: np.ndarray) -> list[str]:
        return transcribe_batch(self._model, self._tokenizer, list(features))


class ModelFolderRecogniser:
    """A CTranslate2 Whisper folder; greedy at beam size 1.

    Without model.json, as others publish them, it is taken for one that needs the full window.
    Raises ScoringError when the folder is incomplete or CTranslate2 cannot load it.
    """

    def __init__(self, folder: Path, beam_size: int = 1) -> None:
        missing = [name for name in MODEL_FOLDER_FILES if not (folder / name).is_file()]
        if missing:
            raise ScoringError(
                f"The model folder {folder} lacks {', '.join(missing)}. Export it again."
            )
        try:
            self._model = ctranslate2.models.Whisper(str(folder), device="auto")
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises bare Exception
            raise ScoringError(f"The model folder {folder} cannot be loaded: {error}") from error
        self._prompt = [self._find_token(token, folder) for token in PROMPT]
        self._beam_size = beam_size
        self.n_mels: int = self._model.n_mels
        self.dynamic_context = _read_dynamic_context(folder)

    def transcribe(self, features: np.ndarray) -> list[str]:
        n_rows, _, n_frames = features.shape
        n_tokens = MIN_NEW_TOKENS + MAX_TOKENS_PER_S * n_frames // FRAMES_PER_S
        results = self._model.generate(
            ctranslate2.StorageView.from_array(np.ascontiguousarray(features)),
            [self._prompt] * n_rows,
            beam_size=self._beam_size,
            # CTranslate2 generates at most half of it (run), as openai/whisper of its positions.
            max_length=2 * min(n_tokens, MAX_NEW_TOKENS),
        )
        sequences = [result.sequences_ids[0] for result in results]
        texts = self._tokenizer.decode_batch(sequences, skip_special_tokens=True)
        return [text.strip() for text in texts]

    def _find_token(self, token: str, folder: Path) -> int:
        number = self._tokenizer.token_to_id(token)
        if number is None:
            raise ScoringError(f"{folder} cannot write Swedish: its tokenizer lacks {token}.")
        return number


def load_recogniser(path: Path, beam_size: int = 1) -> Recogniser:
    """The recogniser in a folder; raises ScoringError when it is neither kind of folder."""
    check_model(path, beam_size)
    return (
        ModelFolderRecogniser(path, beam_size)
        if is_model_folder(path)
        else CheckpointRecogniser(path)
    )


def check_model(path: Path, beam_size: int = 1) -> None:
    """Look whether a folder is a model at all; ScoringError says what is expected."""
    if is_model_folder(path):
        return
    if not (
        (path / "config.json").is_file() and any((path / w).is_file() for w in CHECKPOINT_WEIGHTS)
    ):
        raise ScoringError(
            f"{path} is neither a checkpoint (a folder with config.json and model.safetensors) nor "
            "a model folder (with model.bin, config.json, tokenizer.json and model.json)."
        )
    if beam_size != 1:
        raise ScoringError(
            "A checkpoint is decoded greedily. Convert it and score the model folder for --beam, "
            "or leave --beam out."
        )


def is_model_folder(path: Path) -> bool:
    """Whether it is a CTranslate2 folder, perhaps an incomplete one."""
    return (path / "model.bin").is_file() or (path / "model.json").is_file()


def recognise(
    recogniser: Recogniser,
    recordings: Sequence[Recording],
    full_context: bool = False,
    show_progress: bool = True,
) -> list[str]:
    """What the recogniser hears in each recording, in their order.

    The window is as long as the audio where the model allows it, unless `full_context`.
    """
    log_mel = LogMel(recogniser.n_mels)
    full = full_context or not recogniser.dynamic_context
    texts = [""] * len(recordings)
    with tqdm(total=len(recordings), unit="utt", disable=not show_progress) as bar:
        for n_samples, indexes in plan_batches(recordings, recogniser.n_mels, full):
            audio = np.zeros((len(indexes), n_samples), np.float32)
            for row, index in zip(audio, indexes):
                loaded = recordings[index].load()[:n_samples]
                row[: loaded.size] = loaded
            features = log_mel(torch.from_numpy(audio)).numpy()
            for index, text in zip(indexes, recogniser.transcribe(features), strict=True):
                texts[index] = text
            bar.update(len(indexes))
    return texts


def plan_batches(
    recordings: Sequence[Recording], n_mels: int, full_context: bool
) -> Iterator[tuple[int, list[int]]]:
    """(n_samples of the window, indexes) of each batch; the longest come first."""
    windows: dict[int, list[int]] = {}
    for index, recording in enumerate(recordings):
        n_samples = choose_window(MAX_WINDOW if full_context else recording.n_samples, n_mels)
        windows.setdefault(n_samples, []).append(index)
    for n_samples in sorted(windows, reverse=True):
        indexes = windows[n_samples]
        n_rows = max(1, int(BATCH_S * SAMPLE_RATE / n_samples))
        for start in range(0, len(indexes), n_rows):
            yield n_samples, indexes[start : start + n_rows]


def choose_window(n_samples: int, n_mels: int) -> int:
    """Samples of the window for a recording: whole half seconds, from one second to thirty.

    Never one whose encoder output has n_mels steps (2 n_mels or 2 n_mels - 1 frames): CTranslate2
    4.8 takes that for log-mel and encodes it again.
    """
    wanted = max(n_samples, MIN_WINDOW)
    window = min(-(-wanted // WINDOW_STEP) * WINDOW_STEP, MAX_WINDOW)
    if -(-window // HOP_LENGTH // 2) == n_mels:
        window += WINDOW_STEP
    return window


def _read_dynamic_context(folder: Path) -> bool:
    path = folder / "model.json"
    if not path.exists():
        return False
    try:
        return bool(json.loads(path.read_text(encoding="utf-8"))["dynamic_context"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ScoringError(f"{path} is damaged ({error!r}). Export the model again.") from error
