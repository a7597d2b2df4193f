"""What can be wrong with files, disks and models: told in both languages, and the rest goes on.

The real window and the real engine process; only the model is made up.
"""

import contextlib
import hashlib
import json
import os
import resource
import shutil
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.app import App, Parts
from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.models.model_folder import MANIFEST
from desktop.settings import LANGUAGES
from desktop.ui.engine_client import EngineState

pytestmark = [pytest.mark.window, pytest.mark.slow]

RATE = 16_000


@dataclass(frozen=True)
class Case:
    """A file, how its job ends, and the words that must be told of it."""

    name: str
    phase: Phase
    swedish: str = ""
    english: str = ""


CASES = (
    Case("tom.mp3", Phase.FAILED, "Filen tom.mp3 är tom.", "The file tom.mp3 is empty."),
    Case(
        "inköpslista.mp3",
        Phase.FAILED,
        "inköpslista.mp3 är ingen ljud- eller videofil",
        "inköpslista.mp3 is no audio or video file",
    ),
    Case(
        "avhuggen.wav",
        Phase.DONE,
        "Filen avhuggen.wav är avhuggen: ljudet slutar vid 0:02.",
        "The file avhuggen.wav is cut off: its sound ends at 0:02.",
    ),
    Case("avhuggen.mp3", Phase.DONE, "avhuggen.mp3 är avhuggen", "avhuggen.mp3 is cut off"),
    Case(
        "avhuggen.m4a",
        Phase.FAILED,
        "Filen avhuggen.m4a är ofullständig",
        "The file avhuggen.m4a is incomplete",
    ),
    Case(
        "stumfilm.mp4",
        Phase.FAILED,
        "Videon stumfilm.mp4 har inget ljud.",
        "The video stumfilm.mp4 has no sound.",
    ),
    Case(
        "hemlig.wav",
        Phase.FAILED,
        "Filen hemlig.wav får inte läsas.",
        "The file hemlig.wav may not be read.",
    ),
    Case(
        "ö" * 300 + ".wav",  # longer than a name may be
        Phase.FAILED,
        "finns inte. Kontrollera",
        "is not there. Check",
    ),
    Case("åtta kanaler.wav", Phase.DONE),
    Case("å" * 110 + " möte.wav", Phase.DONE),  # at the end of a path of 300 characters
)


def write_tone(path: Path, seconds: float, channels: int = 1, rate: int = RATE) -> Path:
    """A tone, and the silence after it that ends an utterance."""
    times = np.arange(int(seconds * rate))
    tone = np.where(times < rate, 9000 * np.sin(times / rate * 2 * np.pi * 220), 0)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(np.repeat(tone.astype("<i2"), channels).tobytes())
    return path


@pytest.fixture
def files(tmp_path: Path, ffmpeg: Callable[..., None]) -> list[Path]:
    """The files of CASES, the good ones last."""
    folder = tmp_path / "Åsas filer & möten"
    folder.mkdir()
    deep = folder
    while len(str(deep)) + 118 < 300:
        deep = deep / "lång mapp"
    deep.mkdir(parents=True)
    paths = [(deep if len(case.name) < 200 else folder) / case.name for case in CASES]
    whole = write_tone(folder / "hel.wav", 4)
    by_name = {path.name: path for path in paths}
    by_name["tom.mp3"].touch()
    by_name["inköpslista.mp3"].write_text("Mjölk, bröd, ost och två äpplen.\n" * 100)
    by_name["avhuggen.wav"].write_bytes(whole.read_bytes()[: 44 + 5 * RATE])
    for name in ("avhuggen.mp3", "avhuggen.m4a"):
        path = by_name[name]
        ffmpeg("-i", whole, path)
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    film = ["-f", "lavfi", "-i", "color=size=64x48:rate=5:duration=1", "-c:v", "mpeg4"]
    ffmpeg(*film, by_name["stumfilm.mp4"])
    write_tone(by_name["hemlig.wav"], 2).chmod(0)
    write_tone(by_name["åtta kanaler.wav"], 3, channels=8, rate=96_000)
    write_tone(paths[-1], 3)
    assert len(str(paths[-1])) >= 300
    return paths


@pytest.fixture
def open_app(
    qtbot: QtBot, make_parts: Callable[..., Parts], fake_engine: list[str], fake_model: Path
) -> Iterator[Callable[..., App]]:
    """Opens the window in a language; `wrapper` is a command that the engine is run by."""
    opened: list[App] = []

    def open_app(language: str, wrapper: tuple[str, ...] = ()) -> App:
        parts = replace(
            make_parts(), engine_command=[*wrapper, *fake_engine], starter_model=fake_model
        )
        app = App(parts, "0.0")
        qtbot.addWidget(app.window)
        opened.append(app)
        app.show()
        app.choices.change(language=language)
        app.begin([])
        return app

    yield open_app
    for app in opened:
        app.window.close()


def find_job(app: App, name: str) -> Job | None:
    return next((job for job in app.desk.jobs() if job.source.name == name), None)


def wait_for_phase(qtbot: QtBot, app: App, name: str, phase: Phase) -> Job:
    qtbot.waitUntil(
        lambda: (job := find_job(app, name)) is not None and job.phase is phase, timeout=60_000
    )
    job = find_job(app, name)
    assert job is not None
    return job


def read_page(app: App, job: Job) -> str:
    """What the window says of a job beside its text."""
    app.window.list.select(job.job_id)
    page = app.window.page
    parts = [page.empty.detail, page.fault.text]
    return " ".join(part.text() for part in parts if part.isVisible())


