"""Batches for training: planned by length, augmented, turned to log-mel on the fly.

Everything random is a function of (seed, draw), where a draw numbers each use of an utterance in
the run. So a run that was killed goes on with the very batches it would have had.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset, Sampler
from transformers import PreTrainedTokenizerBase

from training.features.logmel import LogMel
from training.features.store import FeatureStore, StoredUtterance
from training.finetune.model import encode_ctc_target
from training.finetune.recipe import Augmentation
from training.finetune.targets import Targets

SAMPLE_RATE = 16_000
WINDOW_S = 30.0
MIN_CONTEXT_S = 1.0
# Batches are cut from a shuffled stretch of this many batches sorted by length.
SORTED_STRETCH = 50
HOP = 160
FRAME_PAIR = 2 * HOP  # the encoder halves the frames


@dataclass(frozen=True)
class Draw:
    """One use of one utterance: its index, and the number that seeds its augmentation."""

    index: int
    number: int
    full_window: bool


@dataclass(frozen=True)
class Example:
    audio: np.ndarray  # float32 [n_samples]
    text: str
    draw: Draw


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

    def __getitem__(self, draw: Draw) -> Example:
        s, i = self.where[draw.index]
        stored = self.stores[s][int(i)]
        return Example(stored.audio, stored.text, draw)


class BatchPlan(Sampler[list[Draw]]):
    """`n_batches` lists of draws, each of about `batch_s` padded seconds and of like lengths
    (of one length with `equal_lengths`)."""

    def __init__(
        self,
        n_samples: np.ndarray,
        *,
        n_batches: int,
        batch_s: float,
        seed: int,
        full_window_share: float = 0.0,
        equal_lengths: bool = False,
    ) -> None:
        self.equal_lengths = equal_lengths
        self.lengths_s = np.maximum(n_samples / SAMPLE_RATE, MIN_CONTEXT_S)
        self.n_batches = n_batches
        self.batch_s = batch_s
        self.seed = seed
        self.full_window_share = full_window_share

    def __len__(self) -> int:
        return self.n_batches

    def __iter__(self) -> Iterator[list[Draw]]:
        n_made, n_drawn, number_of_pass = 0, 0, 0
        while n_made < self.n_batches:
            rng = np.random.default_rng((self.seed, number_of_pass))
            for indexes, full_window in self._batches_of_pass(rng):
                if n_made == self.n_batches:
                    return
                yield [Draw(int(i), n_drawn + k, full_window) for k, i in enumerate(indexes)]
                n_drawn += len(indexes)
                n_made += 1
            number_of_pass += 1

    def _batches_of_pass(self, rng: np.random.Generator) -> Iterator[tuple[list[int], bool]]:
        order = rng.permutation(len(self.lengths_s))
        stretch = max(1, int(SORTED_STRETCH * self.batch_s / self.lengths_s.mean()))
        for start in range(0, len(order), stretch):
            part = order[start : start + stretch]
            part = part[np.argsort(self.lengths_s[part], kind="stable")]
            batches = list(self._cut(part.tolist()))
            for b in rng.permutation(len(batches)):
                full_window = bool(rng.random() < self.full_window_share)
                most = max(1, int(self.batch_s / WINDOW_S)) if full_window else None
                yield batches[b][:most], full_window

    def _cut(self, indexes: list[int]) -> Iterator[list[int]]:
        batch: list[int] = []
        for i in indexes:
            too_long = self.lengths_s[i] * (len(batch) + 1) > self.batch_s
            unequal = self.equal_lengths and batch and self.lengths_s[i] != self.lengths_s[batch[0]]
            if batch and (too_long or unequal):
                yield batch
                batch = []
            batch.append(i)
        if batch:
            yield batch


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
        self.targets = Targets(tokenizer)
        self.logmel = LogMel(n_mels)
        self.seed = seed
        self.augmentation = augmentation
        self.with_ctc = with_ctc
        self.dynamic_context = dynamic_context

    def __call__(self, examples: list[Example]) -> dict[str, Any]:
        rngs = [np.random.default_rng((self.seed, 1, e.draw.number)) for e in examples]
        audios = [self._add_noise(e.audio, rng) for e, rng in zip(examples, rngs)]
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
        batch |= self.targets([e.text for e in examples])
        if self.with_ctc:
            encoded = [torch.tensor(encode_ctc_target(e.text), dtype=torch.long) for e in examples]
            batch["ctc_targets"] = torch.nn.utils.rnn.pad_sequence(encoded, batch_first=True)
            batch["ctc_lengths"] = torch.tensor([len(t) for t in encoded])
        return batch

    def without_augmentation(self, utterances: list[StoredUtterance]) -> dict[str, Any]:
        """The batch of stored utterances as they are."""
        plain = copy.copy(self)
        plain.augmentation = Augmentation()
        return plain([Example(u.audio, u.text, Draw(0, 0, False)) for u in utterances])

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
