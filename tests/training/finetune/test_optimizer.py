import copy

import pytest
import torch

from training.finetune.model import TrainableWhisper
from training.finetune.optimizer import MuonWithAdamW, is_hidden_matrix

pytestmark = pytest.mark.slow


def compute_loss(model: TrainableWhisper) -> torch.Tensor:
    features = torch.randn(2, 80, 100, generator=torch.Generator().manual_seed(1))
    ids = torch.tensor([[50258, 50273, 50359, 50363, 50, 60, 70, 80]] * 2)
    loss = model.compute_losses(features, ids[:, 1:], ids[:, :-1]).attention
    assert loss is not None
    return loss


def train(model: TrainableWhisper, optimizer: torch.optim.Optimizer, n_steps: int) -> None:
    for _ in range(n_steps):
        loss = compute_loss(model)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()


def test_matrices_of_the_layers_have_muon_and_the_rest_adamw(small_model: TrainableWhisper) -> None:
    optimizer = MuonWithAdamW(small_model, 1e-3, 0.01)
    names = {id(p): name for name, p in small_model.named_parameters()}
    muon, adamw = ({names[id(p)] for p in group["params"]} for group in optimizer.param_groups)
    assert "model.encoder.layers.0.fc1.weight" in muon
    assert "model.decoder.layers.0.encoder_attn.q_proj.weight" in muon
    assert {"model.decoder.embed_tokens.weight", "model.encoder.conv1.weight"} <= adamw
    assert {"ctc_head.weight", "model.encoder.layers.0.fc1.bias"} <= adamw
    trained = {name for name, p in small_model.named_parameters() if p.requires_grad}
    assert muon | adamw == trained
    assert not is_hidden_matrix("model.encoder.layers.0.fc1.bias", torch.zeros(4))


def test_a_step_is_that_of_torchs_own_two(small_model: TrainableWhisper) -> None:
    theirs = copy.deepcopy(small_model)
    train(small_model, MuonWithAdamW(small_model, 1e-2, 0.01), 1)
    before = copy.deepcopy(theirs)
    hidden = [p for n, p in theirs.named_parameters() if is_hidden_matrix(n, p)]
    rest = [p for n, p in theirs.named_parameters() if not is_hidden_matrix(n, p)]
    muon = torch.optim.Muon(hidden, lr=1e-2, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    adamw = torch.optim.AdamW([p for p in rest if p.requires_grad], lr=1e-2, weight_decay=0.01)
    compute_loss(theirs).backward()
    muon.step()
    adamw.step()
    changed = 0
    for ours, wanted, old in zip(
        small_model.parameters(), theirs.parameters(), before.parameters(), strict=True
    ):
        torch.testing.assert_close(ours, wanted)
        changed += int(not torch.equal(ours, old))
    assert changed > 30


def test_its_state_goes_on_after_loading_and_a_schedule_reaches_both(
    small_model: TrainableWhisper,
) -> None:
    optimizer = MuonWithAdamW(small_model, 1e-3, 0.0)
    train(small_model, optimizer, 3)
    other = copy.deepcopy(small_model)
    resumed = MuonWithAdamW(other, 1e-3, 0.0)
    resumed.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    train(small_model, optimizer, 3)
    train(other, resumed, 3)
    for a, b in zip(small_model.parameters(), other.parameters(), strict=True):
        assert torch.equal(a, b)

    torch.optim.lr_scheduler.LambdaLR(resumed, lambda step: 0.0)
    train(other, resumed, 1)
    for a, b in zip(small_model.parameters(), other.parameters(), strict=True):
        assert torch.equal(a, b), "a learning rate of 0 changes nothing"
