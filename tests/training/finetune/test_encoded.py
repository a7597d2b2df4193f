import json
from pathlib import Path

import numpy as np
import pytest
import torch

from training.features.logmel import LogMel
from training.features.store import FeatureStore
from training.finetune import encoded as module
from training.finetune.batches import BatchPlan, Draw
from training.finetune.data import Utterances, pad_audios
from training.finetune.encoded import EncodedCollator, EncodedUtterances
from training.finetune.model import TrainableWhisper
from training.finetune.targets import Targets
from training.finetune.tokenizer import build_tokenizer

pytestmark = pytest.mark.slow


def test_what_is_kept_is_what_the_encoder_says(
    store: FeatureStore, small_model: TrainableWhisper, tmp_path: Path
) -> None:
    utterances = Utterances([store])
    encoded = EncodedUtterances(tmp_path, utterances, small_model)
    for i in (0, 5, 11):
        example = encoded[Draw((i,), 0)]
        audio = pad_audios([utterances.stored(i).audio], encoded.n_samples[i] / 16_000)
        with torch.inference_mode():
            wanted = small_model.model.encoder(LogMel(80)(torch.from_numpy(audio)))
        difference = example.encoded - wanted.last_hidden_state[0].numpy()
        assert example.encoded.shape == (encoded.n_samples[i] / 320, 64)
        assert np.abs(difference).mean() < 0.02  # bfloat16 and float16
        assert example.text == store.texts()[i]


def test_a_build_that_was_broken_off_goes_on(
    store: FeatureStore,
    small_model: TrainableWhisper,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "BATCHES_A_NOTE", 1)
    monkeypatch.setattr(module, "BATCH_S", 4.0)
    utterances = Utterances([store])
    whole = EncodedUtterances(tmp_path / "whole", utterances, small_model)

    n_encoded = 0
    encode = EncodedUtterances._encode

    def encode_three(self: EncodedUtterances, *args: object) -> None:
        nonlocal n_encoded
        n_encoded += 1
        if n_encoded == 4:
            raise KeyboardInterrupt
        encode(self, *args)

    monkeypatch.setattr(EncodedUtterances, "_encode", encode_three)
    with pytest.raises(KeyboardInterrupt):
        EncodedUtterances(tmp_path / "broken", utterances, small_model)
    note = json.loads((tmp_path / "broken/progress.json").read_text())
    assert note["n_done"] == 3
    n_encoded = 100
    EncodedUtterances(tmp_path / "broken", utterances, small_model)
    assert n_encoded == 100 + note["wanted"]["n_batches"] - 3
    assert (tmp_path / "broken/encoded.f16").read_bytes() == whole.path.read_bytes()


def test_batches_are_of_one_length_and_train_the_decoder_alone(
    store: FeatureStore, small_model: TrainableWhisper, tmp_path: Path
) -> None:
    encoded = EncodedUtterances(tmp_path, Utterances([store]), small_model)
    plan = BatchPlan(encoded.n_samples, n_batches=12, batch_s=5.0, seed=1, equal_lengths=True)
    collate = EncodedCollator(Targets(build_tokenizer()))
    small_model.freeze_encoder()
    for draws in plan:
        batch = collate([encoded[draw] for draw in draws])
        assert batch["encoded"].shape[0] == len(draws)
    loss = small_model.compute_losses(**batch).attention
    assert loss is not None
    loss.backward()
    gradients = {name for name, p in small_model.named_parameters() if p.grad is not None}
    assert any(name.startswith("model.decoder") for name in gradients)
    assert not any(name.startswith("model.encoder") for name in gradients)
