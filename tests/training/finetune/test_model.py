import numpy as np
import pytest
import torch
from transformers import AutoTokenizer, WhisperForConditionalGeneration

from training.errors import TrainingError
from training.finetune.checkpoint import save_checkpoint
from training.finetune.decode import transcribe_batch
from training.finetune.model import TrainableWhisper, encode_ctc_target, load_model
from training.finetune.tokenizer import build_tokenizer

pytestmark = pytest.mark.slow


def make_batch() -> dict[str, torch.Tensor]:
    tokenizer = build_tokenizer()
    ids = torch.tensor([tokenizer("Hej hopp.").input_ids])
    return {
        "input_features": torch.randn(1, 80, 3000, generator=torch.Generator().manual_seed(1)),
        "decoder_input_ids": ids[:, :-1],
        "labels": ids[:, 1:],
    }


def test_saved_checkpoint_is_plain_whisper_with_the_same_loss(
    small_model: TrainableWhisper, tmp_path
) -> None:
    save_checkpoint(small_model, build_tokenizer(), tmp_path / "checkpoint")
    plain, report = WhisperForConditionalGeneration.from_pretrained(
        tmp_path / "checkpoint", output_loading_info=True
    )
    assert not report["unexpected_keys"]
    batch = make_batch()
    with torch.inference_mode():
        ours = small_model.eval().compute_losses(**batch).attention
        theirs = plain.eval()(**batch).loss
    assert torch.allclose(ours, theirs, atol=1e-5)
    assert plain.config.dynamic_context is True
    assert plain.generation_config.lang_to_id["<|sv|>"] == 50273
    assert AutoTokenizer.from_pretrained(tmp_path / "checkpoint").prefix_tokens[1] == 50273


def test_restricted_softmax_over_all_tokens_is_the_full_one(small_model: TrainableWhisper) -> None:
    batch = make_batch()
    small_model.eval()
    with torch.inference_mode():
        full = small_model.compute_losses(**batch).attention
        small_model.restrict_softmax(torch.arange(51_865))
        assert torch.allclose(full, small_model.compute_losses(**batch).attention)
        small_model.restrict_softmax(torch.unique(batch["labels"]))
        assert small_model.compute_losses(**batch).attention < full


def test_ctc_loss_falls_when_trained_on_one_batch(small_model: TrainableWhisper) -> None:
    torch.manual_seed(0)
    features = torch.randn(2, 80, 200)
    targets = torch.tensor([encode_ctc_target("hej"), encode_ctc_target("åäö")])
    lengths = torch.tensor([3, 3])
    optimizer = torch.optim.AdamW(small_model.parameters(), lr=1e-3)
    losses = []
    for _ in range(30):
        loss = small_model.compute_losses(
            features, None, ctc_targets=targets, ctc_lengths=lengths
        ).ctc
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss))
    assert losses[-1] < 0.5 * losses[0]


def test_ctc_target_folds_case_and_keeps_swedish_letters() -> None:
    assert encode_ctc_target("Å, ö!") == encode_ctc_target("å ö")
    assert len(encode_ctc_target("åäö 1é")) == 6
    assert 0 not in encode_ctc_target("_a-b")


def test_decoding_is_the_same_alone_and_in_a_batch(small_model: TrainableWhisper) -> None:
    rng = np.random.default_rng(0)
    mels = [rng.normal(size=(80, 200)).astype(np.float32) for _ in range(3)]
    tokenizer = build_tokenizer()
    together = transcribe_batch(small_model.eval(), tokenizer, mels)
    assert together == [transcribe_batch(small_model, tokenizer, [mel])[0] for mel in mels]
    small_model.restrict_softmax(torch.tensor([32, 50257]))
    assert set("".join(transcribe_batch(small_model, tokenizer, mels))) <= {"A"}


@pytest.mark.parametrize("content", [None, '{"model_type": "bert"}', "not json"])
def test_what_is_no_whisper_is_refused(tmp_path, content: str | None) -> None:
    if content:
        (tmp_path / "config.json").write_text(content)
    with pytest.raises(TrainingError, match="Whisper"):
        load_model(tmp_path)
