import itertools

import numpy as np
import pytest
import torch

from training.features.store import FeatureStore
from training.finetune.augment import end_abruptly
from training.finetune.batches import PAUSE_S, BatchPlan, Draw, Joining
from training.finetune.data import Collator, Utterances, pad_audios
from training.finetune.model import IGNORED_LABEL
from training.finetune.recipe import Augmentation
from training.finetune.targets import find_tokens_that_occur
from training.finetune.tokenizer import build_tokenizer

NO_SPEECH, NO_TIMESTAMPS, END = 50362, 50363, 50257


def test_utterances_leave_out_what_is_too_long(store: FeatureStore) -> None:
    assert len(Utterances([store, store])) == 2 * len(store)
    short = Utterances([store], max_s=0.6)
    long = Utterances([store], min_s=0.6001)
    assert len(short) + len(long) == len(store)
    assert 0 < len(short) < len(store)
    (piece,) = short[Draw((0,), 0)].pieces
    assert len(piece.audio) <= 0.6 * 16_000


def test_a_share_of_the_time_is_reached_by_repeating(store: FeatureStore) -> None:
    utterances = Utterances([store, store], min_s=0.6, shares=(0.25, 0.75))
    of_store = np.array([s for s, _ in utterances.where])
    assert (
        utterances.n_samples[of_store == 1].sum() == 3 * utterances.n_samples[of_store == 0].sum()
    )
    assert len(set(utterances.where)) == 2 * (of_store == 0).sum(), "something was left out"


def make_collator(**options: float) -> Collator:
    return Collator(
        build_tokenizer(), n_mels=80, seed=1, augmentation=Augmentation(**options), with_ctc=True
    )


def test_targets_shift_by_one_and_silence_is_no_speech(store: FeatureStore) -> None:
    utterances = Utterances([store])
    silent = store.texts().index("")
    batch = make_collator()([utterances[Draw((0,), 0)], utterances[Draw((silent,), 1)]])
    inputs, labels = batch["decoder_input_ids"], batch["labels"]
    assert inputs[0, :4].tolist() == [50258, 50273, 50359, NO_TIMESTAMPS]
    assert inputs[0, 1:].tolist() == labels[0, :-1].tolist()
    assert labels[0, -1] == END
    assert labels[1].tolist()[:4] == [NO_SPEECH, 50359, NO_TIMESTAMPS, END]
    assert set(labels[1, 4:].tolist()) <= {IGNORED_LABEL}
    assert batch["ctc_lengths"].tolist() == [len("hej då"), 0]


def test_augmentation_is_a_function_of_the_draw(store: FeatureStore) -> None:
    utterances = Utterances([store])
    collator = make_collator(noise_chance=1.0, time_masks=1, frequency_masks=1)

    def features(number: int) -> torch.Tensor:
        return collator([utterances[Draw((0,), number)]])["input_features"]

    assert torch.equal(features(5), features(5))
    assert not torch.equal(features(5)[..., :50], features(6)[..., :50])


def test_joined_utterances_are_one_with_pauses_between(store: FeatureStore) -> None:
    utterances = Utterances([store])
    example = utterances[Draw((0, 4, 1), 7)]
    assert example.text == "Hej då. Ja. Vi ses på måndag."
    batch = make_collator()([example])
    assert batch["ctc_lengths"].tolist() == [len("hej då ja vi ses på måndag")]
    audio = make_collator()._sound(example, np.random.default_rng(0)).audio
    first, last = example.pieces[0].audio, example.pieces[2].audio
    np.testing.assert_array_equal(audio[: len(first)], first)
    np.testing.assert_array_equal(audio[-len(last) :], last)
    pauses = len(audio) - sum(len(piece.audio) for piece in example.pieces)
    assert 2 * PAUSE_S[0] * 16_000 - 2 <= pauses <= 2 * PAUSE_S[1] * 16_000


def test_token_noise_changes_inputs_alone(store: FeatureStore) -> None:
    utterances = Utterances([store])
    examples = [utterances[Draw((i,), i)] for i in (0, 1, 2, 5)]
    plain, noisy = make_collator()(examples), make_collator(token_noise=0.5)(examples)
    assert torch.equal(plain["labels"], noisy["labels"])
    changed = plain["decoder_input_ids"] != noisy["decoder_input_ids"]
    assert changed.sum() > 5
    assert not changed[:, :4].any(), "the prompt stays"
    assert not changed[:, 1:][plain["labels"][:, :-1] == IGNORED_LABEL].any()


def test_bpe_dropout_cuts_the_labels_and_not_what_they_say(store: FeatureStore) -> None:
    examples = [Utterances([store])[Draw((5,), 3)]]
    tokenizer = build_tokenizer()
    plain, cut = make_collator()(examples), make_collator(bpe_dropout=0.5)(examples)
    assert cut["labels"].shape[1] > plain["labels"].shape[1]
    assert tokenizer.decode(cut["labels"][0], skip_special_tokens=True) == examples[0].text
    assert torch.equal(cut["labels"], make_collator(bpe_dropout=0.5)(examples)["labels"])
    undone = make_collator(bpe_dropout=0.5).without_augmentation(list(examples[0].pieces))
    assert torch.equal(undone["labels"], plain["labels"])


