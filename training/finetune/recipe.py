"""A recipe: everything that decides a training run, read from a TOML file.

A recipe is one model, its data, and stages trained one after another, each starting from the
best weights of the one before. Unknown or ill-typed fields are errors that name the field.
"""

from __future__ import annotations

import dataclasses
import tomllib
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.errors import TrainingError

OPTIMIZERS = ("adamw", "muon")
PRECISIONS = ("bf16", "fp16", "fp32")


@dataclass(frozen=True)
class ModelSpec:
    """Which model is trained: a pretrained `base`, or a new small one from the sizes here."""

    base: str | None = None  # folder or hub name of a Whisper checkpoint; none: from scratch
    d_model: int = 256
    encoder_layers: int = 4
    decoder_layers: int = 2
    n_mels: int = 80
    # Train and decode with a context as long as the audio, or always with 30 s, as OpenAI's does;
    # none: as the base does, and from scratch as long as the audio.
    dynamic_context: bool | None = None


@dataclass(frozen=True)
class LoraSpec:
    """Trains small matrices beside the layers named, and nothing else."""

    rank: int = 16  # inner size of the matrices
    alpha: int = 32  # what they say counts alpha / rank
    dropout: float = 0.0  # share of a matrix's inputs that are left out
    target_modules: tuple[str, ...] = ("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2")


@dataclass(frozen=True)
class DataSpec:
    """Feature stores."""

    train: tuple[str, ...] = ()
    validation: str = ""
    n_validation: int = 200  # utterances decoded at each evaluation


@dataclass(frozen=True)
class Augmentation:
    """Chances are a share of utterances; decibels are signal to noise."""

    noise_chance: float = 0.0
    noise_snr_db: tuple[float, float] = (5.0, 30.0)
    reverb_chance: float = 0.0  # as in a room
    telephone_chance: float = 0.0  # 8 kHz, 300 to 3400 Hz, µ-law
    silence_share: float = 0.0  # share whose speech gives way to silence or noise, without text
    full_window_share: float = 0.0  # share of batches padded to 30 s
    trailing_silence_s: float = 0.5  # at most this much silence is added after the longest
    abrupt_end_chance: float = 0.0  # the last sound is moved to the end of the padded audio
    time_masks: int = 0  # SpecAugment (Park et al. 2019), masks an utterance
    time_mask_frames: int = 20
    frequency_masks: int = 0
    frequency_mask_bins: int = 10
    speed_chance: float = 0.0
    speed_change: float = 0.1  # at most this share quicker or slower
    # Share of utterances that are joined with others of their voice, with pauses, to sentences in
    # a row of joined_min_s to joined_max_s. All of them, with both at 29: packed to full windows.
    joined_share: float = 0.0
    joined_min_s: float = 4.0
    joined_max_s: float = 28.0
    joined_any_voice: bool = False  # join different voices as well
    timestamps_share: float = 0.0  # share that is written with the times of its utterances
    # Share that is preceded by other texts of its voice as what was said before; not trained on.
    prompt_share: float = 0.0
    bpe_dropout: float = 0.0  # chance of leaving out a merge when a text is cut to tokens
    token_noise: float = 0.0  # share of the decoder's input tokens that are replaced by others


@dataclass(frozen=True)
class Stage:
    """One stretch of training with its own data selection, losses and learning rate."""

    name: str
    steps: int
    learning_rate: float = 1e-3
    schedule: str = "linear"  # any transformers lr_scheduler_type
    warmup_steps: int = 200
    optimizer: str = "adamw"  # or muon: for the layers' matrices, with adamw for the rest
    weight_decay: float = 0.01
    batch_s: float = 200.0  # seconds of padded audio in a batch
    gradient_accumulation: int = 1
    train: tuple[str, ...] = ()  # feature stores of this stage; none: those of [data]
    shares: tuple[float, ...] = ()  # of the time, a store each; none: as much as a store holds
    min_s: float = 0.0
    max_s: float = 30.0  # longer utterances wait for a later stage
    ctc_weight: float = 0.0  # of the CTC loss beside the attention loss
    attention_weight: float = 1.0
    # Of the difference from the decoder's states in the stage's first weights at 30 s of context:
    # makes a model that knows 30 s alone ready for short contexts (dynamic_context = true).
    teacher_weight: float = 0.0
    restrict_softmax: bool = False  # only tokens that occur in the data
    label_smoothing: float = 0.0
    freeze_encoder: bool = False  # train the decoder alone, on encoder outputs computed once
    dropout: float = 0.0
    evaluate_every: int = 500  # steps; as often a checkpoint is written
    patience: int = 0  # evaluations without betterment after which the stage ends; 0: all steps
    # So many of the best checkpoints are kept and averaged at the end; the average is taken where
    # it is better than the best of them.
    average_checkpoints: int = 1
    max_gradient_norm: float = 1.0  # longer gradients are shortened to this
    gradient_checkpointing: bool = False  # computes twice what it need not keep: less memory
    precision: str = "bf16"  # bf16, fp16 or fp32
    augmentation: Augmentation = field(default_factory=Augmentation)

    @property
    def decodes(self) -> bool:
        """Whether the decoder is trained, so that what it writes can be judged."""
        return self.attention_weight > 0 or self.teacher_weight > 0

    @property
    def metric(self) -> str:
        """The figure by which checkpoints are ranked, the lowest first."""
        return "eval_wer" if self.decodes else "eval_ctc_loss"


