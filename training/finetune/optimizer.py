"""The optimizer of a stage: AdamW, or Muon for the layers' matrices with AdamW for the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

NOT_HIDDEN = ("embed", "proj_out", "ctc_head")


class MuonWithAdamW(torch.optim.Optimizer):
    """Muon (Jordan 2024, https://kellerjordan.github.io/posts/muon/) for the two-dimensional
    weights of the layers, AdamW for embeddings, convolutions, heads, biases and norms.

    Muon's steps are scaled to AdamW's (Liu et al. 2025, "Muon is Scalable for LLM Training"), so
    that one learning rate serves both. To schedulers and checkpoints it is one optimizer.
    """

    def __init__(self, model: nn.Module, learning_rate: float, weight_decay: float) -> None:
        trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
        hidden = [p for name, p in trained if is_hidden_matrix(name, p)]
        rest = [p for name, p in trained if not is_hidden_matrix(name, p)]
        lr, decay = learning_rate, weight_decay
        self.parts: tuple[torch.optim.Optimizer, ...] = (
            torch.optim.Muon(hidden, lr=lr, weight_decay=decay, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(rest, lr=lr, weight_decay=decay, fused=True),
        )
        super().__init__([group for part in self.parts for group in part.param_groups], {"lr": lr})
        self._share()

    def _share(self) -> None:
        """Let the parts use this optimizer's groups and state."""
        muon, adamw = self.parts
        muon.param_groups, adamw.param_groups = self.param_groups[:1], self.param_groups[1:]
        muon.state = adamw.state = self.state

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for part in self.parts:
            part.step()
        return loss

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        super().load_state_dict(state_dict)
        self._share()


def is_hidden_matrix(name: str, parameter: torch.Tensor) -> bool:
    return parameter.ndim == 2 and not any(part in name for part in NOT_HIDDEN)