def test_audio_is_padded_to_whole_frame_pairs_and_a_second_at_least() -> None:
    short = np.ones(100, dtype=np.float32)
    assert pad_audios([short], None).shape == (1, 16_000)
    padded = pad_audios([short, np.ones(16_100, dtype=np.float32)], None)
    assert padded.shape == (2, 16_320)
    assert padded[0, 100:].sum() == 0
    assert pad_audios([short], 30.0).shape == (1, 480_000)


def test_an_abrupt_end_moves_the_quiet_and_nothing_else(store: FeatureStore) -> None:
    speech = np.sin(np.arange(16_000) * 0.2).astype(np.float32)
    padded = np.concatenate([speech, np.full(8_000, 1e-3, np.float32)])
    moved = padded.copy()
    end_abruptly(moved)
    assert np.flatnonzero(np.abs(moved) > 0.01)[-1] == len(moved) - 1 - 320
    assert np.array_equal(np.sort(moved), np.sort(padded))
    assert np.array_equal(moved[8_000 - 320 : -320], speech)

    utterances = Utterances([store])
    example = utterances[Draw((0,), 0)]
    as_it_is = make_collator(trailing_silence_s=0.0)([example])["input_features"]
    abrupt = make_collator(trailing_silence_s=0.0, abrupt_end_chance=1.0)([example])
    assert abrupt["input_features"].shape == as_it_is.shape
    assert abrupt["input_features"][0, :, -4].mean() > as_it_is[0, :, -4].mean()


def test_times_are_those_of_the_utterances_in_what_is_heard(store: FeatureStore) -> None:
    example = Utterances([store])[Draw((0, 4, 1), 7)]
    for speed_chance in (0.0, 1.0):
        collator = make_collator(timestamps_share=1.0, speed_chance=speed_chance)
        heard = collator._sound(example, np.random.default_rng(3))
        assert [span.text for span in heard.spans] == ["Hej då.", "Ja.", "Vi ses på måndag."]
        quiet = np.zeros(len(heard.audio), dtype=bool)
        for before, after in itertools.pairwise(heard.spans):
            quiet[round(before.end_s * 16_000) + 16 : round(after.start_s * 16_000) - 16] = True
        # All that is said lies within the spans, and the pauses between them are silent.
        level = np.abs(heard.audio)
        assert 0.2 < quiet.sum() / 16_000 < 1.4
        assert level[quiet].max() < 0.05 * level.max()
        assert heard.spans[-1].end_s == pytest.approx(len(heard.audio) / 16_000, abs=1e-3)
    (lone,) = (
        make_collator(timestamps_share=1.0)
        ._sound(Utterances([store])[Draw((0,), 0)], np.random.default_rng(0))
        .spans
    )
    assert (lone.start_s, lone.text) == (0.0, "Hej då.")


def test_what_was_said_before_comes_from_the_draw(store: FeatureStore) -> None:
    example = Utterances([store])[Draw((0,), 0, previous=(1, 5))]
    assert example.previous == "Vi ses på måndag. Nej, tack så mycket."
    batch = make_collator()([example])
    assert batch["decoder_input_ids"][0, 0] == 50361
    assert batch["labels"][0, 0] == IGNORED_LABEL


def test_silence_takes_the_place_of_sound_and_of_text(store: FeatureStore) -> None:
    examples = [Utterances([store])[Draw((i,), i)] for i in (0, 1, 2)]
    spoken = make_collator()(examples)
    silent = make_collator(silence_share=1.0, timestamps_share=1.0)(examples)
    assert silent["labels"][:, :4].tolist() == [[NO_SPEECH, 50359, NO_TIMESTAMPS, END]] * 3
    assert silent["ctc_lengths"].tolist() == [0, 0, 0]
    assert not torch.equal(silent["input_features"], spoken["input_features"])


def test_a_restricted_softmax_has_every_label(store: FeatureStore) -> None:
    options = Augmentation(
        joined_share=1.0, timestamps_share=0.5, silence_share=0.2, bpe_dropout=0.3
    )
    active = set(find_tokens_that_occur((store,), build_tokenizer(), options).tolist())
    utterances = Utterances([store])
    plan = BatchPlan(
        utterances.n_samples,
        n_batches=12,
        batch_s=10.0,
        seed=1,
        joining=Joining(utterances.speakers(), 1.0, 8.0),
    )
    collator = Collator(build_tokenizer(), n_mels=80, seed=1, augmentation=options, with_ctc=False)
    labels = {
        int(i) for d in plan for i in collator([utterances[x] for x in d])["labels"].flatten()
    }
    assert labels - {IGNORED_LABEL} <= active
    assert len(active) < 5_000
