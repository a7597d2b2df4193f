"""LoRA: small matrices beside frozen weights, merged into them when training ends.

Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models". The matrices are peft's, put
into the model in place, so that the rest of the room sees the same model with less to train.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from peft import LoraConfig, inject_adapter_in_model
from peft.tuners.lora import LoraLayer

from training.errors import TrainingError
from training.finetune.recipe import LoraSpec

if TYPE_CHECKING:
    from training.finetune.model import TrainableWhisper


def add_lora(model: TrainableWhisper, spec: LoraSpec) -> None:
    """Freeze the model and put matrices to train into the layers that `spec` names.

    As they begin, they change nothing. A CTC head, which is new with every training, stays
    trainable itself. Raises TrainingError where no layer has one of the names.
    """
    names = {name.rpartition(".")[2] for name, _ in model.named_modules()}
    unknown = [name for name in spec.target_modules if name not in names]
    if unknown or not spec.target_modules:
        raise TrainingError(
            f"[lora]: target_modules: no layer is called {', '.join(unknown) or '(none named)'}. "
            "Whisper's are q_proj, k_proj, v_proj, out_proj, fc1, fc2, conv1 and conv2."
        )
    config = LoraConfig(
        r=spec.rank,
        lora_alpha=spec.alpha,
        lora_dropout=spec.dropout,
        target_modules=list(spec.target_modules),
    )
    inject_adapter_in_model(config, model)
    if model.ctc_head is not None:
        model.ctc_head.requires_grad_(True)


def merge_lora(model: TrainableWhisper) -> None:
    """Add the trained matrices to the weights beside which they stand, and take them out.

    The model is then as it was before `add_lora`, with other weights, all of them trainable.
    """
    for name, layer in list(model.named_modules()):
        if isinstance(layer, LoraLayer):
            try:
                layer.merge(safe_merge=True)
            except ValueError as error:  # not finite
                raise TrainingError(
                    f"LoRA's weights beside {name} grew beyond all bounds. Use a lower "
                    "learning_rate, or fp32 instead of fp16."
                ) from error
            parent, _, attribute = name.rpartition(".")
            setattr(model.get_submodule(parent), attribute, layer.get_base_layer())
    if hasattr(model, "peft_config"):
        del model.peft_config
    model.requires_grad_(True)
    model.model.encoder.embed_positions.requires_grad_(False)  # sinusoids, never trained
