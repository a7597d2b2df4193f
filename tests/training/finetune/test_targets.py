"""Tokens that the decoder hears and is to write: times, what was said before, what does not fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from training.errors import TrainingError
from training.finetune.checkpoint import load_tokenizer
from training.finetune.model import IGNORED_LABEL
from training.finetune.targets import MAX_PREVIOUS_TOKENS, Span, Targets
from training.finetune.tokenizer import build_tokenizer

from .base_layouts import make_base

START, SWEDISH, TRANSCRIBE, PREVIOUS, NO_TIMESTAMPS, ZERO, END = (
    *(50258, 50273, 50359),
    *(50361, 50363, 50364, 50257),
)


@pytest.fixture(scope="module")
def targets() -> Targets:
    return Targets(build_tokenizer())


def test_times_stand_around_each_text(targets: Targets) -> None:
    tokenizer = targets.tokenizer
    spans = (Span(0.0, 1.214, "Hej då."), Span(1.5, 29.999, "Vi ses."))
    batch = targets(["Hej då. Vi ses."], spans=[spans])
    labels = batch["labels"][0].tolist()
    hello = tokenizer("Hej då.", add_special_tokens=False).input_ids
    see_you = tokenizer(" Vi ses.", add_special_tokens=False).input_ids
    assert labels == [
        *(SWEDISH, TRANSCRIBE),
        *(ZERO, *hello, ZERO + 61),
        *(ZERO + 75, *see_you, ZERO + 1500, END),
    ]
    assert batch["decoder_input_ids"][0].tolist() == [START, *labels[:-1]]


def test_what_was_said_before_stands_in_front_and_is_not_trained_on(targets: Targets) -> None:
    plain = targets(["Vi ses.", "Ja."])
    batch = targets(["Vi ses.", "Ja."], previous=["", "Hej då."])
    row = batch["decoder_input_ids"][1].tolist()
    before = targets.tokenizer(" Hej då.", add_special_tokens=False).input_ids
    n = len(before) + 1
    assert row[:n] == [PREVIOUS, *before]
    assert row[n : n + 4] == [START, SWEDISH, TRANSCRIBE, NO_TIMESTAMPS]
    labels = batch["labels"][1]
    assert (labels[:n] == IGNORED_LABEL).all()
    trained = plain["labels"][1]
    assert labels[labels != IGNORED_LABEL].tolist() == trained[trained != IGNORED_LABEL].tolist()
    assert labels[n] == SWEDISH
    first = batch["labels"][0]
    assert first[first != IGNORED_LABEL].tolist() == plain["labels"][0].tolist()


def test_silence_is_no_speech_after_a_prompt_too(targets: Targets) -> None:
    batch = targets([""], previous=["Hej då."])
    n = len(targets.tokenizer(" Hej då.", add_special_tokens=False).input_ids) + 1
    assert batch["decoder_input_ids"][0, n] == START
    assert batch["labels"][0].tolist()[n:] == [50362, TRANSCRIBE, NO_TIMESTAMPS, END]


def test_the_last_of_a_long_prompt_is_kept_and_none_where_the_text_needs_the_room(
    targets: Targets,
) -> None:
    long = "och så vidare " * 200
    row = targets(["Ja."], previous=[long])["decoder_input_ids"][0].tolist()
    assert row.index(START) == MAX_PREVIOUS_TOKENS + 1
    text = "nej " * 120
    assert 224 < len(targets.tokenizer(text).input_ids) < 448
    assert targets([text], previous=[long])["decoder_input_ids"][0, 0] == START


def test_a_text_that_cannot_fit_is_told_and_one_that_fits_uncut_is_not_cut() -> None:
    cut_anew = Targets(build_tokenizer(), bpe_dropout=0.9)
    fits = "någonting annat " * 60
    n_plain = len(cut_anew.tokenizer(fits).input_ids)
    assert n_plain < 448 < len(fits)
    rng = [np.random.default_rng(0)]
    assert cut_anew([fits], rng)["labels"].shape[1] == n_plain - 1
    with pytest.raises(TrainingError, match=r"no more than 448 positions: 'någonting annat"):
        cut_anew(["någonting annat " * 400], rng)


@pytest.mark.parametrize(
    ("layout", "no_speech"), [("openai", 50362), ("openai-large-v3", 50363), ("kb-whisper", 50362)]
)
def test_other_tokenizers_write_the_same_in_their_own_numbers(
    layout: str, no_speech: int, tmp_path: Path
) -> None:
    targets = Targets(load_tokenizer(make_base(tmp_path / layout, layout)))
    batch = targets(["", "Åsa åt."], spans=[(), (Span(0, 0.5, "Åsa åt."),)])
    assert batch["labels"][0, 0] == no_speech
    shift = no_speech - 50362
    inputs = batch["decoder_input_ids"][1]
    assert inputs[:4].tolist() == [START, SWEDISH, TRANSCRIBE + shift, ZERO + shift]
    assert targets.tokenizer.decode(inputs[4:7]).startswith("Åsa")
    assert batch["labels"][1, -2:].tolist() == [ZERO + shift + 25, END]
    assert torch.equal(batch["labels"][1, :-1], inputs[1:])
