"""Judges a model during training on the first utterances of the validation store."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import torch
from accelerate import PartialState
from accelerate.utils import gather_object
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
    """Decodes `n_utterances` of a store greedily, or computes their CTC loss.

    Where several processes train, each judges its share, and all get the same figures.
    """

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
        texts: list[tuple[str, str]] = []
        length_s = None if self.collator.dynamic_context else WINDOW_S
        for batch in self._batches():
            audio = pad_audios([u.audio for u in batch], length_s, extra_s=TRAILING_SILENCE_S)
            features = self.collator.logmel(torch.from_numpy(audio))
            heard = transcribe_batch(model, self.tokenizer, [f.numpy() for f in features])
            texts += [(u.text, h) for u, h in zip(batch, heard)]
        texts = gather_object(texts)
        if PartialState().is_main_process:
            for reference, hypothesis in texts[:: max(1, len(texts) // SAMPLES_SHOWN)]:
                log.info("  said:  %s\n  heard: %s", reference, hypothesis)
        score = score_texts([normalise(r) for r, _ in texts], [normalise(h) for _, h in texts])
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
        losses = gather_object(losses)
        return {"ctc_loss": sum(losses) / max(1, len(losses))}

    def _batches(self) -> Iterator[list[StoredUtterance]]:
        """This process's share, utterances of like lengths, so that little is padded."""
        order = sorted(range(self.n_utterances), key=lambda i: int(self.store.n_samples[i]))
        starts = range(0, len(order), BATCH_SIZE)
        state = PartialState()
        for start in starts[state.process_index :: state.num_processes]:
            yield [self.store[i] for i in order[start : start + BATCH_SIZE]]
