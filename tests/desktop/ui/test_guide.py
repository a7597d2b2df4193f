"""The guides call everything by its name in the window, and show pictures that exist."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from desktop.settings import LANGUAGES
from desktop.ui.screenshots import CONTRAST_VIEWS, VIEWS

DOCS = Path(__file__).parents[3] / "docs"
TEXTS = DOCS.parent / "assets" / "translations" / "talskrift_en.ts"
GUIDES = {"sv": DOCS / "anvandarguide.md", "en": DOCS / "user-guide.md"}
NAMED = re.compile(r"(?<![*\w])\*([^*]+)\*(?!\*)")  # what stands in the window is in italics


def read_names(language: str) -> set[str]:
    """All texts of the window in one language, as one reads them."""
    names = set()
    for message in ET.parse(TEXTS).iter("message"):
        text = message.findtext("source" if language == "sv" else "translation") or ""
        plain = re.sub(r"&(?=\w)", "", text)
        names |= {plain, plain.removesuffix(" …")}
    return names | {"Språk", "Inställningar …"}  # which the English guide calls by its first name


@pytest.mark.parametrize("language", GUIDES)
def test_what_the_guide_names_is_in_the_window(language: str) -> None:
    text = " ".join(GUIDES[language].read_text("utf-8").split())
    named = {name for path in NAMED.findall(text) for name in path.split(" → ")}
    assert len(named) > 30
    assert sorted(named - read_names(language) - {"Inställningar"}) == []


@pytest.mark.parametrize("language", GUIDES)
def test_pictures_of_the_guide_are_there(language: str) -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", GUIDES[language].read_text("utf-8"))
    assert len(pictures) > 8
    for picture in pictures:
        assert (DOCS / picture).is_file()
        assert picture.endswith(f"-{language}.png")


def test_both_guides_say_the_same() -> None:
    """As far as can be seen: as many chapters, lists, tables and pictures, in the same order."""
    marks = re.compile(r"^(#+|- |\||!\[)", re.MULTILINE)
    swedish, english = (marks.findall(path.read_text("utf-8")) for path in GUIDES.values())
    assert swedish == english


@pytest.mark.parametrize("guide", GUIDES.values(), ids=str)
def test_links_inside_the_guide_lead_somewhere(guide: Path) -> None:
    text = guide.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert links
    assert set(links) <= anchors


def test_every_view_has_its_pictures() -> None:
    """`make screenshots` takes them."""
    views = {"light": VIEWS, "dark": VIEWS, "contrast": CONTRAST_VIEWS}
    wanted = {
        f"{view}-{scheme}-{language}.png"
        for scheme, names in views.items()
        for view in names
        for language in LANGUAGES
    }
    assert {path.name for path in (DOCS / "screenshots").glob("*.png")} == wanted
