"""Judges a model during training on the first utterances of the validation store."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import torch
from transformers import PreTrainedTokenizerBase

from training.features.store import FeatureStore, StoredUtterance
from training.finetune.batches import WINDOW_S
from training.finetune.data import Collator, pad_audios
from training.finetune.decode import transcribe_batch
from training.finetune.model import TrainableWhisper
from training.scoring.normalise import normalise
from training.scoring.wer import score_texts

BATCH_SIZE = 32
SAMPLES_SHOWN = 4
TRAILING_SILENCE_S = 0.2
log = logging.getLogger(__name__)


class Evaluator:
    """Decodes `n_utterances` of a store greedily, or computes their CTC loss."""

    def __init__(
        self,
        store: FeatureStore,
        n_utterances: int,
        tokenizer: PreTrainedTokenizerBase,
        collator: Collator,
    ) -> None:
        self.store = store
        self.n_utterances = min(n_utterances, len(store))
        self.tokenizer = tokenizer
        self.collator = collator

    def decode(self, model: TrainableWhisper) -> dict[str, float]:
        """Corpus-level `wer` and `cer` of normalised texts, in per cent; a few texts are logged."""
        references, hypotheses = [], []
        length_s = None if self.collator.dynamic_context else WINDOW_S
        for batch in self._batches():
            audio = pad_audios([u.audio for u in batch], length_s, extra_s=TRAILING_SILENCE_S)
            features = self.collator.logmel(torch.from_numpy(audio))
            hypotheses += transcribe_batch(model, self.tokenizer, [f.numpy() for f in features])
            references += [u.text for u in batch]
        for i in range(0, len(references), max(1, len(references) // SAMPLES_SHOWN)):
            log.info("  said:  %s\n  heard: %s", references[i], hypotheses[i])
        score = score_texts([normalise(t) for t in references], [normalise(t) for t in hypotheses])
        return {"wer": 100 * score.wer, "cer": 100 * score.cer}

    @torch.inference_mode()
    def ctc_loss(self, model: TrainableWhisper) -> dict[str, float]:
        """Mean `ctc_loss` a character over batches."""
        losses = []
        for batch in self._batches():
            inputs = self.collator.without_augmentation(batch)
            tensors = {k: v.to(model.device) for k, v in inputs.items() if k != "labels"}
            ctc = model.compute_losses(**tensors, labels=None).ctc
            if ctc is not None:
                losses.append(float(ctc))
        return {"ctc_loss": sum(losses) / max(1, len(losses))}

    def _batches(self) -> Iterator[list[StoredUtterance]]:
        """Utterances of like lengths, so that little is padded."""
        order = sorted(range(self.n_utterances), key=lambda i: int(self.store.n_samples[i]))
        for start in range(0, len(order), BATCH_SIZE):
            yield [self.store[i] for i in order[start : start + BATCH_SIZE]]
