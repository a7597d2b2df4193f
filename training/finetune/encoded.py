"""Encoder outputs computed once and kept on disk, for stages that train the decoder alone.

With a frozen encoder its output for an utterance never changes. Reading it back (float16, memory
mapped) instead of computing it makes a step of a small model several times quicker.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset
from tqdm import tqdm

from training.features.logmel import LogMel
from training.finetune.batches import SAMPLE_RATE, WINDOW_S, Draw
from training.finetune.data import Utterances, pad_audios
from training.finetune.model import TrainableWhisper
from training.finetune.targets import Targets

# Lengths are rounded up to this, so that batches of equal length need no mask, and every
# utterance is followed by a little silence.
LENGTH_STEP_S = 0.5
MIN_LENGTH_S = 1.0
ENCODER_STEPS_PER_S = 50
BATCH_S = 200.0
BATCHES_A_NOTE = 20


@dataclass(frozen=True)
class EncodedExample:
    encoded: np.ndarray  # float16 [n_steps, d_model]
    text: str


class EncodedUtterances(Dataset):
    """Utterances by Draw, as what the encoder made of them.

    Built in `folder` by `model` where that is not done yet; killed on the way, it goes on.
    `n_samples`: padded lengths, int64 [n_utterances].
    """

    def __init__(self, folder: Path, utterances: Utterances, model: TrainableWhisper) -> None:
        self.utterances = utterances
        length_s = np.maximum(utterances.n_samples / SAMPLE_RATE, MIN_LENGTH_S)
        steps = np.ceil(length_s / LENGTH_STEP_S).astype(np.int64)
        steps = np.minimum(steps, round(WINDOW_S / LENGTH_STEP_S))
        self.n_samples = steps * round(LENGTH_STEP_S * SAMPLE_RATE)
        self.n_steps = steps * round(LENGTH_STEP_S * ENCODER_STEPS_PER_S)
        self.starts = np.concatenate([[0], np.cumsum(self.n_steps)])
        self.path = folder / "encoded.f16"
        self.shape = (int(self.starts[-1]), model.config.d_model)
        self._memory: np.memmap | None = None
        self._build(folder, model)

    def __len__(self) -> int:
        return len(self.n_steps)

    def __getitem__(self, draw: Draw) -> EncodedExample:
        if self._memory is None:
            self._memory = np.memmap(self.path, np.float16, "r", shape=self.shape)
        (index,) = draw.indexes
        rows = self._memory[self.starts[index] : self.starts[index + 1]]
        return EncodedExample(np.array(rows), self.utterances.text(index))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_memory": None}

    def _build(self, folder: Path, model: TrainableWhisper) -> None:
        """`progress.json` counts the batches that are safely on disk."""
        folder.mkdir(parents=True, exist_ok=True)
        note = folder / "progress.json"
        batches = self._cut_batches()
        wanted = {"shape": list(self.shape), "n_batches": len(batches)}
        known = json.loads(note.read_text()) if note.exists() else {}
        n_done = known["n_done"] if known.get("wanted") == wanted else 0
        if n_done == len(batches):
            return
        mode = "r+" if n_done else "w+"
        memory = np.memmap(self.path, np.float16, mode, shape=self.shape)  # type: ignore[call-overload]
        logmel = LogMel(model.config.num_mel_bins)
        model.eval()
        with tqdm(batches, initial=n_done, desc="encoding", unit="batch") as bar:
            for number, batch in enumerate(batches[n_done:], n_done + 1):
                self._encode(batch, model, logmel, memory)
                bar.update()
                if number % BATCHES_A_NOTE == 0 or number == len(batches):
                    memory.flush()
                    unfinished = note.with_suffix(".part")
                    unfinished.write_text(json.dumps({"wanted": wanted, "n_done": number}))
                    unfinished.replace(note)

    def _cut_batches(self) -> list[list[int]]:
        """Indexes of utterances of one length, at most BATCH_S together."""
        order = np.argsort(self.n_samples, kind="stable")
        batches: list[list[int]] = []
        for i in order.tolist():
            length = self.n_samples[i]
            most = max(1, int(BATCH_S * SAMPLE_RATE / length))
            if batches and self.n_samples[batches[-1][0]] == length and len(batches[-1]) < most:
                batches[-1].append(i)
            else:
                batches.append([i])
        return batches

    @torch.inference_mode()
    def _encode(
        self, batch: list[int], model: TrainableWhisper, logmel: LogMel, memory: np.memmap
    ) -> None:
        audios = [self.utterances.stored(i).audio for i in batch]
        audio = pad_audios(audios, self.n_samples[batch[0]] / SAMPLE_RATE)
        features = logmel(torch.from_numpy(audio)).to(model.device)
        with torch.autocast(model.device.type, torch.bfloat16):
            encoded = model.model.encoder(features).last_hidden_state
        for i, rows in zip(batch, encoded.half().cpu().numpy()):
            memory[self.starts[i] : self.starts[i + 1]] = rows


class EncodedCollator:
    """Encoded examples of one length → tensors of one batch."""

    def __init__(self, targets: Targets) -> None:
        self.targets = targets

    def __call__(self, examples: list[EncodedExample]) -> dict[str, Any]:
        encoded = torch.from_numpy(np.stack([e.encoded for e in examples])).float()
        return {"encoded": encoded, **self.targets([e.text for e in examples])}
