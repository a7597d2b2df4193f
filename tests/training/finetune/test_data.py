import numpy as np
import torch

from training.features.store import FeatureStore
from training.finetune.data import BatchPlan, Collator, Draw, Utterances, coloured_noise, pad_audios
from training.finetune.model import IGNORED_LABEL
from training.finetune.recipe import Augmentation
from training.finetune.tokenizer import build_tokenizer

NO_SPEECH, NO_TIMESTAMPS, END = 50362, 50363, 50257


def make_plan(n_batches: int = 40, **options: float) -> BatchPlan:
    lengths = np.random.default_rng(3).integers(8_000, 160_000, 200)
    return BatchPlan(lengths, n_batches=n_batches, batch_s=30.0, seed=7, **options)


def test_a_longer_plan_begins_with_the_shorter_one() -> None:
    assert list(make_plan(60))[:40] == list(make_plan(40))


def test_batches_keep_to_their_seconds_and_every_utterance_comes() -> None:
    plan = make_plan()
    batches = list(plan)
    for batch in batches:
        longest = max(plan.lengths_s[draw.index] for draw in batch)
        assert len(batch) == 1 or longest * len(batch) <= 30.0
    first_pass = [draw.index for batch in batches for draw in batch][:200]
    assert sorted(first_pass) == list(range(200))


def test_draws_number_each_use_once() -> None:
    numbers = [draw.number for batch in make_plan() for draw in batch]
    assert numbers == list(range(len(numbers)))


def test_full_windows_hold_no_more_than_the_batch_may() -> None:
    batches = [b for b in make_plan(full_window_share=0.5) if b[0].full_window]
    assert 5 < len(batches) < 35
    assert all(len(batch) == 1 for batch in batches)


def test_utterances_leave_out_what_is_too_long(store: FeatureStore) -> None:
    assert len(Utterances([store, store])) == 2 * len(store)
    short = Utterances([store], max_s=0.6)
    long = Utterances([store], min_s=0.6001)
    assert len(short) + len(long) == len(store)
    assert 0 < len(short) < len(store)
    example = short[Draw(0, 0, False)]
    assert len(example.audio) <= 0.6 * 16_000


def make_collator(**options: float) -> Collator:
    return Collator(
        build_tokenizer(), n_mels=80, seed=1, augmentation=Augmentation(**options), with_ctc=True
    )


def test_targets_shift_by_one_and_silence_is_no_speech(store: FeatureStore) -> None:
    utterances = Utterances([store])
    silent = store.texts().index("")
    batch = make_collator()([utterances[Draw(0, 0, False)], utterances[Draw(silent, 1, False)]])
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
        return collator([utterances[Draw(0, number, False)]])["input_features"]

    assert torch.equal(features(5), features(5))
    assert not torch.equal(features(5)[..., :50], features(6)[..., :50])


def test_noise_has_the_ratio_asked_for() -> None:
    collator = make_collator(noise_chance=1.0, noise_snr_db=(10.0, 10.0))
    speech = np.sin(np.arange(16_000) * 0.1).astype(np.float32)
    noise = collator._add_noise(speech, np.random.default_rng(0)) - speech
    assert abs(10 * np.log10(np.mean(speech**2) / np.mean(noise**2)) - 10.0) < 0.1
    brown = coloured_noise(16_000, 2.0, np.random.default_rng(0))
    spectrum = np.abs(np.fft.rfft(brown)) ** 2
    assert spectrum[50:200].mean() > 100 * spectrum[5000:].mean()


def test_audio_is_padded_to_whole_frame_pairs_and_a_second_at_least() -> None:
    short = np.ones(100, dtype=np.float32)
    assert pad_audios([short], None).shape == (1, 16_000)
    padded = pad_audios([short, np.ones(16_100, dtype=np.float32)], None)
    assert padded.shape == (2, 16_320)
    assert padded[0, 100:].sum() == 0
    assert pad_audios([short], 30.0).shape == (1, 480_000)
