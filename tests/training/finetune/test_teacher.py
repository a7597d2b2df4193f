"""Audio-context fine-tuning brings what is said of a short context nearer to the teacher's."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training.features.logmel import LogMel
from training.features.store import FeatureStore
from training.finetune.data import Collator, pad_audios
from training.finetune.model import TrainableWhisper
from training.finetune.recipe import Augmentation
from training.finetune.teacher import Teacher, pad_to_window
from training.finetune.tokenizer import build_tokenizer

pytestmark = pytest.mark.slow


def test_a_padded_log_mel_is_that_of_padded_audio() -> None:
    rng = np.random.default_rng(0)
    audios = [rng.normal(0, 0.1, 24_000).astype(np.float32), np.zeros(16_000, np.float32)]
    logmel = LogMel(80)
    short = logmel(torch.from_numpy(pad_audios(audios, None)))
    whole = logmel(torch.from_numpy(pad_audios(audios, 30.0)))
    padded = pad_to_window(short)
    assert padded.shape == whole.shape == (2, 80, 3000)
    # The frames at the seam look across it: into a mirror there, and here from sound into silence.
    seam = slice(short.shape[2] - 2, short.shape[2] + 2)
    difference = (padded - whole).abs()
    difference[:, :, seam] = 0
    assert difference.max() < 1e-5


def test_a_student_comes_nearer_to_its_teacher(
    store: FeatureStore, small_model: TrainableWhisper
) -> None:
    model = small_model
    with torch.no_grad():  # large positions, so that a random model minds how long the window is
        for layer in model.model.encoder.layers:
            for name in ("q_proj", "k_proj", "v_proj"):
                getattr(layer.self_attn, name).weight *= 8
    collator = Collator(
        build_tokenizer(), n_mels=80, seed=1, augmentation=Augmentation(), with_ctc=False
    )
    trained = collator.without_augmentation([store[i] for i in range(6)])
    unseen = collator.without_augmentation([store[i] for i in range(7, 11)])
    teacher = Teacher(model)
    before = {name: weight.clone() for name, weight in teacher.model.state_dict().items()}

    wanted = {id(batch): teacher.find_states(batch) for batch in (trained, unseen)}

    def difference(batch: dict[str, torch.Tensor]) -> torch.Tensor:
        losses = model.compute_losses(
            **batch, teacher_states=wanted[id(batch)], with_attention=False
        )
        assert losses.attention is None
        assert losses.teacher is not None
        return losses.teacher

    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    first = float(difference(unseen).detach())
    for _ in range(25):
        optimizer.zero_grad()
        difference(trained).backward()
        optimizer.step()
    assert float(difference(unseen).detach()) < first / 2
    after = teacher.model.state_dict()
    assert all(torch.equal(after[name], weight) for name, weight in before.items())


def test_nothing_differs_at_the_full_window(
    store: FeatureStore, small_model: TrainableWhisper
) -> None:
    collator = Collator(
        build_tokenizer(),
        n_mels=80,
        seed=1,
        augmentation=Augmentation(),
        with_ctc=False,
        dynamic_context=False,
    )
    batch = collator.without_augmentation([store[0], store[1]])
    states = Teacher(small_model).find_states(batch)
    assert states.shape == (2, 2, batch["labels"].shape[1], 64)
    small_model.eval()
    losses = small_model.compute_losses(**batch, teacher_states=states)
    assert losses.teacher is not None
    assert losses.attention is not None
    assert float(losses.teacher.detach()) < 1e-10
    assert float(losses.attention.detach()) > 1
