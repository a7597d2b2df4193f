"""The page with a player: well-formed, escaped, asks no network, and its script does what it says.

The script runs in Qt's JavaScript engine, on a page and a player made up in a few lines.
"""

import base64
import hashlib
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from desktop.export.html_page import list_sources
from desktop.export.options import Options
from desktop.export.page_parts import SCRIPT
from desktop.export.write import render_transcript
from desktop.transcript import Segment, Transcript

VOID = {"meta", "source", "input", "br"}


class Page(HTMLParser):
    """Reads a page, and insists that what is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []  # element and what stands in it
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1], data))

    def find(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def read(self, tag: str) -> list[str]:
        return [text for name, text in self.texts if name == tag]


def make_page(transcript: Transcript, options: Options | None = None) -> Page:
    return Page(render_transcript(transcript, "html", options))


def test_every_word_has_its_time(talk: Transcript, missing: Options) -> None:
    page = make_page(talk, missing)
    words = list(zip(page.read("span"), (one["data-s"] for one in page.find("span")), strict=True))
    assert words == [
        ("Hej", "1.00"),
        ("på", "2.00"),
        ("dig,", "3.00"),
        ("Åsa.", "4.00"),
        ("Är", "6.00"),
        ("2", "6.50"),
        ("<", "6.80"),
        ("3?", "7.00"),
        ('=1+1 & "åäö" 🎉', "3661.25"),  # without the words' times: all of the segment
    ]
    assert page.read("h1") == page.read("title") == ["möte <1>.mp3"]
    assert "[… 3 s saknas …]" in page.read("p")
    assert page.find("html") == [{"lang": "sv"}]


def test_times_are_buttons_for_the_keyboard_shown_or_not(talk: Transcript) -> None:
    for times, kind, clocks in (
        (True, "time", ["0:01", "0:06", "1:01:01"]),
        (False, "time hidden", ["0:01", "1:01:01"]),  # one a paragraph
    ):
        page = make_page(talk, Options(times=times))
        assert page.read("button") == clocks
        assert {button["class"] for button in page.find("button")} == {kind}


def test_nothing_is_fetched_from_anywhere(talk: Transcript, tmp_path: Path) -> None:
    text = render_transcript(talk, "html", Options(media=tmp_path / "a.mp3", folder=tmp_path))
    assert not re.search(r"(https?:)?//[a-z]", text)
    page = Page(text)
    (policy,) = (meta["content"] for meta in page.find("meta") if "http-equiv" in meta)
    assert policy is not None and policy.startswith("default-src 'none'; ")
    (script,) = page.read("script")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy, "a browser would not run it"


def test_text_cannot_become_markup() -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)> & \" ' {title}"
    page = make_page(
        Transcript((Segment(0, 1, evil),), source=evil, language='"><script>'),
        Options(title=evil, media=Path("/tmp/<b>'\"&.mp3")),
    )
    assert page.read("span") == [evil]
    assert len(page.find("script")) == 1
    assert page.find("img") == []


@pytest.mark.parametrize(
    ("media", "folder", "expected"),
    [
        ("/ljud/Möte 1.mp3", "/ljud", ["Möte 1.mp3"]),
        ("/ljud/a.mp3", "/texter", ["a.mp3", "../ljud/a.mp3"]),
        ("/ljud/50% #1?.mp3", "/ljud", ["50% #1?.mp3"]),
        ("/ljud/a:b.mp3", "/ljud", ["a:b.mp3"]),
    ],
)
def test_the_sound_is_beside_the_page_or_where_it_lies(
    media: str, folder: str, expected: list[str]
) -> None:
    sources = list_sources(Path(media), Path(folder))
    assert [unquote(source) for source in sources] == expected
    assert not any(set(source) & set(" #?:åäö") for source in sources)


def test_without_a_file_the_reader_is_asked_for_it(talk: Transcript) -> None:
    page = make_page(talk)
    assert page.find("source") == []
    assert [one["type"] for one in page.find("input")] == ["file"]


def test_in_english(talk: Transcript) -> None:
    assert "Click a word to hear it." in make_page(talk, Options(language="en")).read("p")


def test_dictated_lines_stand_on_lines_of_their_own(dictated: Transcript) -> None:
    text = render_transcript(dictated, "html")
    assert text.count("<br>") == 1
    assert len(Page(text).read("button")) == 2


def test_a_files_name_that_is_no_text(talk: Transcript) -> None:
    name = os.fsdecode(b"m\xf6te\x07.mp3")  # as Latin-1 has it
    text = render_transcript(talk, "html", Options(title=name, media=Path("/ljud", name)))
    text.encode("utf-8")
    assert "\x07" not in text
    assert Page(text).find("source") == [{"src": "m%F6te%07.mp3"}]


def test_an_empty_transcript_is_a_page() -> None:
    page = make_page(Transcript())
    assert page.read("title") == ["Talskrift"]
    assert page.find("span") == []


FAKE_PAGE = """
function Element(at) {
  this.at = at; this.heard = {}; this.classes = []; this.hidden = true; this.children = [];
  var classes = this.classes;
  this.classList = {
    add: function (name) { classes.push(name); },
    remove: function (name) { classes.splice(classes.indexOf(name), 1); }
  };
}
Element.prototype.getAttribute = function () { return this.at; };
Element.prototype.querySelectorAll = function () { return this.children; };
Element.prototype.addEventListener = function (name, act) { this.heard[name] = act; };
Element.prototype.tell = function (name, target) { this.heard[name]({ target: target || this }); };

