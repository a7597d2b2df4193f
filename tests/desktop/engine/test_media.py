"""Decoding media files: every format to the same sound, bad ones told apart."""

import os
import sys
import wave
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from desktop.audio.recording import RecordingReader, RecordingWriter
from desktop.engine.media import MediaFile, import_media
from desktop.errors import AudioFileError

FORMATS = {
    "mp3": ["-b:a", "64k"],
    "m4a": ["-c:a", "aac"],
    "ogg": ["-c:a", "libvorbis"],
    "opus": ["-c:a", "libopus"],
    "flac": [],
    "wav": ["-ar", "44100", "-ac", "2"],
    "mkv": ["-c:a", "libopus"],
}


def decode(path: Path) -> np.ndarray:
    media = MediaFile(path)
    blocks = list(media.blocks())
    media.close()
    return np.concatenate(blocks)


def refuse(path: Path) -> str:
    """The code with which the file is refused, at once or while it is decoded."""
    with pytest.raises(AudioFileError) as caught:
        decode(path)
    assert caught.value.details["path"] == str(path)
    return caught.value.code


def find_likeness(decoded: np.ndarray, original: np.ndarray) -> float:
    """The highest correlation of the two over shifts of up to 100 ms (codecs delay)."""
    a, b = decoded.astype(float), original.astype(float)
    n = min(len(a), len(b))
    best = 0.0
    for shift in range(-1600, 1601, 2):
        x = a[max(0, shift) : n + min(0, shift)]
        y = b[max(0, -shift) : n - max(0, shift)]
        best = max(best, float(x @ y / np.sqrt((x @ x) * (y @ y))))
    return best


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_the_same_sound(
    suffix: str, tmp_path: Path, speech_wav: Path, ffmpeg: Callable[..., None]
) -> None:
    path = tmp_path / f"tal.{suffix}"
    ffmpeg("-i", speech_wav, *FORMATS[suffix], path)
    original, decoded = decode(speech_wav), decode(path)
    assert abs(len(decoded) - len(original)) < 0.1 * 16_000
    assert find_likeness(decoded, original) > 0.9


def make_film(path: Path, ffmpeg: Callable[..., None], *sound: object) -> None:
    picture = ["-f", "lavfi", "-i", "color=size=64x48:rate=5:duration=3"]
    ffmpeg(*sound, *picture, "-c:v", "mpeg4", path)


def test_a_film_gives_its_sound(
    tmp_path: Path, speech_wav: Path, ffmpeg: Callable[..., None]
) -> None:
    make_film(tmp_path / "film.mp4", ffmpeg, "-i", speech_wav)
    decoded = decode(tmp_path / "film.mp4")
    assert find_likeness(decoded, decode(speech_wav)) > 0.9


def test_eight_channels_at_96_khz_become_one_at_16(
    tmp_path: Path, speech_wav: Path, ffmpeg: Callable[..., None]
) -> None:
    for layout, path in (("7.1", tmp_path / "a.wav"), ("8 channels", tmp_path / "b.wav")):
        pan = "|".join(f"c{i}=c0" for i in range(8))
        name = layout if layout == "7.1" else "octagonal"
        ffmpeg("-i", speech_wav, "-af", f"pan={name}|{pan}", "-ar", "96000", path)
        with av.open(str(path)) as container:
            assert container.streams.audio[0].codec_context.channels == 8
            assert container.streams.audio[0].rate == 96_000
        decoded, original = decode(path), decode(speech_wav)
        assert abs(len(decoded) - len(original)) < 200
        assert find_likeness(decoded, original) > 0.95


