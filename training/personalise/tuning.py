"""How a voice is learnt: the recipe for a checkpoint, own speech and other voices.

training/LOG.md has the experiments behind the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from training.finetune.recipe import Augmentation, DataSpec, LoraSpec, ModelSpec, Recipe, Stage
from training.personalise.base import Base
from training.personalise.others import Others
from training.personalise.speech import OwnStores

EVALUATIONS = 4
PACKED_SHARE = 0.8


@dataclass(frozen=True)
class Tuning:
    """How much is learnt how quickly. `own_share`: of the time in a batch, the user's own."""

    n_steps: int = 200
    learning_rate: float = 1e-4
    batch_s: float = 60.0
    own_share: float = 0.5
    lora: LoraSpec | None = None


# Ten times the rate, for the matrices begin with nothing.
BY_LORA = Tuning(learning_rate=1e-3, lora=LoraSpec())
# From Whisper small on, all weights with their optimizer take gigabytes of memory.
LORA_FROM_D_MODEL = 768


def choose_tuning(base: Base, lora: bool | None = None) -> Tuning:
    """How to teach this checkpoint: all of a small one, which is better, and a large one by LoRA;
    `lora` says which regardless."""
    return BY_LORA if (base.d_model >= LORA_FROM_D_MODEL if lora is None else lora) else Tuning()


def make_recipe(name: str, base: Base, own: OwnStores, others: Others, tuning: Tuning) -> Recipe:
    """The recipe of a personal model. Results go to runs/`name`."""
    stage = Stage(
        name="voice",
        steps=tuning.n_steps,
        learning_rate=tuning.learning_rate,
        warmup_steps=max(1, tuning.n_steps // 10),
        batch_s=tuning.batch_s,
        shares=(tuning.own_share, 1 - tuning.own_share),
        evaluate_every=max(1, tuning.n_steps // EVALUATIONS),
        average_checkpoints=2,
        # A model that always hears 30 s gets them filled, so that little of the time is spent on
        # nothing.
        augmentation=Augmentation(joined_share=0.0 if base.dynamic_context else PACKED_SHARE),
    )
    return Recipe(
        name=name,
        model=ModelSpec(base=str(base.folder)),
        data=DataSpec(
            train=(str(own.train), str(others.train)),
            validation=str(own.held_out),
        ),
        stages=(stage,),
        lora=tuning.lora,
    )
