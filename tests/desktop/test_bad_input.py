"""Bad files, models and disks, given to the real command: what it says, and that the rest goes on.

The model is a tiny one that says the same of every utterance; everything else is the app's own,
each time in a process of its own.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from desktop.cli_words import WORDS
from desktop.wording import Language, describe

resource = pytest.importorskip("resource", reason="limits of POSIX")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="users and pipes of POSIX"),
]

ROOT = Path(__file__).parents[2]
SAID = "Det här är ett prov.\n"  # of every utterance
PROGRESS = re.compile(r".*  \d+:\d\d( / \d+:\d\d  \d+ %)?")
LANGUAGES: tuple[Language, ...] = ("sv", "en")

Told = subprocess.CompletedProcess[str]
Run = Callable[..., Told]


def run_command(
    *arguments: object, language: Language = "sv", prefix: Sequence[str] = (), **options: Any
) -> Told:
    """`python -m desktop transcribe`; its standard error then holds the messages alone."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    options.setdefault("stdout", subprocess.PIPE)
    command = [sys.executable, "-m", "desktop", "transcribe", "--language-of-messages", language]
    done = subprocess.run(
        [*prefix, *command, *map(str, arguments)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        timeout=240,
        **options,
    )
    lines = done.stderr.splitlines()
    done.stderr = "\n".join(line for line in lines if not PROGRESS.fullmatch(line))
    return done


@pytest.fixture
def run(tiny_whisper: Path) -> Run:
    def run(*arguments: object, **options: Any) -> Told:
        return run_command("--model", tiny_whisper, *arguments, **options)

    return run


@pytest.fixture
def make_good(tmp_path: Path, speech_wav: Path) -> Callable[[str], Path]:
    """A recording of two sentences, which come out as SAID twice."""

    def make(name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(speech_wav, path)
        return path

    return make


@pytest.fixture
def long_path(make_good: Callable[[str], Path], tmp_path: Path) -> Path:
    """A good file whose path has blanks, å, and more than 300 characters."""
    name = "Åsas möten/" + "mycket lång mapp " * 6 + "/" + "ö" * 110 + "/så här.wav"
    path = make_good("x" * max(1, 301 - len(str(tmp_path / name))) + name)
    assert len(str(path)) > 300
    return path


def make_bad_files(
    folder: Path, speech: Path, ffmpeg: Callable[..., None]
) -> list[tuple[Path, str | None]]:
    """Files and the code that each is refused with; None: it is odd, but good."""
    names = ("tom.mp3", "text.mp3", "brus.mp3", "stum film.mp4", "avhuggen.wav", "utan slut.m4a")
    empty, text, noise, film, truncated, incomplete = (folder / name for name in names)
    empty.touch()
    text.write_text("Det här är en inköpslista: mjölk, bröd, ost.\n" * 200)
    noise.write_bytes(bytes(range(1, 256)) * 200)
    ffmpeg("-f", "lavfi", "-i", "color=size=64x48:rate=5:duration=2", "-c:v", "mpeg4", film)
    truncated.write_bytes(speech.read_bytes()[: 44 + 3 * 32_000])
    ffmpeg("-i", speech, incomplete)
    incomplete.write_bytes(incomplete.read_bytes()[:-3000])
    pipe, studio = folder / "rör.wav", folder / "studio.wav"
    os.mkfifo(pipe)
    channels = "|".join(f"c{i}=c0" for i in range(8))
    ffmpeg("-i", speech, "-af", f"pan=octagonal|{channels}", "-ar", "96000", studio)
    return [
        (empty, "audio_empty"),
        (text, "not_audio"),
        (noise, "not_audio"),
        (film, "no_audio_track"),
        (incomplete, "audio_incomplete"),
        (pipe, "not_audio"),
        (folder / "saknas.mp3", "audio_not_found"),
        (folder / ("z" * 300 + ".mp3"), "audio_not_found"),
        (studio, None),
        (truncated, "audio_truncated"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_files_are_told_and_good_ones_come_out(
    language: Language, run: Run, make_good: Callable[[str], Path], long_path: Path,
    speech_wav: Path, tmp_path: Path, ffmpeg: Callable[..., None],
) -> None:  # fmt: skip
    bad = make_bad_files(tmp_path, speech_wav, ffmpeg)
    queue = [make_good("först.wav")]
    for number, (file, _) in enumerate(bad):
        queue += [file, make_good(f"efter {number}.wav")]
    queue += [long_path]
    done = run(*queue, "--output", tmp_path / "ut", language=language)
    assert done.returncode == 1
    assert done.stdout == ""
    expected = [
        describe(code, {"path": str(file), "at_s": 3.0}, language) for file, code in bad if code
    ]
    assert done.stderr.splitlines() == expected
    came_out = {path.stem: path.read_text("utf-8") for path in (tmp_path / "ut").iterdir()}
    good = {"först", "studio", long_path.stem, *(f"efter {i}" for i in range(len(bad)))}
    assert came_out.keys() == good | {"avhuggen"}
    assert {came_out[name] for name in good} == {SAID * 2}
    assert came_out["avhuggen"] == SAID


@pytest.fixture
def without_privileges() -> list[str]:
    """What stands before a command so that it may read only what its files' modes allow."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may read everything, and setpriv is not there to take that away")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_files_that_may_not_be_read(
    language: Language, run: Run, make_good: Callable[[str], Path], tmp_path: Path,
    without_privileges: list[str],
) -> None:  # fmt: skip
    before, secret, hidden, after = (
        make_good(name) for name in ("ett.wav", "hemlig.wav", "stängd mapp/tre.wav", "två.wav")
    )
    secret.chmod(0)
    hidden.parent.chmod(0)
    queue = [before, secret, hidden, after]
    done = run(*queue, "--output", tmp_path / "ut", language=language, prefix=without_privileges)
    hidden.parent.chmod(0o755)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        describe("audio_unreadable", {"path": str(file)}, language) for file in (secret, hidden)
    ]
    came_out = {path.name: path.read_text("utf-8") for path in (tmp_path / "ut").iterdir()}
    assert came_out == {"ett.txt": SAID * 2, "två.txt": SAID * 2}


def spoil_manifest(folder: Path) -> None:
    (folder / "model.json").write_text("{")


def take_file_away(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def cut_file_off(folder: Path) -> None:
    os.truncate(folder / "model.bin", 1000)


def alter_file(folder: Path) -> None:
    content = bytearray((folder / "model.bin").read_bytes())
    content[-1] ^= 1
    (folder / "model.bin").write_bytes(content)


def make_checkpoint_of_it(folder: Path) -> None:
    (folder / "model.json").unlink()
    (folder / "model.bin").rename(folder / "model.safetensors")


def take_model_away(folder: Path) -> None:
    shutil.rmtree(folder)


MODEL_FAULTS = {
    "model_wrong_format": spoil_manifest,
    "model_missing_file": take_file_away,
    "model_truncated": cut_file_off,
    "model_altered": alter_file,
    "not_a_model": make_checkpoint_of_it,
    "model_not_found": take_model_away,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", MODEL_FAULTS)
def test_a_model_that_cannot_be_used(
    code: str, language: Language, tiny_whisper: Path, tmp_path: Path,
    make_good: Callable[[str], Path],
) -> None:  # fmt: skip
    folder = Path(shutil.copytree(tiny_whisper, tmp_path / "en modell å"))
    size = (folder / "model.bin").stat().st_size
    MODEL_FAULTS[code](folder)
    done = run_command("--model", folder, make_good("ett.wav"), language=language)
    assert (done.returncode, done.stdout) == (3, "")
    file = "tokenizer.json" if code == "model_missing_file" else "model.bin"
    details = {"path": str(folder), "file": file, "size": 1000, "expected": size}
    details["reason"] = "no JSON"  # each sentence takes of these what it needs
    assert done.stderr == describe(code, details, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_that_is_no_whisper(
    language: Language, fake_model: Path, make_good: Callable[[str], Path]
) -> None:
    """Its files are those that its manifest lists, but no model is in them."""
    done = run_command("--model", fake_model, make_good("ett.wav"), language=language)
    assert (done.returncode, done.stdout) == (3, "")
    before, after = describe(
        "model_load_failed", {"path": str(fake_model), "reason": "…"}, language
    ).split("…")
    assert done.stderr.startswith(before)
    assert done.stderr.endswith(after)
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_room_for_a_transcript(
    language: Language, run: Run, make_good: Callable[[str], Path], small_disk: Path,
    fill: Callable[[Path], None],
) -> None:  # fmt: skip
    files = [make_good(f"{number}.wav") for number in range(3)]
    (small_disk / "1.txt").write_text("från i går")
    fill(small_disk)
    with (small_disk / "fyllnad").open("r+b") as file:  # room for one small file
        file.truncate(file.seek(0, os.SEEK_END) - 4096)
    done = run(*files, "--output", small_disk, language=language)
    assert done.returncode == 1
    reason = os.strerror(28)
    assert done.stderr.splitlines() == [
        describe("export_failed", {"path": str(small_disk / name), "reason": reason}, language)
        for name in ("1.txt", "2.txt")
    ]
    assert {path.name for path in small_disk.iterdir()} == {"fyllnad", "0.txt", "1.txt"}
    assert (small_disk / "0.txt").read_text("utf-8") == SAID * 2
    assert (small_disk / "1.txt").read_text() == "från i går", "as it was"


def limit_files_to_500_kb() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_room_for_a_long_file(
    language: Language, run: Run, make_good: Callable[[str], Path], tmp_path: Path,
    ffmpeg: Callable[..., None],
) -> None:  # fmt: skip
    """It is decoded to a temporary place, which is too small for it."""
    long = tmp_path / "lång.flac"
    ffmpeg("-f", "lavfi", "-t", "60", "-i", "anullsrc=r=16000:cl=mono", long)
    (tmp_path / "tmp").mkdir()
    queue = [make_good("ett.wav"), long, make_good("två.wav")]
    done = run(
        *queue,
        language=language,
        env={"TMPDIR": str(tmp_path / "tmp")},
        preexec_fn=limit_files_to_500_kb,
    )
    assert done.returncode == 1
    assert done.stderr == describe("disk_full", {}, language)
    texts = [f"==> {file.name} <==\n" for file in queue]
    assert done.stdout == f"{texts[0]}{SAID * 2}{texts[1]}{texts[2]}{SAID * 2}"
    assert list((tmp_path / "tmp").glob("talskrift*")) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("language", LANGUAGES)
def test_standard_output_on_a_full_disk(
    language: Language, run: Run, make_good: Callable[[str], Path]
) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(make_good("ett.wav"), language=language, stdout=full)
    assert done.returncode == 1
    details = {"path": WORDS[language]["standard_output"], "reason": os.strerror(28)}
    assert done.stderr == describe("export_failed", details, language)


def test_a_terminal_that_lacks_characters(run: Run, make_good: Callable[[str], Path]) -> None:
    done = run(make_good("möte.wav"), env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stdout, done.stderr) == (0, "Det h?r ?r ett prov.\n" * 2, "")
