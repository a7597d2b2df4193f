import numpy as np

from training.scoring.silence import count_invented, make_silent_recordings
from training.scoring.sounds import SOUND_KINDS


def test_so_many_minutes_of_every_kind() -> None:
    recordings = make_silent_recordings(7)
    assert sum(recording.n_samples for recording in recordings) == 7 * 60 * 16_000
    for kind in SOUND_KINDS:
        of_kind = [r for r in recordings if r.speaker == kind]
        assert sum(recording.n_samples for recording in of_kind) == 60 * 16_000
        assert max(recording.n_samples for recording in of_kind) <= 28 * 16_000
    assert all(recording.text == "" for recording in recordings)


def test_recordings_are_repeatable_and_as_loud_as_told() -> None:
    first, again, other = (make_silent_recordings(1, seed) for seed in (3, 3, 4))
    for a, b in zip(first, again, strict=True):
        samples = a.load()
        assert samples.dtype == np.float32 and samples.size == a.n_samples
        np.testing.assert_array_equal(samples, b.load())
        assert a.speaker == "silence" or 1e-3 <= np.abs(samples).max() <= 0.2512
    assert [r.n_samples for r in first] != [r.n_samples for r in other]


def test_words_are_counted_by_kind() -> None:
    recordings = make_silent_recordings(14)
    n = {kind: sum(r.speaker == kind for r in recordings) for kind in SOUND_KINDS}
    texts = ["Tack, för 2!" if r.speaker == "hum" else "..." for r in recordings]
    texts[[r.speaker for r in recordings].index("clicks")] = "Hej."
    scores = {score.kind: score for score in count_invented(recordings, texts)}
    assert list(scores) == list(SOUND_KINDS)
    hum = scores["hum"]
    assert hum.n_with_words == hum.n_recordings == n["hum"] and hum.n_words == 3 * n["hum"]
    assert hum.texts == (("tack för två", n["hum"]),)
    assert hum.audio_s == 120 and hum.words_per_minute == hum.n_words / 2
    assert scores["clicks"].n_words == scores["clicks"].n_with_words == 1
    assert scores["white"].n_words == 0 and scores["white"].texts == ()
