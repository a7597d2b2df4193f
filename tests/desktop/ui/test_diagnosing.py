"""The report helps whoever reads it, and holds nothing of the user's."""

import getpass
import socket
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from desktop.diagnostics import Microphone, clean_line, hide
from desktop.errors import MicrophoneError
from desktop.file_queue import Phase
from desktop.settings import Settings
from desktop.ui.diagnosing import describe_level

pytestmark = pytest.mark.window

SECRET = "hemlighet"  # marks all that is the user's
LOG = f"""\
WARNING:desktop.engine:{SECRET} /home/{SECRET}/möte.mp3
{SECRET}: {SECRET}
Traceback (most recent call last):
  File "/home/{SECRET}/talskrift/desktop/engine/job.py", line 12, in run
    text = "{SECRET}"
  File "/home/{SECRET}/desktop/{SECRET}.py", line 1, in <module>
  File "/opt/{SECRET}/site-packages/av/open.py", line 3, in open
FileNotFoundError: [Errno 2] No such file: '/home/{SECRET}/möte.mp3'
av.InvalidDataError: {SECRET}
{SECRET}Error: x
Fatal Python error: Segmentation fault
"""


def mark(settings: Settings) -> Settings:
    """With a secret in each field that can hold a text."""
    free = {
        field.name: SECRET
        for field in fields(Settings)
        if "str | None" in str(field.type) and field.name not in ("model_folder", "microphone")
    }
    return replace(
        settings,
        **free,  # type: ignore[arg-type]
        vocabulary=(SECRET, SECRET + "2"),
        own_commands=((SECRET, SECRET),),
        microphone=f"ALSA:{SECRET}",
    )


def test_the_report_tells_what_helps_and_nothing_of_the_users(
    start: Callable, tmp_path: Path, media: Callable
) -> None:
    files = media(f"done {SECRET}.mp3", f"bad {SECRET}.mp3")
    desk = start(files)
    app = desk.app
    desk.wait_for_phase(files[0].name, Phase.DONE)
    desk.wait_for_phase(files[1].name, Phase.FAILED)
    home = app._parts.data_dir
    (home / "engine.log").write_text(LOG, "utf-8")
    own_model = tmp_path / SECRET
    own_model.mkdir()
    app.choices.settings = mark(app.choices.settings)  # as they would be; nothing is to follow them
    app.choices.settings = replace(app.choices.settings, model_folder=str(own_model))
    app.window.say_fault(_fault(MicrophoneError("microphone_unplugged", device=SECRET)))
    microphone = Microphone("ALSA", 2, 44_100.0, is_default=True)
    app.diagnosing.list_microphones = lambda: [microphone]
    dialog = app.diagnosing.open()
    desk.qtbot.waitUntil(lambda: bool(dialog.report.toPlainText()), timeout=20_000)
    report = dialog.report.toPlainText()
    assert SECRET not in report.lower()
    for name in (str(tmp_path), str(Path.home()), "Mening", "möte"):
        assert name not in report
    for name in (getpass.getuser(), socket.gethostname()):
        assert name not in report.replace("\n", " ").split()
    assert "version 0.0" in report
    assert "  model of their own" in report
    assert "  ALSA, 2 channels, 44100 Hz, the default" in report
    assert "  vocabulary: 2 of them" in report
    assert "  hub_mirror: set" in report
    assert "  transcripts: 2" in report
    assert "  not_audio: 1" in report
    assert "  microphone_unplugged: 1" in report
    quoted = report[report.index("engine.log") : report.index("models.log")]
    assert quoted.split("\n")[1:-2] == [
        "    desktop/engine/job.py:12 in run",
        "    site-packages/av/open.py:3 in open",
        "  FileNotFoundError",
        "  av.InvalidDataError",
        "  Fatal Python error: Segmentation fault",
        "  (6 lines are not shown)",
    ]
    saved = tmp_path / "rapport.txt"
    app.diagnosing.save(report, saved)
    desk.qtbot.waitUntil(saved.exists, timeout=20_000)
    assert saved.read_text() == report


def _fault(error: MicrophoneError) -> object:
    from desktop.library.job import Fault

    return Fault(error.code, error.details)


def test_tests_of_microphone_and_engine_go_into_the_report(start: Callable) -> None:
    desk = start()
    diagnosing = desk.app.diagnosing
    diagnosing.list_microphones = list
    levels = [-20.0, MicrophoneError("no_microphone")]

    def measure(device_id: str | None) -> float:
        level = levels.pop(0)
        if isinstance(level, MicrophoneError):
            raise level
        return level

    diagnosing.measure_level = measure
    diagnosing.self_check = [sys.executable, "-c", "raise SystemExit(3)"]
    dialog = diagnosing.open()

    def has_told(*lines: str) -> bool:
        return all(line in dialog.report.toPlainText() for line in lines)

    dialog.microphone.click()
    assert not dialog.check.isEnabled()
    desk.qtbot.waitUntil(lambda: has_told("microphone: loudest -20 dBFS"), timeout=20_000)
    assert "hörs bra (−20 dB)" in dialog.told.text()
    dialog.microphone.click()
    desk.qtbot.waitUntil(lambda: has_told("microphone: no_microphone"), timeout=20_000)
    dialog.check.click()
    desk.qtbot.waitUntil(lambda: has_told("sample: exit code 3 after"), timeout=20_000)
    assert "felkod 3" in dialog.told.text()
    assert dialog.check.isEnabled()
    diagnosing.self_check = ["/does/not/exist"]
    dialog.check.click()
    desk.qtbot.waitUntil(lambda: has_told("sample: exit code -1"), timeout=20_000)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("MemoryError", "MemoryError"),
        ("ValueError: hemlighet", "ValueError"),
        ("print: hemlighet", None),
        ("desktop.errors.EngineError: x", "desktop.errors.EngineError"),
        ("hemlighet.errors.EngineError: x", None),
        ("en rad text", None),
    ],
)
def test_only_kinds_of_errors_are_quoted(line: str, expected: str | None) -> None:
    assert clean_line(line) == expected


def test_names_are_hidden_wherever_they_stand_and_short_ones_are_left() -> None:
    text = hide("/home/asa/x asa-dator Asa kasa bo", ["/home/asa", "asa", "bo"])
    assert text == "[…]/x […]-dator […] kasa bo"


def test_levels_are_told_in_words() -> None:
    words = ("tyst", "svagt", "bra", "starkt")
    for level, word in zip((-80.0, -45.0, -20.0, 0.0), words, strict=True):
        assert word in describe_level(level)