var words = [1.0, 1.5, 4.0].map(function (at) { return new Element(String(at)); });
var elements = { text: new Element(null), sound: new Element(null), missing: new Element(null),
  choose: new Element(null) };
elements.text.children = words;
elements.sound.children = [new Element(null), new Element(null)];
elements.sound.currentTime = 0;
elements.sound.played = 0;
elements.sound.play = function () { this.played += 1; };
var document = { getElementById: function (name) { return elements[name]; } };
var selected = '';
var window = new Element(null);
window.getSelection = function () { return selected; };
var URL = { createObjectURL: function (file) { return 'blob:' + file; } };
function lit() { return words.map(function (word) { return word.classes.length; }).join(''); }
"""


@pytest.fixture
def engine(qapp: object):
    """Evaluates JavaScript on a made-up page where the script has run."""
    from PySide6.QtQml import QJSEngine

    engine = QJSEngine()

    def evaluate(script: str):
        result = engine.evaluate(script)
        assert not result.isError(), result.toString()
        return result.toVariant()

    evaluate(FAKE_PAGE)
    evaluate(SCRIPT)
    return evaluate


@pytest.mark.window
def test_a_click_on_a_word_plays_from_there(engine) -> None:
    engine("elements.text.tell('click', words[1])")
    assert engine("elements.sound.currentTime") == 1.5
    assert engine("elements.sound.played") == 1
    engine("elements.text.tell('click')")  # beside the words
    engine("selected = 'marked'; elements.text.tell('click', words[2])")  # at the end of marking
    assert engine("elements.sound.played") == 1


@pytest.mark.window
def test_the_word_that_is_heard_is_lit(engine) -> None:
    for at_s, expected in [(0.5, "000"), (1.0, "100"), (1.6, "010"), (3.9, "010"), (9.0, "001")]:
        engine(f"elements.sound.currentTime = {at_s}; elements.sound.tell('timeupdate')")
        assert engine("lit()") == expected


@pytest.mark.window
def test_where_there_is_no_sound_the_reader_can_choose_it(engine) -> None:
    engine("elements.sound.children[0].heard.error && elements.sound.children[0].tell('error')")
    assert engine("elements.missing.hidden") is True, "the other place is yet to be tried"
    engine("elements.sound.children[1].tell('error')")
    assert engine("elements.missing.hidden") is False
    engine("elements.choose.files = ['min.mp3']; elements.choose.tell('change')")
    assert engine("elements.sound.src") == "blob:min.mp3"
    engine("elements.sound.tell('loadedmetadata')")
    assert engine("elements.missing.hidden") is True


@pytest.mark.window
def test_an_error_from_before_the_script_is_seen_when_the_page_is_loaded(engine) -> None:
    engine("elements.sound.networkState = 1; window.tell('load')")
    assert engine("elements.missing.hidden") is True
    engine("elements.sound.networkState = 3; window.tell('load')")  # NETWORK_NO_SOURCE
    assert engine("elements.missing.hidden") is False
