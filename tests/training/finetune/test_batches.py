import numpy as np

from training.finetune.batches import BatchPlan, Joining

SPEAKERS = ["", "sv", "sv+f1", "sv+m1"] * 50
LENGTHS = np.random.default_rng(3).integers(8_000, 160_000, 200)


def make_plan(n_batches: int = 40, joined_share: float = 0.0, **options: float) -> BatchPlan:
    joining = Joining(SPEAKERS, joined_share, 20.0) if joined_share else None
    return BatchPlan(LENGTHS, n_batches=n_batches, batch_s=30.0, seed=7, joining=joining, **options)


def test_a_longer_plan_begins_with_the_shorter_one() -> None:
    for share in (0.0, 0.5):
        longer, shorter = make_plan(60, joined_share=share), make_plan(joined_share=share)
        assert list(longer)[:40] == list(shorter)


def test_batches_keep_to_their_seconds_and_every_utterance_comes() -> None:
    for share in (0.0, 0.5, 1.0):
        plan = make_plan(80, joined_share=share)
        batches = list(plan)
        for batch in batches:
            longest = max(plan.length_s(draw.indexes) for draw in batch)
            assert len(batch) == 1 or longest * len(batch) <= 30.0
        order = [index for batch in batches for draw in batch for index in draw.indexes]
        assert sorted(order[:200]) == list(range(200)), "a pass has each once"


def test_utterances_of_one_voice_are_joined_and_silence_is_not() -> None:
    plan = make_plan(120, joined_share=0.6)
    groups = [draw.indexes for batch in plan for draw in batch]
    joined = [group for group in groups if len(group) > 1]
    assert len(joined) > 30
    for group in joined:
        assert len({SPEAKERS[i] for i in group}) == 1
        assert SPEAKERS[group[0]]
    lengths_s = np.array([plan.length_s(group) for group in joined])
    assert lengths_s.max() <= 20.0
    assert (lengths_s < 12).any()
    assert (lengths_s > 14).any()
    assert 4.0 < lengths_s.mean() < 16


def test_draws_number_each_use_once() -> None:
    for share in (0.0, 0.5):
        numbers = [draw.number for batch in make_plan(joined_share=share) for draw in batch]
        assert numbers == list(range(len(numbers)))


def test_full_windows_hold_no_more_than_the_batch_may() -> None:
    batches = [b for b in make_plan(full_window_share=0.5) if b[0].full_window]
    assert 5 < len(batches) < 35
    assert all(len(batch) == 1 for batch in batches)
