"""Compares the speed of training with the plain Hugging Face recipe's.

The plain recipe is that of https://huggingface.co/blog/fine-tune-whisper: Seq2SeqTrainer, log-mels
of every clip padded to 30 s. It gets them ready made, from memory; ours decodes FLAC and computes
log-mels while it trains.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset
from transformers import (
    PrinterCallback,
    Seq2SeqTrainer,
    Seq2SeqTrainingArguments,
    TrainerCallback,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
)

from training.features.store import (
    FeatureStore,
    Manifest,
    ShardWriter,
    StoredUtterance,
    describe_shard,
    write_manifest,
)
from training.finetune.batches import SAMPLE_RATE, WINDOW_S
from training.finetune.kept import KeepBest
from training.finetune.model import TrainableWhisper, build_config, build_generation_config
from training.finetune.progress import LogFile, Table
from training.finetune.recipe import Augmentation, DataSpec, ModelSpec, Recipe, Stage
from training.finetune.stage_trainer import StageTrainer
from training.finetune.tokenizer import build_tokenizer
from training.finetune.trainer import Materials, make_trainer

# Width and layers of OpenAI's sizes; a model of random weights trains as quickly as any.
SIZES = {"starter": (256, 4, 2), "tiny": (384, 4, 4), "base": (512, 6, 6), "small": (768, 12, 12)}
SAID = (
    "jag tror att vi hinner hem före middagen om tåget till Västerås går i tid i kväll men annars "
    "ringer hon och säger att barnen får äta själva"
)
WORDS_A_CLIP = (7, 12)
PLAIN, SHORT, PACKED = (
    "Seq2SeqTrainer, every clip padded to 30 s",
    "ours, context as long as the clips",
    "ours, packed to windows of 30 s",
)


@dataclass(frozen=True)
class Contest:
    """What is measured: clips of `clip_s` seconds, `batch_clips` in a batch of every recipe (to
    the nearest whole window where they are packed), `steps` timed steps a round."""

    size: str = "tiny"
    clip_s: float = 4.0
    batch_clips: int = 14
    steps: int = 4
    rounds: int = 5
    precision: str = "bf16"


class Clock(TrainerCallback):
    """Times steps, all but the first, which warms up: on a CPU in processor time, which what else
    the machine does changes little."""

    def __init__(self) -> None:
        self.ends_s: list[float] = []

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        on_cpu = args.device.type == "cpu"
        self.ends_s.append(time.process_time() if on_cpu else time.perf_counter())

    @property
    def elapsed_s(self) -> float:
        return self.ends_s[-1] - self.ends_s[0]


def compare_throughput(contest: Contest, report: Callable[[str], None]) -> dict[str, list[float]]:
    """Clips a second by recipe, one figure a round; the rounds of the recipes alternate."""
    speeds: dict[str, list[float]] = {PLAIN: [], SHORT: [], PACKED: []}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        store = make_clips(folder / "clips", contest)
        for number in range(contest.rounds):
            speeds[PLAIN].append(_time_plain(contest, store, folder / f"plain-{number}"))
            for name in (SHORT, PACKED):
                run = folder / f"ours-{number}-{name == PACKED}"
                speeds[name].append(_time_ours(contest, store, run, packed=name == PACKED))
            for name, figures in speeds.items():
                report(f"round {number + 1}: {name}: {figures[-1]:.2f} clips/s")
    return speeds


def tell(speeds: dict[str, list[float]]) -> list[str]:
    """Rows of a Markdown table: medians over the rounds, and of the ratios within each round."""
    rows = ["| recipe | clips a second | times the plain recipe |", "|---|---|---|"]
    for name, figures in speeds.items():
        ratios = [ours / plain for ours, plain in zip(figures, speeds[PLAIN])]
        rows.append(
            f"| {name} | {statistics.median(figures):.2f} | {statistics.median(ratios):.1f} |"
        )
    return rows


def make_clips(folder: Path, contest: Contest) -> FeatureStore:
    """A store of noise that swells and falls like speech, with sentences for texts."""
    rng = np.random.default_rng(0)
    n_samples = int(contest.clip_s * SAMPLE_RATE)
    writer = ShardWriter(folder, "only")
    for number in range(contest.batch_clips * 2):
        syllables = np.abs(np.sin(np.linspace(0, contest.clip_s * 8, n_samples)))
        audio = (rng.normal(0, 0.1, n_samples) * syllables).astype(np.float32)
        text = " ".join(rng.choice(SAID.split(), rng.integers(*WORDS_A_CLIP, endpoint=True)))
        writer.add(StoredUtterance(f"{number:04d}", text, "voice", audio))
    writer.finish()
    write_manifest(folder, Manifest({}, (describe_shard(folder, "only"),)))
    return FeatureStore(folder)


def _time_ours(contest: Contest, store: FeatureStore, folder: Path, packed: bool) -> float:
    n_windows = max(1, round(contest.batch_clips * (contest.clip_s + 0.4) / WINDOW_S))
    options = Augmentation(trailing_silence_s=0.0)
    if packed:
        options = Augmentation(joined_share=1.0, joined_min_s=30, joined_max_s=30)
    stage = Stage(
        "contest",
        steps=contest.steps + 1,
        evaluate_every=contest.steps + 1,
        batch_s=n_windows * WINDOW_S if packed else contest.batch_clips * contest.clip_s,
        precision=contest.precision,
        augmentation=options,
    )
    spec = ModelSpec(dynamic_context=not packed)
    data = DataSpec((str(store.folder),), str(store.folder), n_validation=1)
    recipe = Recipe("contest", spec, data, (stage,))
    model = TrainableWhisper(_config(contest))
    model.config.dynamic_context = not packed
    model.generation_config = build_generation_config()
    materials = Materials(recipe, build_tokenizer(), (store,), store, 0, False)
    trainer = make_trainer(materials, stage, folder, model)
    n_clips = [sum(len(draw.indexes) for draw in batch) for batch in trainer.plan]
    return sum(n_clips[1:]) / _time_steps(trainer)


def _time_steps(trainer: StageTrainer) -> float:
    """Seconds of all steps but the first, with nothing judged, told or saved meanwhile."""
    for callback in (KeepBest, LogFile, Table):
        trainer.remove_callback(callback)
    trainer.args.eval_strategy = trainer.args.save_strategy = "no"
    clock = Clock()
    trainer.add_callback(clock)
    trainer.train()
    return clock.elapsed_s


def _time_plain(contest: Contest, store: FeatureStore, folder: Path) -> float:
    clock = Clock()
    trainer = Seq2SeqTrainer(
        model=WhisperForConditionalGeneration(_config(contest)),
        args=Seq2SeqTrainingArguments(
            output_dir=str(folder),
            per_device_train_batch_size=contest.batch_clips,
            max_steps=contest.steps + 1,
            learning_rate=1e-5,
            warmup_steps=500,
            bf16=contest.precision == "bf16",
            fp16=contest.precision == "fp16",
            use_cpu=not torch.cuda.is_available(),
            save_strategy="no",
            report_to=[],
            disable_tqdm=True,
        ),
        train_dataset=PaddedClips(store),
        data_collator=collate_padded,
        callbacks=[clock],
    )
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    return contest.batch_clips * contest.steps / clock.elapsed_s


class PaddedClips(Dataset):
    """Every clip of a store as `datasets.map` with a WhisperFeatureExtractor leaves it."""

    def __init__(self, store: FeatureStore) -> None:
        extract = WhisperFeatureExtractor()
        tokenizer = build_tokenizer()
        self.rows = [
            {
                "input_features": extract(u.audio, sampling_rate=SAMPLE_RATE).input_features[0],
                "labels": tokenizer(u.text).input_ids,
            }
            for u in store
        ]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> dict[str, Any]:
        return self.rows[index]


def collate_padded(rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
    """Log-mels [batch, 80, 3000] and labels padded with -100, without the start that the model
    puts before them itself."""
    labels = [torch.tensor(row["labels"][1:]) for row in rows]
    return {
        "input_features": torch.from_numpy(np.stack([row["input_features"] for row in rows])),
        "labels": torch.nn.utils.rnn.pad_sequence(labels, batch_first=True, padding_value=-100),
    }


def _config(contest: Contest) -> Any:
    d_model, encoder_layers, decoder_layers = SIZES[contest.size]
    return build_config(
        d_model=d_model,
        encoder_layers=encoder_layers,
        decoder_layers=decoder_layers,
        ctc_head=False,
    )
