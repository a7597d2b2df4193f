import numpy as np

from training.finetune.batches import BatchPlan, Joining, Prompting

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


def test_packed_windows_are_full_and_no_batch_holds_more_than_its_seconds() -> None:
    lengths = np.random.default_rng(5).integers(32_000, 96_000, 400)  # 2 to 6 s
    joining = Joining(["any"] * 400, 1.0, 29.0, 29.0)
    plan = BatchPlan(
        lengths, n_batches=20, batch_s=90.0, seed=7, full_windows=True, joining=joining
    )
    batches = list(plan)
    assert all(1 <= len(batch) <= 3 for batch in batches)
    windows = [draw.indexes for batch in batches for draw in batch]
    spoken_s = [lengths[list(window)].sum() / 16_000 for window in windows]
    assert max(plan.length_s(window) for window in windows) <= 29.0
    assert np.mean(spoken_s) > 22, "the rest is pauses and what the next clip would not fit into"
    alone = BatchPlan(lengths, n_batches=20, batch_s=90.0, seed=7, full_windows=True)
    assert [len(batch) for batch in alone] == [3] * 20


def test_what_was_said_before_is_of_the_same_voice_and_not_what_is_said() -> None:
    prompting = Prompting(SPEAKERS, 0.5, 7)
    joining = Joining(SPEAKERS, 0.5, 20.0)
    draws = [
        draw
        for batch in BatchPlan(
            LENGTHS, n_batches=60, batch_s=30.0, seed=7, joining=joining, prompting=prompting
        )
        for draw in batch
    ]
    with_prompt = [draw for draw in draws if draw.previous]
    voiced = [draw for draw in draws if SPEAKERS[draw.indexes[0]]]
    assert 0.35 < len(with_prompt) / len(voiced) < 0.65
    assert {len(draw.previous) for draw in with_prompt} == {1, 2, 3}
    for draw in with_prompt:
        voice = SPEAKERS[draw.indexes[0]]
        assert voice
        assert {SPEAKERS[i] for i in draw.previous} == {voice}
        assert not set(draw.previous) & set(draw.indexes)
    without = BatchPlan(LENGTHS, n_batches=60, batch_s=30.0, seed=7, joining=joining)
    assert [d.indexes for batch in without for d in batch] == [d.indexes for d in draws]
