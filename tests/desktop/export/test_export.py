"""Transcripts as files: right in every byte, and written whole or not at all."""

import io
import json
import os
import re
import stat
import zipfile
from pathlib import Path

import pytest

from desktop.errors import ExportError
from desktop.export.cues import CUE_LINES
from desktop.export.options import MissingPart, Options
from desktop.export.write import (
    FORMATS,
    TEXT_FORMATS,
    get_suffix,
    pick_format,
    render_file,
    render_transcript,
    write_transcript,
)
from desktop.transcript import Segment, Transcript, Word

TALK = Transcript(
    segments=(
        Segment(1.0, 2.5, "Hej på dig."),
        Segment(3661.25, 3663.0, "Är 2 < 3 & 4?", confidence=0.875),
    ),
    model="Prov",
    source="möte.mp3",
    duration_s=3670.0,
)


def test_txt() -> None:
    assert render_transcript(TALK, "txt") == "Hej på dig.\nÄr 2 < 3 & 4?\n"


def test_srt() -> None:
    assert render_transcript(TALK, "srt") == (
        "1\n00:00:01,000 --> 00:00:02,500\nHej på dig.\n\n"
        "2\n01:01:01,250 --> 01:01:03,000\nÄr 2 < 3 & 4?\n\n"
    )


def test_vtt() -> None:
    assert render_transcript(TALK, "vtt") == (
        "WEBVTT\n\n"
        "00:00:01.000 --> 00:00:02.500\nHej på dig.\n\n"
        "01:01:01.250 --> 01:01:03.000\nÄr 2 &lt; 3 &amp; 4?\n\n"
    )


def test_json_holds_all_of_it() -> None:
    data = json.loads(render_transcript(TALK, "json"))
    assert data["format_version"] == 1
    assert (data["language"], data["model"], data["source"]) == ("sv", "Prov", "möte.mp3")
    assert data["text"] == TALK.text
    assert tuple(Segment.from_dict(one) for one in data["segments"]) == TALK.segments


def test_words_survive_the_way_through_json() -> None:
    segment = Segment(0.0, 1.0, "Hej du", (Word("Hej", 0.0, 0.4, 0.9), Word("du", 0.5, 1.0)), 0.8)
    assert Segment.from_dict(json.loads(json.dumps(segment.as_dict()))) == segment


EMPTY = {
    "txt": "",
    "srt": "",
    "vtt": "WEBVTT\n\n",
    "csv": "Start;Slut;Start (s);Slut (s);Text\n",
    "audition": "Name\tStart\tDuration\tTime Format\tType\tDescription\n",
}


@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_an_empty_transcript_is_a_valid_file(format: str) -> None:
    text = render_transcript(Transcript(), format)
    assert text == EMPTY.get(format, text)
    if format == "json":
        assert json.loads(text)["segments"] == []


def test_txt_with_times_and_what_is_missing(talk: Transcript, missing: Options) -> None:
    timed = Options(times=True, missing=missing.missing)
    assert render_transcript(talk, "txt", timed).splitlines() == [
        "[0:01] Hej på dig, Åsa.",
        "[0:06] Är 2 < 3?",
        "[… 3 s saknas …]",
        '[1:01:01] =1+1 & "åäö" 🎉',
    ]
    assert "[… 3 s saknas …]\n" in render_transcript(talk, "txt", missing)


def test_what_is_missing_before_the_first_word_and_after_the_last(talk: Transcript) -> None:
    parts = (MissingPart(0.5, 1, "[först]"), MissingPart(3670.0, 2, "[sist]"))
    lines = render_transcript(talk, "txt", Options(missing=parts)).splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("[först]", "[sist]", 5)


def test_txt_has_an_empty_line_before_a_dictated_paragraph(dictated: Transcript) -> None:
    assert render_transcript(dictated, "txt") == (
        "Hej Åsa.\nTack för brevet.\nDet kom i går.\n\nHälsningar Örjan.\n"
    )
    assert render_transcript(dictated, "txt") == dictated.text + "\n"


