"""Saving and copying in every format: what the menus offer, what the dialog makes of an answer."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.export.write import FORMATS, TEXT_FORMATS, get_suffix
from desktop.file_queue import Phase
from desktop.settings import load_settings
from desktop.ui.dialogs import ask_where_to_save, make_file_name
from desktop.ui.format_words import name_format
from desktop.ui.main_window import PAGE_ACTIONS

pytestmark = pytest.mark.window


@pytest.fixture
def done(start: Callable, media: Callable):
    """A window with a file that has been transcribed: at 0 s "Mening 1.", at 3 s "Mening 2."."""
    desk = start(media("done.mp3"))
    desk.wait_for_phase("done.mp3", Phase.DONE)
    return desk


def test_a_text_is_saved_in_every_format(done, tmp_path: Path) -> None:
    for format_ in FORMATS:
        path = tmp_path / f"Åsas text.{get_suffix(format_)}"
        done.save(done.job("done.mp3"), path)
        saved = path.read_bytes()
        if format_ in TEXT_FORMATS:
            assert ("2.</span>" if format_ == "html" else "Mening 2.") in saved.decode()
            assert ("00:00:03" in saved.decode()) == (format_ in ("srt", "vtt", "csv"))
        else:
            assert saved.startswith(b"PK")
        if format_ == "json":
            assert json.loads(saved)["segments"][1]["start_s"] == 3.0
            assert json.loads(saved)["segments"][1]["words"][1]["start_s"] == 4.0
        if format_ == "html":  # the sound is found beside it, or where it is
            assert b'<source src="done.mp3"><source src="%C3%85sas%20filer/done.mp3">' in saved
        settings = done.app.settings
        assert (settings.save_folder, settings.save_format) == (str(tmp_path), format_)
        assert load_settings(tmp_path / "home" / "settings.json").save_format == format_
        assert path.name in done.window.status_line.text.text()


def test_what_is_shown_is_saved(done, tmp_path: Path) -> None:
    done.window.actions_["times"].trigger()
    done.save(done.job("done.mp3"), tmp_path / "text.txt")
    assert (tmp_path / "text.txt").read_text("utf-8") == "[0:00] Mening 1.\n[0:03] Mening 2.\n"


def test_a_text_that_cannot_be_saved_is_told(done, tmp_path: Path) -> None:
    done.save(done.job("done.mp3"), tmp_path / "no such folder" / "text.docx")
    assert done.window.notice.isVisible()
    assert "text.docx" in done.window.notice.text.text()
    assert done.app.settings.save_format is None


def test_copied_as_any_text(done) -> None:
    formats = {action.data(): action for action in done.window.actions_.copy_formats.actions()}
    assert tuple(formats) == TEXT_FORMATS
    beginnings = {
        "txt": "Mening 1.\nMening 2.\n",
        "srt": "1\n00:00:00,000 --> ",
        "vtt": "WEBVTT\n",
        "html": "<!DOCTYPE html>",
        "csv": "Start;Slut;",
        "audition": "Name\tStart\t",
        "json": "{\n",
    }
    for format_, action in formats.items():
        with done.qtbot.waitSignal(done.app.saving.copied):
            action.trigger()
        copied = QGuiApplication.clipboard().text()
        assert copied.startswith(beginnings[format_])
        assert "2." in copied
    assert done.window.status_line.text.text() == "Kopierat"


def test_the_menu_names_the_formats_and_follows_language_and_times(done) -> None:
    actions = done.window.actions_
    texts = [action.text() for action in actions.menus["copy_as"].actions()]
    assert texts[:2] == ["Ren text", "Undertexter SRT"]
    actions["times"].trigger()
    assert actions.copy_formats.actions()[0].text() == "Ren text med tider"
    assert actions.copy_formats.actions()[1].text() == "Undertexter SRT"
    done.app.choices.change(language="en")
    first = actions.copy_formats.actions()[0]
    done.qtbot.waitUntil(lambda: first.text() == "Plain text with times")
    assert actions.menus["copy_as"].title() == "Copy a&s"
    assert actions.menus["copy_as"].menuAction() in actions.menus["edit"].actions()


# What Qt's offscreen platform says of a menu; a mark on a test takes the place of the folder's.
@pytest.mark.qt_log_ignore(r"This plugin does not support (grabbing|propagateSizeHints|raise)")
def test_the_copy_button_has_the_menu_for_mouse_and_keyboard(done) -> None:
    button = done.window.page.buttons[PAGE_ACTIONS.index("copy")]
    assert button.menu() is done.window.actions_.menus["copy_as"]
    seen: list[bool] = []

    def look(menu: QMenu) -> None:
        seen.append(menu.isVisible())
        menu.close()

    QTimer.singleShot(0, lambda: look(button.menu()))
    button.setFocus()
    done.qtbot.keyClick(button, Qt.Key.Key_Down)
    assert seen == [True]


def test_without_text_nothing_is_offered(start: Callable) -> None:
    desk = start()
    assert not desk.window.actions_["save"].isEnabled()
    assert not desk.window.actions_.menus["copy_as"].isEnabled()


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[object]]:
    """What the system's dialog gives back; returns what it was asked."""

    def give(path: Path, format_: str) -> list[object]:
        asked: list[object] = []

        def get_name(parent: QWidget, title: str, suggested: str, filters: str, chosen: str):
            asked.extend((suggested, filters.split(";;"), chosen))
            return str(path), next(one for one in filters.split(";;") if one == shown(format_))

        monkeypatch.setattr(QFileDialog, "getSaveFileName", get_name)
        return asked

    return give


