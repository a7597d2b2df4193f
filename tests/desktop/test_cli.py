"""The terminal command: text on standard output, the rest on standard error, exit codes."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.audio.recording import RecordingWriter
from desktop.cli import find_format, main, name_targets
from desktop.cli_words import WORDS
from desktop.engine_process import engine_command

pytestmark = pytest.mark.slow

Run = Callable[..., int]


@pytest.fixture
def bursts(make_recording: Callable[..., Path], make_bursts: Callable[..., np.ndarray]) -> Path:
    """Three bursts of sound, in a file called möte ett.wav."""
    samples = make_bursts((0, 1.0), (1.0, 2.0), (0.5, 1.0), (2.0, 1.0))
    return make_recording(samples, "möte ett.wav")


@pytest.fixture
def run(fake_engine: list[str], fake_model: Path) -> Run:
    """Runs `talskrift transcribe` with the made-up model."""

    def transcribe(*args: object) -> int:
        return main(["transcribe", "--model", str(fake_model), *map(str, args)], fake_engine)

    return transcribe


THREE_LINES = "Hörde 1.5 s\nHörde 1.0 s\nHörde 2.6 s\n"


def test_text_on_standard_output_progress_on_standard_error(
    run: Run, bursts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(bursts) == 0
    out, err = capsys.readouterr()
    assert out == THREE_LINES
    assert "möte ett.wav" in err
    assert "100 %" in err


def test_a_vocabulary_reaches_the_engine(
    run: Run, bursts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terms = tmp_path / "ordlista.txt"
    terms.write_text("\ufeffÅsa\n\nmetoprolol\n" + "x" * 100, "utf-8")
    assert run("--vocabulary", terms, bursts) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "Hörde 1.5 s Åsa metoprolol"
    assert "1 rader i ordlistan" in err
    terms.write_bytes(b"\xff\xfe\x00")
    for path in (terms, tmp_path / "none.txt"):
        assert run("--vocabulary", path, bursts) == 2
        assert str(path) in capsys.readouterr().err


@pytest.mark.parametrize("format", ["srt", "vtt", "json"])
def test_other_formats_on_standard_output(
    run: Run, bursts: Path, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    assert run("--format", format, bursts) == 0
    out = capsys.readouterr().out
    assert "Hörde 2.6 s" in out
    if format == "json":
        data = json.loads(out)
        assert (data["model"], data["source"]) == ("Påhittad", "möte ett.wav")
        assert data["duration_s"] == 8.5


def test_one_file_to_a_named_output(
    run: Run, bursts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--output", tmp_path / "ut.srt", bursts) == 0
    assert (
        (tmp_path / "ut.srt")
        .read_text("utf-8")
        .startswith("1\n00:00:00,992 --> 00:00:02,492\nHörde")
    )
    assert capsys.readouterr().out == ""


def test_a_failing_file_does_not_stop_the_rest(
    run: Run, bursts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, empty = tmp_path / "text.mp3", tmp_path / "tom.mp3"
    text.write_text("Inget ljud.\n" * 100)
    empty.touch()
    missing = tmp_path / "borta.mp3"
    assert run(text, empty, missing, bursts, "--output", tmp_path / "ut") == 1
    out, err = capsys.readouterr()
    assert out == ""
    for told in (
        "text.mp3 är ingen ljud- eller videofil",
        "Filen tom.mp3 är tom",
        "Filen borta.mp3 finns inte",
    ):
        assert told in err
    assert "Traceback" not in err
    assert [one.name for one in (tmp_path / "ut").iterdir()] == ["möte ett.txt"]
    assert (tmp_path / "ut" / "möte ett.txt").read_text("utf-8") == THREE_LINES


def test_several_files_as_text_are_told_apart(
    run: Run, bursts: Path, make_recording: Callable[..., Path],
    make_bursts: Callable[..., np.ndarray], capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    second = make_recording(make_bursts((1.0, 1.0)), "två.wav")
    assert run(bursts, second) == 0
    out = capsys.readouterr().out
    assert out == f"==> möte ett.wav <==\n{THREE_LINES}==> två.wav <==\nHörde 1.3 s\n"


def test_several_files_as_srt_need_an_output(
    run: Run, bursts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = bursts.with_name("två.wav")
    other.write_bytes(bursts.read_bytes())
    assert run(bursts, other, "--format", "srt") == 2
    assert "--output" in capsys.readouterr().err


@pytest.mark.parametrize("format", ["docx", "odt"])
def test_a_document_needs_an_output(
    run: Run, bursts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    assert run(bursts, "--format", format) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"kan inte visa {format}" in err
    assert run(bursts, "--output", tmp_path / f"ut.{format}") == 0
    assert zipfile.is_zipfile(tmp_path / f"ut.{format}")


def test_times_before_each_sentence(
    run: Run, bursts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    timed = "[0:00] Hörde 1.5 s\n[0:04] Hörde 1.0 s\n[0:05] Hörde 2.6 s\n"
    assert run(bursts, "--times") == 0
    assert capsys.readouterr().out == timed
    assert run(bursts, "--times", "--output", tmp_path / "ut.txt") == 0
    assert (tmp_path / "ut.txt").read_text("utf-8") == timed


def test_a_page_finds_the_sound_and_markers_get_a_name_of_their_own(
    run: Run, bursts: Path, tmp_path: Path
) -> None:
    page = tmp_path / "sidor" / "möte.html"
    page.parent.mkdir()
    assert run(bursts, "--output", page) == 0
    assert 'src="../m%C3%B6te%20ett.wav"' in page.read_text("utf-8")
    assert run(bursts, "--format", "audition", "--output", page.parent) == 0
    assert (page.parent / "möte ett.markers.csv").read_text("utf-8").startswith("Name\tStart")


def test_a_folder_is_searched(
    run: Run, bursts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "ljud"
    folder.mkdir()
    bursts.rename(folder / "a.wav")
    assert run(folder) == 0
    assert capsys.readouterr().out == THREE_LINES
    (tmp_path / "tom").mkdir()
    assert run(tmp_path / "tom") == 2


def test_an_unusable_model_is_exit_code_3(
    run: Run, bursts: Path, fake_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (fake_model / "model.bin").write_bytes(b"")
    assert run(bursts) == 3
    assert "model.bin är avhuggen" in capsys.readouterr().err
    assert run(bursts, "--model", fake_model / "nowhere", "--language-of-messages", "en") == 3
    assert "The model folder" in capsys.readouterr().err


def test_an_output_that_cannot_be_written(
    run: Run, bursts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(bursts, "--output", tmp_path / "nowhere" / "ut.txt") == 1
    assert "kunde inte sparas" in capsys.readouterr().err


def test_a_dead_engine_costs_no_word(
    run: Run, bursts: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_CRASH_AT", "2")  # of every engine
    assert run(bursts) == 0
    out, err = capsys.readouterr()
    assert out == THREE_LINES
    assert "Motorn" not in err


def test_a_dead_engine_costs_no_word_of_two_speakers(
    run: Run,
    tmp_path: Path,
    ffmpeg: Callable,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They overlap: what is told of a stretch before the engine dies is not told once more."""
    both = tmp_path / "två.wav"
    tone = "0.3*sin(1400*t)"
    left = f"{tone}*(between(t,1,1.6)+between(t,4,4.8))"
    right = f"{tone}*(between(t,1.3,2.5)+between(t,4.2,4.4)+between(t,7,8.5))"
    ffmpeg("-f", "lavfi", "-i", f"aevalsrc='{left}|{right}':d=10:s=16000", both)
    assert run("--split-channels", both) == 0
    whole = capsys.readouterr().out
    assert len(whole.splitlines()) == 5
    names = [line.partition(":")[0] for line in whole.splitlines()]
    assert names[:2] == ["Talare 1", "Talare 2"]
    assert run("--split-channels", "--no-speakers", both) == 0
    assert "Talare" not in capsys.readouterr().out
    monkeypatch.setenv("FAKE_CRASH_AT", "2")  # of every engine
    assert run("--split-channels", both) == 0
    assert capsys.readouterr().out == whole


