"""A recording as FLAC has the very samples of its WAV, or the WAV stays all there is."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.audio import compressed
from desktop.audio.compressed import compress, open_recording
from desktop.audio.recording import RecordingReader, RecordingWriter
from desktop.errors import AudioFileError

RATE = 16_000


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    """Ninety seconds with every value a sample may have among them."""
    rng = np.random.default_rng(1)
    tone = 9000 * np.sin(np.arange(90 * RATE) / 20) + rng.normal(0, 300, 90 * RATE)
    samples = tone.astype(np.int16)
    samples[:65_536] = np.arange(-32_768, 32_768)
    writer = RecordingWriter(tmp_path / "recording.wav", "USB")
    writer.append(samples)
    writer.finish()
    return writer.path


def test_every_sample_is_the_same_and_any_part_can_be_read(wav: Path) -> None:
    flac = compress(wav)
    assert flac == wav.with_suffix(".flac")
    assert flac.stat().st_size < 0.8 * wav.stat().st_size
    assert wav.exists()
    with RecordingReader(wav) as before, open_recording(flac) as after:
        n_samples, finished = after.measure()
        assert (n_samples, finished) == (before.measure()[0], True)
        for start, stop in ((0, n_samples), (RATE, RATE + 7), (n_samples - 5, n_samples + 5)):
            assert np.array_equal(after.read(start, stop), before.read(start, stop))
        assert len(after.read(n_samples + 5, n_samples + 9)) == 0
    assert sorted(path.name for path in wav.parent.iterdir()) == [
        "recording.flac", "recording.json", "recording.wav"
    ]  # fmt: skip


def test_a_cancelled_one_leaves_nothing(wav: Path) -> None:
    looks = iter([False, True, True, True])
    assert compress(wav, lambda: next(looks)) is None
    assert sorted(path.suffix for path in wav.parent.iterdir()) == [".json", ".wav"]


def test_a_wrong_sample_is_found(wav: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = compressed.CompressedReader.read_int16

    def read_wrong(self, start: int, stop: int):
        samples = read(self, start, stop).copy()
        if start:
            samples[100] += 1
        return samples

    monkeypatch.setattr(compressed.CompressedReader, "read_int16", read_wrong)
    with pytest.raises(AudioFileError, match="recording_damaged"):
        compress(wav)
    assert sorted(path.suffix for path in wav.parent.iterdir()) == [".json", ".wav"]


@pytest.mark.parametrize("content", [b"", b"fLaC", b"RIFF" * 20])
def test_what_is_no_flac_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "recording.flac"
    path.write_bytes(content)
    with pytest.raises(AudioFileError, match="recording_damaged"):
        open_recording(path)
    path.unlink()
    with pytest.raises(AudioFileError, match="audio_not_found"):
        open_recording(path)


def test_the_engine_reads_it(wav: Path) -> None:
    from desktop.engine.source import RecordingSource

    flac = compress(wav)
    assert flac is not None
    wav.unlink()
    source = RecordingSource(flac, follow=True)
    assert source.measure() == (90 * RATE, True)
    source.close()


def test_an_empty_recording_stays_as_it_is(make_recording: Callable[..., Path]) -> None:
    wav = make_recording(np.zeros(0, np.float32))
    assert compress(wav) is None
    assert sorted(path.suffix for path in wav.parent.iterdir()) == [".json", ".wav"]