def shown(format_: str) -> str:
    return f"{name_format(format_, False)} (*.{get_suffix(format_)})"


def test_the_dialog_offers_all_formats_and_remembers_the_last(
    done, answer: Callable, tmp_path: Path
) -> None:
    asked = answer(tmp_path / "done.docx", "docx")
    done.window.actions_["save"].trigger()
    assert asked == [str(Path.home() / "done.txt"), [shown(one) for one in FORMATS], shown("txt")]
    done.qtbot.waitUntil(lambda: done.app.settings.save_format == "docx")
    asked = answer(tmp_path / "done.docx", "docx")
    done.window.actions_["save"].trigger()
    assert (asked[0], asked[2]) == (str(tmp_path / "done.docx"), shown("docx"))


@pytest.mark.parametrize(
    ("name", "format_", "saved_as"),
    [
        ("möte.txt", "txt", ("möte.txt", "txt")),
        ("möte.SRT", "txt", ("möte.SRT", "srt")),  # written by the user
        ("möte", "odt", ("möte.odt", "odt")),
        ("möte 3.5", "vtt", ("möte 3.5.vtt", "vtt")),
        ("möte.txt", "docx", ("möte.docx", "docx")),  # the name left, the format chosen
        ("möte.csv", "audition", ("möte.csv", "audition")),  # as Qt's dialog changes the name
        ("möte.markers.csv", "audition", ("möte.markers.csv", "audition")),
        ("möte.html", "docx", ("möte.html", "html")),
    ],
)
def test_what_the_dialogs_answer_means(
    qtbot: QtBot,
    answer: Callable,
    tmp_path: Path,
    name: str,
    format_: str,
    saved_as: tuple[str, str],
) -> None:
    answer(tmp_path / name, format_)
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen = ask_where_to_save(parent, "möte.mp3", tmp_path, "txt", with_times=False)
    assert chosen == (tmp_path / saved_as[0], saved_as[1])


@pytest.mark.parametrize("button", [QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No])
def test_a_file_that_the_dialog_did_not_ask_about_is_asked_about(
    qtbot: QtBot,
    answer: Callable,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    button: QMessageBox.StandardButton,
) -> None:
    (tmp_path / "möte.docx").write_bytes(b"min text")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: button)
    answer(tmp_path / "möte", "docx")
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen = ask_where_to_save(parent, "möte.mp3", tmp_path, "txt", with_times=False)
    assert (chosen is not None) == (button is QMessageBox.StandardButton.Yes)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Möte 3.mp3", "Möte 3"),
        ("Inspelning 22 november 09:15", "Inspelning 22 november 09.15"),
        ("???.wav", "text"),
    ],
)
def test_a_jobs_name_becomes_a_files(name: str, expected: str) -> None:
    assert make_file_name(name) == expected
