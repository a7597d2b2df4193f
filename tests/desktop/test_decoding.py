"""The sound of a film is taken out of it by an engine, and played from what that has written."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.audio.recording import SAMPLE_RATE_HZ, read_info
from desktop.errors import AudioFileError
from desktop.library.job import Job

pytest.importorskip("PySide6")
from desktop.ui.playing import Sounds

ENGINE = (sys.executable, "-m", "desktop.engine")


@pytest.fixture
def film(tmp_path: Path, speak: Callable[[str, Path], Path]) -> Path:
    wav, film = speak("Katten sover på taket.", tmp_path / "tal.wav"), tmp_path / "Åsas film.m4a"
    command = ["ffmpeg", "-loglevel", "error", "-i", wav, "-c:a", "aac", film]
    subprocess.run(command, check=True)
    return film


def make_job(source: Path) -> Job:
    return Job("job", source, False, datetime(2026, 11, 1, tzinfo=UTC))


def test_a_film_is_decoded_once_and_played_from_then_on(film: Path, tmp_path: Path) -> None:
    told: list[bool] = []
    sounds = Sounds(tmp_path / "imports", ENGINE)
    sound = sounds.open(make_job(film), told.append)
    assert told == [True, False]
    assert SAMPLE_RATE_HZ < sound.n_samples < 4 * SAMPLE_RATE_HZ
    assert abs(sound.read(0, sound.n_samples)).max() > 0.1
    sound.close()
    decoded = tmp_path / "imports" / "job.wav"
    assert read_info(decoded).source == str(film)
    film.unlink()
    sounds.open(make_job(film), told.append).close()
    assert told == [True, False]


def test_what_the_engine_cannot_decode_is_told_as_it_says_it(tmp_path: Path) -> None:
    told: list[bool] = []
    text = tmp_path / "text.m4a"
    text.write_text("ingen film")
    with pytest.raises(AudioFileError) as error:
        Sounds(tmp_path / "imports", ENGINE).open(make_job(text), told.append)
    assert error.value.code == "not_audio"
    assert told == [True, False]
    assert not list((tmp_path / "imports").iterdir())
