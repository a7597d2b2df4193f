"""Examples for training: joined, augmented, turned to log-mel on the fly.

Everything random is a function of (seed, draw), where a draw numbers each use of an utterance in
the run. So a run that was killed goes on with the very batches it would have had.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset
from transformers import PreTrainedTokenizerBase

from training.features.logmel import LogMel
from training.features.store import FeatureStore, StoredUtterance
from training.finetune.augment import (
    add_noise,
    add_reverberation,
    change_speed,
    end_abruptly,
    mask_features,
    replace_by_silence,
    send_by_telephone,
)
from training.finetune.batches import MIN_CONTEXT_S, PAUSE_S, SAMPLE_RATE, WINDOW_S, Draw
from training.finetune.model import encode_ctc_target
from training.finetune.recipe import Augmentation
from training.finetune.targets import Span, Targets

HOP = 160
FRAME_PAIR = 2 * HOP  # the encoder halves the frames


@dataclass(frozen=True)
class Example:
    """Utterances to be joined, mostly one."""

    pieces: tuple[StoredUtterance, ...]
    draw: Draw
    previous: str = ""  # what was said before

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Sounding:
    """What is heard of an example, and what is to be written."""

    audio: np.ndarray  # float32 [n_samples]
    text: str
    spans: tuple[Span, ...] = ()  # with their times in `audio`; none: written without times


class Utterances(Dataset):
    """Several feature stores as one map from Draw to Example, from min_s to max_s long.

    shares: how much of the time each store is to have; a small store's utterances then stand in
    the map many times. None: each utterance once.
    """

    def __init__(
        self,
        stores: Sequence[FeatureStore],
        *,
        min_s: float = 0.0,
        max_s: float = WINDOW_S,
        shares: Sequence[float] = (),
    ) -> None:
        self.stores = stores
        self.texts = [store.texts() for store in stores]
        lengths = [store.n_samples for store in stores]
        found = [_find_between(store_lengths, min_s, max_s) for store_lengths in lengths]
        n_samples = [int(lengths[s][i].sum()) for s, i in enumerate(found)]
        repeats = count_repeats(n_samples, shares) if shares else [1] * len(found)
        self.where = [(s, i) for s, times in enumerate(repeats) for i in np.tile(found[s], times)]
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
        pieces = tuple(self.stored(index) for index in draw.indexes)
        return Example(pieces, draw, " ".join(self.text(index) for index in draw.previous))


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
        heard = [self._sound(e, rng) for e, rng in zip(examples, rngs)]
        texts = [h.text for h in heard]
        full = examples[0].draw.full_window or not self.dynamic_context
        audio = pad_audios(
            [h.audio for h in heard],
            WINDOW_S if full else None,
            extra_s=rngs[0].uniform(0, self.augmentation.trailing_silence_s),
        )
        if chance := self.augmentation.abrupt_end_chance:
            for row, sounding, rng in zip(audio, heard, rngs):
                if rng.random() < chance and not sounding.spans:  # whose times would be wrong
                    end_abruptly(row)
        features = self.logmel(torch.from_numpy(audio))
        for row, rng in zip(features, rngs):
            mask_features(row, self.augmentation, rng)
        batch: dict[str, Any] = {"input_features": features}
        batch |= self.targets(texts, rngs, [h.spans for h in heard], [e.previous for e in examples])
        if self.with_ctc:
            encoded = [torch.tensor(encode_ctc_target(text), dtype=torch.long) for text in texts]
            batch["ctc_targets"] = torch.nn.utils.rnn.pad_sequence(encoded, batch_first=True)
            batch["ctc_lengths"] = torch.tensor([len(t) for t in encoded])
        return batch

    def without_augmentation(self, utterances: list[StoredUtterance]) -> dict[str, Any]:
        """The batch of stored utterances as they are."""
        plain = copy.copy(self)
        plain.augmentation = Augmentation()
        plain.targets = Targets(self.targets.tokenizer)
        return plain([Example((u,), Draw((0,), 0)) for u in utterances])

    def _sound(self, example: Example, rng: np.random.Generator) -> Sounding:
        options = self.augmentation
        joined, starts = join_audios([piece.audio for piece in example.pieces], rng)
        audio = change_speed(joined, options, rng)
        if options.silence_share and rng.random() < options.silence_share:
            return Sounding(replace_by_silence(audio, rng), "")
        spans: tuple[Span, ...] = ()
        if options.timestamps_share and rng.random() < options.timestamps_share:
            seconds = len(audio) / len(joined) / SAMPLE_RATE
            spans = tuple(
                Span(start * seconds, (start + len(piece.audio)) * seconds, piece.text)
                for start, piece in zip(starts, example.pieces)
                if piece.text
            )
        audio = add_reverberation(audio, options, rng)
        audio = add_noise(audio, options, rng)
        audio = send_by_telephone(audio, options, rng)
        return Sounding(audio, example.text, spans)


def join_audios(audios: list[np.ndarray], rng: np.random.Generator) -> tuple[np.ndarray, list[int]]:
    """One after another with pauses of digital silence, none when there is but one; and the sample
    at which each begins."""
    parts, starts = audios[:1], [0]
    for before, audio in itertools.pairwise(audios):
        pause = np.zeros(int(rng.uniform(*PAUSE_S) * SAMPLE_RATE), dtype=np.float32)
        starts.append(starts[-1] + len(before) + len(pause))
        parts += [pause, audio]
    return np.concatenate(parts), starts


def count_repeats(n_samples: Sequence[int], shares: Sequence[float]) -> list[int]:
    """How often each store is to be read for its share; once that of which there is most."""
    wanted = [n / share for n, share in zip(n_samples, shares, strict=True)]
    return [round(max(wanted) / one) if one else 1 for one in wanted]


def _find_between(n_samples: np.ndarray, min_s: float, max_s: float) -> np.ndarray:
    length_s = n_samples / SAMPLE_RATE
    return np.flatnonzero((length_s >= min_s) & (length_s <= max_s))


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
