"""Examples for training: joined, augmented, turned to log-mel on the fly.

Everything random is a function of (seed, draw), where a draw numbers each use of an utterance in
the run. So a run that was killed goes on with the very batches it would have had.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import soxr
import torch
from torch.utils.data import Dataset
from transformers import PreTrainedTokenizerBase

from training.features.logmel import LogMel
from training.features.store import FeatureStore, StoredUtterance
from training.finetune.batches import MIN_CONTEXT_S, PAUSE_S, SAMPLE_RATE, WINDOW_S, Draw
from training.finetune.model import encode_ctc_target
from training.finetune.recipe import Augmentation
from training.finetune.targets import Targets

HOP = 160
FRAME_PAIR = 2 * HOP  # the encoder halves the frames


@dataclass(frozen=True)
class Example:
    """Utterances to be joined, mostly one."""

    pieces: tuple[StoredUtterance, ...]
    draw: Draw

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


class Utterances(Dataset):
    """Several feature stores as one map from Draw to Example, from min_s to max_s long."""

    def __init__(
        self, stores: Sequence[FeatureStore], *, min_s: float = 0.0, max_s: float = WINDOW_S
    ) -> None:
        self.stores = stores
        self.texts = [store.texts() for store in stores]
        lengths = [store.n_samples for store in stores]
        self.where = [
            (s, i)
            for s, store_lengths in enumerate(lengths)
            for i in _find_between(store_lengths, min_s, max_s)
        ]
        self.n_samples = np.array([lengths[s][i] for s, i in self.where], dtype=np.int64)

    def __len__(self) -> int:
        return len(self.where)

    def text(self, index: int) -> str:
        s, i = self.where[index]
        return self.texts[s][int(i)]

    def stored(self, index: int) -> StoredUtterance:
        s, i = self.where[index]
        return self.stores[s][int(i)]

    def speakers(self) -> list[str]:
        names = [store.speakers() for store in self.stores]
        return [names[s][int(i)] for s, i in self.where]

    def __getitem__(self, draw: Draw) -> Example:
        return Example(tuple(self.stored(index) for index in draw.indexes), draw)


class Collator:
    """Examples → tensors of one batch, as TrainableWhisper.compute_losses takes them."""

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        *,
        n_mels: int,
        seed: int,
        augmentation: Augmentation,
        with_ctc: bool,
        dynamic_context: bool = True,
    ) -> None:
        self.targets = Targets(tokenizer, augmentation.bpe_dropout, augmentation.token_noise)
        self.logmel = LogMel(n_mels)
        self.seed = seed
        self.augmentation = augmentation
        self.with_ctc = with_ctc
        self.dynamic_context = dynamic_context

    def __call__(self, examples: list[Example]) -> dict[str, Any]:
        rngs = [np.random.default_rng((self.seed, 1, e.draw.number)) for e in examples]
        audios = [self._make_audio(e, rng) for e, rng in zip(examples, rngs)]
        full = examples[0].draw.full_window or not self.dynamic_context
        audio = pad_audios(
            audios,
            WINDOW_S if full else None,
            extra_s=rngs[0].uniform(0, self.augmentation.trailing_silence_s),
        )
        features = self.logmel(torch.from_numpy(audio))
        for row, rng in zip(features, rngs):
            self._mask(row, rng)
        batch: dict[str, Any] = {"input_features": features}
        batch |= self.targets([e.text for e in examples], rngs)
        if self.with_ctc:
            encoded = [torch.tensor(encode_ctc_target(e.text), dtype=torch.long) for e in examples]
            batch["ctc_targets"] = torch.nn.utils.rnn.pad_sequence(encoded, batch_first=True)
            batch["ctc_lengths"] = torch.tensor([len(t) for t in encoded])
        return batch

    def without_augmentation(self, utterances: list[StoredUtterance]) -> dict[str, Any]:
        """The batch of stored utterances as they are."""
        plain = copy.copy(self)
        plain.augmentation = Augmentation()
        plain.targets = Targets(self.targets.tokenizer)
        return plain([Example((u,), Draw((0,), 0)) for u in utterances])

    def _make_audio(self, example: Example, rng: np.random.Generator) -> np.ndarray:
        audio = join_audios([piece.audio for piece in example.pieces], rng)
        return self._add_noise(self._change_speed(audio, rng), rng)

    def _change_speed(self, audio: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Played quicker or slower, pitch and all (Ko et al. 2015, "Audio Augmentation")."""
        if not self.augmentation.speed_chance or rng.random() >= self.augmentation.speed_chance:
            return audio
        slowness = 1 / (1 + rng.uniform(-1, 1) * self.augmentation.speed_change)
        if len(audio) * slowness > WINDOW_S * SAMPLE_RATE:
            return audio
        changed = soxr.resample(audio, SAMPLE_RATE, SAMPLE_RATE * slowness, quality="LQ")
        return changed.astype(np.float32, copy=False)

    def _add_noise(self, audio: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """White to brown noise at a random signal to noise ratio, over the whole utterance."""
        if not audio.any() or rng.random() >= self.augmentation.noise_chance:
            return audio
        noise = coloured_noise(len(audio), rng.uniform(0, 2), rng)
        snr_db = rng.uniform(*self.augmentation.noise_snr_db)
        power = float(np.mean(audio**2)) / 10 ** (snr_db / 10)
        return (audio + noise * np.sqrt(power)).astype(np.float32)

    def _mask(self, features: torch.Tensor, rng: np.random.Generator) -> None:
        n_mels, n_frames = features.shape
        silence = features.min()
        for _ in range(self.augmentation.time_masks):
            width = int(rng.integers(0, self.augmentation.time_mask_frames + 1))
            start = int(rng.integers(0, max(1, n_frames - width)))
            features[:, start : start + width] = silence
        for _ in range(self.augmentation.frequency_masks):
            width = int(rng.integers(0, self.augmentation.frequency_mask_bins + 1))
            start = int(rng.integers(0, max(1, n_mels - width)))
            features[start : start + width] = silence


def join_audios(audios: list[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """One after another with pauses of digital silence, none when there is but one."""
    parts = audios[:1]
    for audio in audios[1:]:
        pause = np.zeros(int(rng.uniform(*PAUSE_S) * SAMPLE_RATE), dtype=np.float32)
        parts += [pause, audio]
    return np.concatenate(parts)


def _find_between(n_samples: np.ndarray, min_s: float, max_s: float) -> np.ndarray:
    length_s = n_samples / SAMPLE_RATE
    return np.flatnonzero((length_s >= min_s) & (length_s <= max_s))


def coloured_noise(n_samples: int, exponent: float, rng: np.random.Generator) -> np.ndarray:
    """Noise of unit power whose spectrum falls as 1/f**exponent: 0 white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(rng.standard_normal(n_samples))
    frequency = np.maximum(np.fft.rfftfreq(n_samples, 1 / SAMPLE_RATE), 20.0)
    noise = np.fft.irfft(spectrum * frequency ** (-exponent / 2), n_samples)
    return noise / (np.sqrt(np.mean(noise**2)) + 1e-12)


def pad_audios(
    audios: list[np.ndarray], length_s: float | None, extra_s: float = 0.0
) -> np.ndarray:
    """float32 [batch, n_samples] padded with zeros to `length_s`, or to the longest plus
    `extra_s`, at least a second, in whole pairs of frames."""
    longest = max(len(a) for a in audios) + int(extra_s * SAMPLE_RATE)
    wanted = max(longest, int(MIN_CONTEXT_S * SAMPLE_RATE))
    wanted = -(-wanted // FRAME_PAIR) * FRAME_PAIR
    most = int(WINDOW_S * SAMPLE_RATE)
    n_samples = int(length_s * SAMPLE_RATE) if length_s else min(wanted, most)
    padded = np.zeros((len(audios), n_samples), dtype=np.float32)
    for row, audio in zip(padded, audios):
        row[: min(len(audio), n_samples)] = audio[:n_samples]
    return padded
