"""Who speaks, and notes, in every format; read by other people's readers where there are some."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
import webvtt
from odf import office, opendocument, teletype
from odf import text as odf_text

from desktop.export.cues import LINE_CHARACTERS
from desktop.export.options import Options
from desktop.export.write import FORMATS, render_file, render_transcript
from desktop.transcript import Segment, Transcript

TALK = Transcript(
    (
        Segment(0.0, 1.0, "Hej & välkomna."),
        Segment(1.2, 2.0, "Vem börjar?", speaker="Åsa <1>"),
        Segment(2.1, 3.0, "Ska jag det?", speaker="Åsa <1>", note="Skratt, <hört>"),
        Segment(3.1, 4.0, "Ja, gärna.", speaker="2"),
        Segment(4.1, 5.0, "Öh."),
    ),
    source="möte.mp3",
)
WITHOUT = Options(speakers=False)


def test_txt_names_who_begins_to_speak() -> None:
    assert render_transcript(TALK, "txt") == (
        "Hej & välkomna.\n\nÅsa <1>: Vem börjar?\nSka jag det?\n\nTalare 2: Ja, gärna.\n\nÖh.\n"
    )
    timed = render_transcript(TALK, "txt", Options(times=True, language="en"))
    assert "[0:03] Speaker 2: Ja, gärna.\n" in timed


def test_subtitles_name_a_speaker_at_the_turn_and_never_show_two_at_once(tmp_path: Path) -> None:
    srt = render_transcript(TALK, "srt")
    assert "ÅSA <1>: Vem börjar?" in srt
    assert srt.count("ÅSA") == 1
    path = tmp_path / "a.vtt"
    path.write_text(render_transcript(TALK, "vtt"), "utf-8")
    voices = [(caption.voice, caption.text) for caption in webvtt.read(path)]
    assert [unescape(text) for _, text in voices] == [
        "Hej & välkomna.",
        "Vem börjar? Ska jag det?",
        "Ja, gärna.",
        "Öh.",
    ]
    assert [voice and unescape(voice) for voice, _ in voices] == [None, "Åsa <1>", "Talare 2", None]


def test_a_long_name_still_fits_on_the_line() -> None:
    talk = Transcript(
        (Segment(0, 9, "Det är så att vi har kommit fram till ett svar.", speaker="B" * 30),)
    )
    lines = render_transcript(talk, "srt").splitlines()
    assert all(len(line) <= LINE_CHARACTERS for line in lines if "-->" not in line)


def test_word_has_bold_names_and_real_comments() -> None:
    document = docx.Document(io.BytesIO(render_file(TALK, "docx")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[1:] == [
        "Hej & välkomna.",
        "Åsa <1>: Vem börjar? Ska jag det?",
        "Talare 2: Ja, gärna.",
        "Öh.",
    ]
    (comment,) = document.comments
    assert comment.text == "Skratt, <hört>"
    assert document.paragraphs[2].runs[0].style.font.bold


def test_openoffice_has_names_and_annotations() -> None:
    document = opendocument.load(io.BytesIO(render_file(TALK, "odt")))
    (note,) = document.getElementsByType(office.Annotation)
    assert teletype.extractText(note) == "Skratt, <hört>"
    paragraphs = [teletype.extractText(p) for p in document.getElementsByType(odf_text.P)]
    assert "Talare 2: Ja, gärna." in paragraphs


def test_the_page_has_names_and_notes_as_text() -> None:
    page = render_transcript(TALK, "html")
    assert "<b>Åsa &lt;1&gt;:</b>" in page
    assert '<i class="note">[Skratt, &lt;hört&gt;]</i>' in page
    assert page.count("<b>Åsa") == 1


def test_the_table_has_columns_for_them_only_where_there_are_any() -> None:
    rows = list(csv.DictReader(io.StringIO(render_transcript(TALK, "csv")), delimiter=";"))
    assert [row["Talare"] for row in rows] == ["", "Åsa <1>", "Åsa <1>", "Talare 2", ""]
    assert rows[2]["Anteckning"] == "Skratt, <hört>"
    plain = Transcript((Segment(0, 1, "Hej."),))
    assert render_transcript(plain, "csv").splitlines()[0].endswith(";Text")


def test_json_keeps_the_number_of_a_voice() -> None:
    segments = json.loads(render_transcript(TALK, "json"))["segments"]
    assert [one.get("speaker") for one in segments] == [None, "Åsa <1>", "Åsa <1>", "2", None]
    assert segments[2]["note"] == "Skratt, <hört>"


def test_markers_describe_who_speaks() -> None:
    assert render_transcript(TALK, "audition").splitlines()[4].endswith("\tTalare 2")


@pytest.mark.parametrize("format", FORMATS)
def test_without_speakers_no_format_tells_any(format: str) -> None:
    content = render_file(TALK, format, WITHOUT)
    if format in ("docx", "odt"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = [name for name in package.namelist() if name.endswith(".xml")]
            content = b"".join(package.read(name) for name in names)
            for name in names:
                ElementTree.fromstring(package.read(name))
    assert "Åsa".encode() not in content
    assert b"Talare" not in content
    assert "ÅSA".encode() not in content


def test_a_name_that_no_text_can_hold_is_cleaned() -> None:
    odd = Transcript(
        tuple(replace(one, speaker="A\x0b\nB", note="\ud800!") for one in TALK.segments)
    )
    for format in FORMATS:
        render_file(odd, format)
    assert render_transcript(odd, "txt").startswith("A B: Hej")