def test_a_file_that_kills_every_engine_does_not_stop_the_rest(
    run: Run, bursts: Path, make_recording: Callable[..., Path], tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("FAKE_CRASH_AT", "1")
    quiet = make_recording(np.zeros(50_000, np.float32), "tyst.wav")
    assert run(bursts, quiet, "--output", tmp_path / "ut") == 1
    assert capsys.readouterr().err.count("Motorn stannade oväntat") == 1
    assert [one.name for one in (tmp_path / "ut").iterdir()] == ["tyst.txt"]


def test_a_wrong_command_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["transcribe"]) == 2
    assert main(["transcribe", "a.mp3", "--format", "pages"]) == 2
    err = capsys.readouterr().err
    assert err.count(WORDS["sv"]["usage_error"]) == 2


@pytest.mark.parametrize("language", ["sv", "en"])
def test_help_tells_the_exit_codes(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["transcribe", "--help", "--language-of-messages", language]) == 0
    out = capsys.readouterr().out
    for code in ("  0 ", "  1 ", "  2 ", "  3 ", "  130 "):
        assert f"\n{code}" in out
    assert ("Slutkoder" in out) == (language == "sv")


def test_both_languages_have_all_words() -> None:
    assert set(WORDS["sv"]) == set(WORDS["en"])


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_ends_the_command_and_its_engine(
    fake_engine: list[str], fake_model: Path, bursts: Path
) -> None:
    program = "import sys, json; from desktop.cli import main; sys.exit(main(json.loads(sys.argv[1]), json.loads(sys.argv[2])))"  # noqa: E501
    args = ["transcribe", "--model", str(fake_model), str(bursts)]
    process = subprocess.Popen(
        [sys.executable, "-c", program, json.dumps(args), json.dumps(fake_engine)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "FAKE_SLOW_S": "0.5", "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "Hörde 1.5 s\n"
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip().endswith("Avbrutet.")
    assert "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)  # nothing of the group is left


def test_model_verify(fake_model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "verify", str(fake_model)]) == 0
    assert "Påhittad är hel" in capsys.readouterr().out
    (fake_model / "model.bin").unlink()
    (fake_model / "config.json").write_bytes(b"x")
    assert main(["model", "verify", str(fake_model), "--language-of-messages", "en"]) == 3
    err = capsys.readouterr().err
    assert "model.bin is missing" in err
    assert "config.json is cut off" in err


def test_formats_follow_the_name_of_the_output() -> None:
    assert find_format(None) == "txt"
    assert find_format(Path("a.SRT")) == "srt"
    assert find_format(Path("möte.markers.csv")) == "audition"
    assert find_format(Path("folder")) == "txt"


def test_transcripts_of_files_with_equal_names_do_not_replace_each_other() -> None:
    files = [Path(name) for name in ("a/tal.mp3", "b/tal.wav", "c/tal.mp3", "d/tal.mp3", "tal.mp3")]
    targets = name_targets(files, Path("ut"), "txt")
    assert len(set(targets.values())) == len(files)
    assert targets[files[0]] == Path("ut/tal.txt")
    assert targets[files[1]] == Path("ut/tal.wav.txt")


def test_the_engine_is_python_or_the_bundle_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine_command() == [sys.executable, "-m", "desktop.engine"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert engine_command() == [sys.executable, "--engine"]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["mp3", "m4a", "ogg", "flac", "wav", "mp4"])
def test_speech_in_every_format_is_found(
    suffix: str, tiny_whisper: Path, speech_wav: Path, tmp_path: Path,
    ffmpeg: Callable[..., None], capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """With the real engine: two sentences, of each of which the model says the same."""
    path = tmp_path / f"tal å {suffix}.{suffix}"
    film = ["-f", "lavfi", "-i", "color=size=64x48:rate=5", "-shortest", "-c:v", "mpeg4"]
    options = {"wav": ["-ar", "44100", "-ac", "2"], "mp4": film}.get(suffix, [])
    ffmpeg("-i", speech_wav, *options, path)
    assert main(["transcribe", str(path), "--model", str(tiny_whisper)]) == 0
    assert capsys.readouterr().out == "Det här är ett prov.\n" * 2


def test_a_recording_of_silence_gives_no_text(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    writer = RecordingWriter(tmp_path / "tyst.wav")
    writer.append(np.zeros(160_000, np.int16))
    writer.finish()
    assert run(writer.path) == 0
    assert capsys.readouterr().out == ""


def test_another_track_and_the_channels_one_by_one(
    run: Run, tmp_path: Path, ffmpeg: Callable, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second track has a tone on the left from the first second on, one on the right after."""
    film = tmp_path / "film.mka"
    silence = ["-f", "lavfi", "-i", "anullsrc=duration=4"]
    tones = "aevalsrc='0.3*sin(1400*t)*between(t,1,1.6)|0.3*sin(1400*t)*between(t,2.5,3.3)':d=4"
    ffmpeg(*silence, "-f", "lavfi", "-i", tones, "-map", "0", "-map", "1", "-c:a", "flac", film)
    assert run(film) == 0
    assert capsys.readouterr().out == ""
    assert run("--track", 2, "--split-channels", film) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert run("--track", 3, film) == 1
    assert "bara 2" in capsys.readouterr().err
    assert run("--track", 0, film) == 2