def test_json_tells_what_is_missing(talk: Transcript, missing: Options) -> None:
    told = json.loads(render_transcript(talk, "json", missing))["missing"]
    assert told == [{"at_s": 60.0, "missing_s": 3.0, "text": "[… 3 s saknas …]"}]


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_subtitles_tell_nothing_of_it(talk: Transcript, missing: Options, format: str) -> None:
    assert "saknas" not in render_transcript(talk, format, missing)


@pytest.mark.parametrize("format", [one for one in TEXT_FORMATS if one != "json"])
def test_no_character_that_a_text_cannot_hold(talk: Transcript, format: str) -> None:
    text = render_transcript(talk, format)
    text.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f]", text)
    assert "🎉" in text


def test_words_that_are_not_the_texts_are_not_used() -> None:
    """As when a text was corrected by a program that kept the old words."""
    segment = Segment(0.0, 2.0, "Rätt text.", (Word("Fel", 0.0, 1.0), Word("text.", 1.0, 2.0)))
    for format in ("srt", "html"):
        text = render_transcript(Transcript((segment,)), format)
        assert "Fel" not in text
        assert "Rätt" in text


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.SRT", "srt"),
        ("a.docx", "docx"),
        ("a.csv", "csv"),
        ("möte.markers.csv", "audition"),
        ("a.doc", None),
        ("srt", None),
    ],
)
def test_the_format_is_the_names_suffix(name: str, format: str | None) -> None:
    assert pick_format(name) == format


@pytest.mark.slow
@pytest.mark.parametrize("format", ["srt", "html", "csv", "json", "docx", "odt"])
def test_ten_hours(ten_hours: Transcript, format: str) -> None:
    content = render_file(ten_hours, format, Options(times=True))
    if format in TEXT_FORMATS:
        text = content.decode()
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            text = package.read("word/document.xml" if format == "docx" else "content.xml").decode()
    n_said = sum(segment.text.count("pratar") for segment in ten_hours.segments)
    times_over = 3 if format == "json" else 1  # in the text, the segments and the words
    assert text.count("pratar") == n_said * times_over


def test_unknown_format() -> None:
    with pytest.raises(ExportError) as caught:
        render_transcript(TALK, "docx")  # which is no text
    assert caught.value.code == "export_unknown_format"


def test_a_stamp_is_rounded_without_reaching_sixty_seconds() -> None:
    text = render_transcript(Transcript((Segment(3595.9996, 3599.9999, "x"),)), "srt")
    assert "00:59:56,000 --> 01:00:00,000" in text


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_is_written_as_rendered(tmp_path: Path, format: str) -> None:
    path = tmp_path / ("å" * 115 + f".{get_suffix(format)}")  # about as long as names can be
    write_transcript(TALK, path, format)
    assert path.read_bytes() == render_file(TALK, format, Options(folder=tmp_path))
    assert list(tmp_path.iterdir()) == [path]


def test_an_old_file_is_replaced_only_by_a_whole_one(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("gammalt")
    write_transcript(TALK, path, "txt")
    assert path.read_text("utf-8").startswith("Hej")
    with pytest.raises(ExportError) as caught:
        write_transcript(TALK, tmp_path / "nowhere" / "text.txt", "txt")
    assert caught.value.code == "export_failed"
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(ExportError):
        write_transcript(TALK, tmp_path / "folder.txt", "txt")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder.txt", "text.txt"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_the_file_has_the_usual_permissions(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        write_transcript(TALK, tmp_path / "text.txt", "txt")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "text.txt").stat().st_mode) == 0o644


def test_srt_numbers_and_stamps_have_their_shape() -> None:
    text = render_transcript(Transcript((Segment(0, 60, "ord " * 200),)), "srt")
    blocks = text.strip().split("\n\n")
    for number, block in enumerate(blocks, start=1):
        first, stamps, *lines = block.split("\n")
        assert first == str(number)
        assert re.fullmatch(r"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}", stamps)
        assert 1 <= len(lines) <= CUE_LINES