def test_odd_and_long_paths(tmp_path: Path, speech_wav: Path) -> None:
    folder = tmp_path / "Åsas möten och 'annat' % {x}"
    while len(str(folder)) < 300:
        folder = folder / ("mycket lång mapp " * 3).strip()
    folder.mkdir(parents=True)
    path = folder / ("ö" * 120 + ".wav")
    path.write_bytes(speech_wav.read_bytes())
    assert len(str(path)) > 300
    np.testing.assert_array_equal(decode(path), decode(speech_wav))


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_a_name_that_is_not_utf8(tmp_path: Path, speech_wav: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/m\xf6te.wav"))
    path.write_bytes(speech_wav.read_bytes())
    assert len(decode(path)) == len(decode(speech_wav))


def test_files_that_are_no_audio(tmp_path: Path, ffmpeg: Callable[..., None]) -> None:
    empty, text, noise = tmp_path / "tom.mp3", tmp_path / "text.mp3", tmp_path / "brus.mp3"
    empty.touch()
    text.write_text("Det här är en inköpslista: mjölk, bröd, ost.\n" * 200)
    noise.write_bytes(np.random.default_rng(3).bytes(50_000))
    assert refuse(empty) == "audio_empty"
    assert refuse(text) == "not_audio"
    assert refuse(noise) == "not_audio"
    assert refuse(tmp_path / "saknas.mp3") == "audio_not_found"
    assert refuse(tmp_path) == "not_audio"
    for name in ("lista.txt", "lista.srt", "lista.wav", "lista.mp4", "lista"):
        text.rename(tmp_path / name)
        text = tmp_path / name
        assert refuse(text) == "not_audio", name
    make_film(tmp_path / "stum.mp4", ffmpeg)
    assert refuse(tmp_path / "stum.mp4") == "no_audio_track"


def test_a_name_too_long_for_the_system_names_nothing(tmp_path: Path) -> None:
    assert refuse(tmp_path / ("å" * 300 + ".mp3")) == "audio_not_found"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_pipes_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rör.mp3")
    assert refuse(tmp_path / "rör.mp3") == "not_audio"
    assert refuse(Path("/dev/zero")) == "not_audio"


def test_a_wav_without_a_sample_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "tyst.wav"
    with wave.open(str(path), "wb") as wav:
        wav.setparams((1, 2, 44_100, 0, "NONE", ""))
    assert refuse(path) == "audio_empty"


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3"])
def test_a_truncated_file_gives_what_is_there_and_says_so(
    suffix: str, tmp_path: Path, speech_wav: Path, ffmpeg: Callable[..., None]
) -> None:
    whole, part = tmp_path / f"hel.{suffix}", tmp_path / f"del.{suffix}"
    ffmpeg("-i", speech_wav, *FORMATS[suffix], whole)
    content = whole.read_bytes()
    part.write_bytes(content[: len(content) // 2 + 101])
    media = MediaFile(part)
    n_samples = sum(len(block) for block in media.blocks())
    media.close()
    assert n_samples > 0.3 * len(decode(whole))
    assert media.damage is not None
    assert media.damage.code == "audio_truncated"
    assert media.damage.at_s == pytest.approx(n_samples / 16_000, abs=0.3)


def test_an_mp4_without_its_index_is_called_incomplete(
    tmp_path: Path, speech_wav: Path, ffmpeg: Callable[..., None]
) -> None:
    whole, part = tmp_path / "hel.m4a", tmp_path / "del.m4a"
    ffmpeg("-i", speech_wav, whole)
    part.write_bytes(whole.read_bytes()[:-3000])
    assert refuse(part) == "audio_incomplete"


def test_whole_files_are_not_called_damaged(
    tmp_path: Path, speech_wav: Path, ffmpeg: Callable[..., None]
) -> None:
    for suffix, options in FORMATS.items():
        path = tmp_path / f"tal.{suffix}"
        ffmpeg("-i", speech_wav, *options, path)
        media = MediaFile(path)
        for _ in media.blocks():
            pass
        media.close()
        assert media.damage is None, suffix


def test_damage_in_the_middle_costs_only_itself(
    tmp_path: Path, speech_wav: Path, ffmpeg: Callable[..., None]
) -> None:
    path = tmp_path / "tal.mp3"
    ffmpeg("-i", speech_wav, *FORMATS["mp3"], path)
    whole = decode(path)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2000] = np.random.default_rng(5).bytes(2000)
    path.write_bytes(content)
    assert len(decode(path)) > 0.8 * len(whole)


def test_an_import_is_a_finished_recording(tmp_path: Path, speech_wav: Path) -> None:
    media, writer = MediaFile(speech_wav), RecordingWriter(tmp_path / "ut.wav", source="tal")
    assert import_media(media, writer, lambda: False)
    with RecordingReader(writer.path) as reader:
        n_samples, finished = reader.measure()
        samples = reader.read(0, n_samples)
    assert finished
    np.testing.assert_allclose(samples, decode(speech_wav) / 32768)


def test_a_cancelled_import_stops(tmp_path: Path, speech_wav: Path) -> None:
    media, writer = MediaFile(speech_wav), RecordingWriter(tmp_path / "ut.wav")
    assert not import_media(media, writer, lambda: True)
    assert writer.n_samples == 0
    writer.discard()
    assert list(tmp_path.iterdir()) == []
