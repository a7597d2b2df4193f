"""transformers' Trainer with our batches, losses and an evaluation that decodes."""

from __future__ import annotations

import time
from typing import Any

import torch
from torch.utils.data import DataLoader
from transformers import Trainer, TrainerControl

from training.finetune.batches import BatchPlan
from training.finetune.data import Utterances
from training.finetune.encoded import EncodedUtterances
from training.finetune.evaluation import Evaluator
from training.finetune.model import IGNORED_LABEL, TrainableWhisper
from training.finetune.recipe import Stage
from training.finetune.teacher import Teacher


class StageTrainer(Trainer):
    """transformers' Trainer with our batches, losses and an evaluation that decodes."""

    control: TrainerControl

    def __init__(
        self,
        *,
        stage: Stage,
        plan: BatchPlan,
        evaluator: Evaluator,
        teacher: Teacher | None = None,
        **kwargs: Any,
    ) -> None:
        # The evaluator has its own store; Trainer only wants to see that there is one.
        super().__init__(eval_dataset=Utterances([evaluator.store]), **kwargs)
        self.stage = stage
        self.plan = plan
        self.evaluator = evaluator
        self.teacher = teacher

    def get_train_dataloader(self) -> DataLoader:
        assert isinstance(self.train_dataset, Utterances | EncodedUtterances)
        loader = DataLoader(
            self.train_dataset,
            batch_sampler=self.plan,
            collate_fn=self.data_collator,
            num_workers=self.args.dataloader_num_workers,
            pin_memory=self.args.dataloader_pin_memory,
        )
        return self.accelerator.prepare(loader)

    def get_batch_samples(self, *args: Any, **kwargs: Any) -> Any:
        """The batches of one step, each with what its mean losses weigh in the step's: its share
        of tokens and characters among those of all processes, so that many small batches train as
        one big one does."""
        batches, n_items = super().get_batch_samples(*args, **kwargs)
        counts = torch.tensor([count_targets(batch) for batch in batches], dtype=torch.float64)
        total = self.accelerator.reduce(counts.sum(0).to(self.args.device), "mean").cpu()
        weights = counts * len(batches) / total.clamp(min=1)
        for batch, (of_tokens, of_characters) in zip(batches, weights.tolist()):
            batch["weights"] = (of_tokens, of_characters)
        return batches, n_items

    def compute_loss(self, model: Any, inputs: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        inputs = dict(inputs)
        of_tokens, of_characters = inputs.pop("weights")
        if self.teacher:
            with self.accelerator.autocast():
                inputs["teacher_states"] = self.teacher.find_states(inputs)
        losses = model(
            **inputs,
            label_smoothing=self.stage.label_smoothing,
            with_attention=self.stage.attention_weight > 0,
        )
        total = 0.0
        if losses.attention is not None:
            total = total + of_tokens * self.stage.attention_weight * losses.attention
        if losses.ctc is not None:
            total = total + of_characters * self.stage.ctc_weight * losses.ctc
        if losses.teacher is not None:
            total = total + of_tokens * self.stage.teacher_weight * losses.teacher
        return total

    def evaluate(
        self,
        eval_dataset: Any = None,
        ignore_keys: list[str] | None = None,
        metric_key_prefix: str = "eval",
    ) -> dict[str, float]:
        """WER and CER by decoding, and the CTC loss, as far as the stage trains them."""
        started = time.monotonic()
        figures = self.judge()
        metrics = {f"{metric_key_prefix}_{name}": value for name, value in figures.items()}
        metrics[f"{metric_key_prefix}_runtime"] = round(time.monotonic() - started, 1)
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(
            self.args, self.state, self.control, metrics
        )
        return metrics

    def judge(self) -> dict[str, float]:
        """The figures of an evaluation of the weights as they are."""
        model = self.model
        assert isinstance(model, TrainableWhisper)
        model.eval()
        figures = self.evaluator.ctc_loss(model) if self.stage.ctc_weight else {}
        if self.stage.decodes:
            figures |= self.evaluator.decode(model)
        return figures


def count_targets(batch: dict[str, Any]) -> tuple[int, int]:
    """Tokens and characters that the losses of a batch are means over."""
    n_tokens = int((batch["labels"] != IGNORED_LABEL).sum())
    return n_tokens, int(batch["ctc_lengths"].sum()) if "ctc_lengths" in batch else 0
