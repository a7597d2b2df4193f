"""English is complete: every text of the code has one, and the compiled file is the present one."""

import shutil
import string
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from desktop.ui.translation import compile_texts, find_texts, install_language, update_texts


def read_messages(path: Path) -> dict[tuple[str, str], ElementTree.Element]:
    return {
        (str(context.findtext("name")), str(message.findtext("source"))): message
        for context in ElementTree.parse(path).iter("context")
        for message in context.iter("message")
    }


def test_every_text_of_the_code_is_translated(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ts"
    shutil.copy(find_texts("en", "ts"), fresh)
    update_texts(fresh)
    kept, collected = read_messages(find_texts("en", "ts")), read_messages(fresh)
    assert len(collected) > 60
    assert collected.keys() == kept.keys(), "run python -m desktop.ui.translation"
    for (_, source), message in kept.items():
        translation = message.find("translation")
        assert translation is not None and translation.get("type") is None, source
        assert translation.text, source
        assert find_fields(source) == find_fields(translation.text), source


def find_fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def test_the_compiled_file_is_up_to_date(tmp_path: Path) -> None:
    compiled = tmp_path / "en.qm"
    compile_texts(find_texts("en", "ts"), compiled)
    assert compiled.read_bytes() == find_texts("en").read_bytes()


@pytest.mark.window
def test_a_language_can_be_installed_and_taken_back(qapp: QApplication) -> None:
    install_language("sv")  # whatever a test before this one has left
    assert QCoreApplication.translate("job_words", "Väntar") == "Väntar"
    install_language("en")
    assert QCoreApplication.translate("job_words", "Väntar") == "Waiting"
    install_language("sv")
    assert QCoreApplication.translate("job_words", "Väntar") == "Väntar"