@dataclass(frozen=True)
class Recipe:
    """A whole run. Paths are relative to the current folder; results go to runs/<name>."""

    name: str
    model: ModelSpec
    data: DataSpec
    stages: tuple[Stage, ...]
    lora: LoraSpec | None = None  # none: every weight is trained
    seed: int = 1

    @property
    def folder(self) -> Path:
        return Path("runs") / self.name


def read_recipe(path: Path) -> Recipe:
    """Raises TrainingError naming the file, the field and what was expected.

    A table `[search]` is passed over: it is for `training search`.
    """
    table = read_table(path)
    table.pop("search", None)
    return build_recipe(table, str(path))


def read_table(path: Path) -> dict[str, Any]:
    """The recipe as its TOML file has it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise TrainingError(f"There is no recipe {path}. See training/runs/ for ours.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path} is not valid TOML: {error}") from error


def build_recipe(table: dict[str, Any], where: str) -> Recipe:
    """The recipe of a TOML table; TrainingError names `where`, the field and what was expected."""
    stages = {"stages": table.get("stage", [])}
    table = {name: value for name, value in table.items() if name != "stage"} | stages
    recipe: Recipe = _build(Recipe, table, where)
    if not recipe.stages:
        raise TrainingError(f"{where}: a recipe needs at least one [[stage]]")
    if not recipe.data.train or not recipe.data.validation:
        raise TrainingError(f"{where}: [data] needs `train` and `validation` feature stores")
    names = [stage.name for stage in recipe.stages]
    if len(set(names)) < len(names):
        raise TrainingError(f"{where}: two stages have one name: {', '.join(names)}")
    for stage in recipe.stages:
        if fault := _find_fault(stage, recipe.model):
            raise TrainingError(f"{where}: {stage.name}: {fault}")
        stores = stage.train or recipe.data.train
        if stage.shares and (len(stage.shares) != len(stores) or min(stage.shares) <= 0):
            raise TrainingError(
                f"{where}: {stage.name}: shares must be a number above 0 for each of the "
                f"{len(stores)} stores"
            )
    return recipe


def _find_fault(stage: Stage, model: ModelSpec) -> str | None:
    """What in a stage cannot be done, or None."""
    augmentation = stage.augmentation
    if stage.optimizer not in OPTIMIZERS:
        return f"optimizer must be {' or '.join(OPTIMIZERS)}, and is {stage.optimizer!r}"
    if stage.precision not in PRECISIONS:
        return f"precision must be {' or '.join(PRECISIONS)}, and is {stage.precision!r}"
    if not (stage.decodes or stage.ctc_weight):
        return "attention_weight, ctc_weight and teacher_weight are all 0: nothing would be trained"
    if stage.freeze_encoder and stage.ctc_weight:
        return "CTC trains the encoder, which is frozen"
    if stage.freeze_encoder and stage.teacher_weight:
        return "a teacher changes what the encoder says, which is frozen"
    if stage.freeze_encoder and augmentation != Augmentation():
        return (
            "with freeze_encoder the encoder's outputs are computed once, so there can be no "
            "augmentation"
        )
    if stage.teacher_weight and not model.dynamic_context:
        return "teacher_weight is for short contexts: set dynamic_context = true in [model]"
    if not 0 < augmentation.joined_min_s <= augmentation.joined_max_s <= 30:
        return "joined_min_s must be above 0, joined_max_s not below it and not above 30"
    if min(stage.steps, stage.evaluate_every, stage.gradient_accumulation) < 1:
        return "steps, evaluate_every and gradient_accumulation must be 1 or more"
    if stage.average_checkpoints < 1:
        return "average_checkpoints must be 1, for the best alone, or more"
    return None


def _build(kind: Any, value: Any, where: str) -> Any:
    """`value` of a TOML file as the type that the dataclass field declares."""
    if dataclasses.is_dataclass(kind):
        return _build_dataclass(kind, value, where)
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and isinstance(value, list):
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_build(args[0], v, f"{where}[{i}]") for i, v in enumerate(value))
        if len(args) == len(value):
            return tuple(_build(a, v, where) for a, v in zip(args, value))
    elif origin is types.UnionType:
        return _build(args[0], value, where)
    elif kind is float and type(value) in (int, float):
        return float(value)
    elif type(value) is kind:
        return value
    wanted = getattr(kind, "__name__", str(kind))
    raise TrainingError(f"{where} must be {wanted}, and is {value!r}")


def _build_dataclass(kind: Any, table: Any, where: str) -> Any:
    if not isinstance(table, dict):
        raise TrainingError(f"{where} must be a table")
    hints = typing.get_type_hints(kind)
    unknown = sorted(set(table) - set(hints))
    if unknown:
        raise TrainingError(
            f"{where}: unknown field {', '.join(unknown)}. Known are {', '.join(hints)}."
        )
    fields = {name: _build(hints[name], v, f"{where}: {name}") for name, v in table.items()}
    try:
        return kind(**fields)
    except TypeError as error:
        raise TrainingError(f"{where}: {error}") from error
