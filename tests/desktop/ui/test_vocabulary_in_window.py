"""The user's vocabulary: written in its dialog, kept, and given to the engine."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop.settings import LONGEST_TERM, load_settings

pytestmark = pytest.mark.window


def test_the_vocabulary_is_kept_and_used(start: Callable, tmp_path: Path) -> None:
    desk = start()
    desk.window.actions_["vocabulary"].trigger()
    dialog = desk.app.spoken_commands.open_vocabulary()
    assert dialog.focusWidget() is dialog.text
    desk.qtbot.keyClicks(dialog.text, "Lagercrantz")
    desk.qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    dialog.text.insertPlainText("Sankt  Eriksplan\n\n" + "x" * (LONGEST_TERM + 1))
    assert dialog.count.text().startswith("1 ")
    settings = tmp_path / "home" / "settings.json"
    desk.qtbot.waitUntil(lambda: load_settings(settings).vocabulary != ())
    dialog.close_button.click()
    terms = ("Lagercrantz", "Sankt Eriksplan")
    assert load_settings(settings).vocabulary == terms

    source = tmp_path / "done.wav"
    source.write_bytes(b"")
    desk.app.add_files([source])
    told = source.with_suffix(".vocabulary")
    desk.qtbot.waitUntil(told.exists)
    assert tuple(json.loads(told.read_text())) == terms

    desk.window.actions_["vocabulary"].trigger()
    again = desk.app.spoken_commands.open_vocabulary()
    assert again.text.toPlainText() == "Lagercrantz\nSankt Eriksplan\n"
    again.text.setPlainText("")
    again.close()  # before the keys have rested
    assert load_settings(settings).vocabulary == ()
