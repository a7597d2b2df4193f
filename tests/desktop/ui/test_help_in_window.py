"""The help in the app: the guide in both languages, and all keys."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QKeySequence, QTextDocument

from desktop.paths import guide_path
from desktop.settings import LANGUAGES
from desktop.ui.guide import Guide, make_anchor, open_guide
from desktop.ui.keys_help import open_keys, show_keys

pytestmark = pytest.mark.window

IMAGE = QTextDocument.ResourceType.ImageResource.value


def list_titles(guide: Guide) -> list[str]:
    return [text for _, text, _ in guide.page.headings()]


def test_the_guide_opens_in_the_apps_language_and_follows_it(start: Callable) -> None:
    desk = start()
    desk.window.actions_["help"].trigger()
    guide = open_guide(desk.window)
    texts = {}
    for language in LANGUAGES:
        desk.app.choices.change(language=language)
        headings = re.findall(r"^#+ (.+)$", guide_path(language).read_text("utf-8"), re.M)
        desk.qtbot.waitUntil(lambda headings=headings: list_titles(guide) == headings)
        texts[language] = guide.page.toPlainText()
    assert texts["sv"] != texts["en"]
    assert guide.windowTitle() == "Help"


def test_contents_links_and_search_lead_to_their_places(start: Callable) -> None:
    desk = start()
    guide = open_guide(desk.window)
    bar = guide.page.verticalScrollBar()
    headings = guide.page.headings()
    _, last, _ = [one for one in headings if one[0] <= 2][-1]
    guide.contents.setCurrentRow(guide.contents.count() - 1)
    guide.contents.itemActivated.emit(guide.contents.currentItem())
    assert bar.value() > bar.maximum() / 2
    assert guide.page.textCursor().block().text() == last
    bar.setValue(0)
    source = guide_path("sv").read_text("utf-8")
    anchors = {make_anchor(text) for _, text, _ in headings}
    links = re.findall(r"\]\(#([^)]+)\)", source)
    assert links
    assert set(links) <= anchors
    guide.page.anchorClicked.emit(QUrl(f"#{make_anchor(last)}"))
    assert bar.value() > bar.maximum() / 2
    guide.search.setText("KB-Whisper")
    assert guide.page.textCursor().selectedText() == "KB-Whisper"
    first = guide.page.textCursor().position()
    guide.next.click()
    assert guide.page.textCursor().position() != first
    guide.search.setText("xyzzy")
    assert guide.told.text()


def test_pictures_are_no_wider_than_the_page(start: Callable) -> None:
    guide = open_guide(start().window)
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", guide_path("sv").read_text("utf-8"))
    (name, *_) = [one for one in pictures if (guide_path("sv").parent / one).exists()]
    for width in (640, 1100):
        guide.resize(width, 600)
        image = guide.page.loadResource(IMAGE, QUrl(name))
        shown = image.width() / image.devicePixelRatio()
        assert 0 < shown <= guide.page.viewport().width()


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_keys_of_the_window_are_told(start: Callable, language: str) -> None:
    desk = start()
    desk.app.choices.change(language=language, shortcut_toggle="Ctrl+Alt+D")
    desk.window.actions_["keys"].trigger()
    text = open_keys(desk.window).page.toPlainText()
    lines = text.splitlines()
    n_keys = 0
    for action in desk.window.actions_.by_name.values():
        for key in action.shortcuts():
            n_keys += 1
            assert any(show_keys(key) in line for line in lines)
    assert n_keys > 20
    assert show_keys(QKeySequence("Ctrl+Alt+D")) in text
    assert ("Alla" if language == "en" else "All programs") not in text