def as_plain_user() -> tuple[str, ...]:
    """Root reads every file: the engine is run without that power."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root without setpriv can read every file")
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def speak(qtbot: QtBot, app: App, language: str) -> None:
    app.choices.change(language=language)
    button, name = app.window.open_button, {"sv": "Öppna filer", "en": "Open files"}[language]
    qtbot.waitUntil(lambda: button.accessibleName() == name)


def test_every_bad_file_is_told_and_the_next_is_done(
    qtbot: QtBot, open_app: Callable[..., App], drop: Callable, files: list[Path]
) -> None:
    app = open_app("sv", as_plain_user())
    drop(app.window, files)
    for case in CASES:
        job = wait_for_phase(qtbot, app, case.name, case.phase)
        assert bool(job.segments) == (case.phase is Phase.DONE)
    for language in LANGUAGES:
        speak(qtbot, app, language)
        for case in CASES:
            told = case.english if language == "en" else case.swedish
            job = wait_for_phase(qtbot, app, case.name, case.phase)
            assert told in read_page(app, job)
            assert told in app.window.jobs.describe(job)
    assert not app.window.notice.isVisible()
    assert app.engine.status.state is EngineState.READY


FULL_AFTER_BLOCKS = 'ulimit -f 400; exec "$@"'  # 200 or 400 kB a file: 6 or 12 s of sound


def test_a_disk_too_full_to_decode_a_file_is_told_and_a_smaller_one_done(
    qtbot: QtBot, open_app: Callable[..., App], tmp_path: Path
) -> None:
    app = open_app("sv", ("sh", "-c", FULL_AFTER_BLOCKS, "sh"))
    app.add_files([write_tone(tmp_path / "stor.wav", 20), write_tone(tmp_path / "liten.wav", 2)])
    wait_for_phase(qtbot, app, "liten.wav", Phase.DONE)
    job = wait_for_phase(qtbot, app, "stor.wav", Phase.FAILED)
    assert "Disken är full. Frigör utrymme" in read_page(app, job)
    speak(qtbot, app, "en")
    assert "The disk is full. Make room" in read_page(app, job)


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow past its first byte."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_disk_too_full_to_write_jobs_down_is_told_and_the_work_goes_on(
    qtbot: QtBot, open_app: Callable[..., App], tmp_path: Path
) -> None:
    app = open_app("sv")
    notice = app.window.notice.text
    file = write_tone(tmp_path / "möte.wav", 3)
    with full_disk():
        app.add_files([file])
        job = wait_for_phase(qtbot, app, "möte.wav", Phase.DONE)
        assert "Disken är full" in notice.text()
        app.saving.save(job, tmp_path / "möte.txt")
        qtbot.waitUntil(lambda: "kunde inte sparas" in notice.text())
        assert not (tmp_path / "möte.txt").exists()
    speak(qtbot, app, "en")
    assert "could not be saved" in notice.text()
    assert app.window.page.text.toPlainText() == job.segments[0].text
    app.saving.save(job, tmp_path / "möte.txt")
    qtbot.waitUntil((tmp_path / "möte.txt").exists)
    assert (tmp_path / "möte.txt").read_text("utf-8").strip() == job.segments[0].text


def remove_weights(folder: Path) -> None:
    (folder / "model.bin").unlink()


def cut_weights(folder: Path) -> None:
    path = folder / "model.bin"
    path.write_bytes(path.read_bytes()[:100])


def alter_weights(folder: Path) -> None:
    """As many bytes as before, and other ones."""
    path = folder / "model.bin"
    path.write_bytes(hashlib.sha256(path.read_bytes()).digest() + path.read_bytes()[32:])


def remove_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def break_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{", "utf-8")


def make_newer(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | {"format_version": 99}), "utf-8")


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def forbid_folder(folder: Path) -> None:
    (folder / MANIFEST).chmod(0)


MODEL_FAULTS = {
    remove_weights: ("filen model.bin saknas", "the file model.bin is missing"),
    cut_weights: ("model.bin är avhuggen (100 av", "model.bin is cut off (100 of"),
    alter_weights: ("filen model.bin är inte den", "model.bin is not the one it was made with"),
    remove_manifest: ("ingen färdig modell: model.json saknas", "it has no model.json"),
    break_manifest: ("dess model.json skadad", "its model.json is damaged"),
    make_newer: ("gjord för en annan version", "made for another version"),
    remove_folder: ("finns inte. Kontrollera", "is not there. Check"),
    forbid_folder: ("får inte läsas. Ge dig själv", "may not be read. Give yourself"),
}


def test_every_fault_of_a_model_is_told_and_jobs_wait_for_a_good_one(
    qtbot: QtBot, open_app: Callable[..., App], fake_model: Path, tmp_path: Path
) -> None:
    app = open_app("sv", as_plain_user())
    file = write_tone(tmp_path / "möte.wav", 3)
    for number, (harm, (swedish, english)) in enumerate(MODEL_FAULTS.items()):
        speak(qtbot, app, "sv")
        folder = tmp_path / f"modell {number}"
        shutil.copytree(fake_model, folder)
        harm(folder)
        app.window.model_chosen.emit(folder)
        qtbot.waitUntil(lambda: app.engine.status.state is EngineState.BROKEN, timeout=60_000)
        assert swedish in app.window.status_line.text.text()
        assert swedish in app.window.notice.text.text()
        speak(qtbot, app, "en")
        assert english in app.window.status_line.text.text()
        assert english in app.window.notice.text.text()
        assert app.window.status_line.retry.isVisible()
    app.add_files([file])
    wait_for_phase(qtbot, app, "möte.wav", Phase.WAITING)
    app.window.model_chosen.emit(None)  # the starter model
    wait_for_phase(qtbot, app, "möte.wav", Phase.DONE)
    assert not app.window.notice.isVisible()  # what it said is no longer true
