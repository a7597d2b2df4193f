"""Transcripts as txt, srt, vtt and json: right in every byte, and written whole or not at all."""

import json
import os
import re
import stat
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import ExportError
from desktop.export.cues import CUE_LINES, LINE_CHARACTERS, make_cues
from desktop.export.write import FORMATS, render_transcript, write_transcript
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


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_transcript_is_a_valid_file(format: str) -> None:
    text = render_transcript(Transcript(), format)
    assert text == {"txt": "", "srt": "", "vtt": "WEBVTT\n\n"}.get(format, text)
    if format == "json":
        assert json.loads(text)["segments"] == []


def test_unknown_format() -> None:
    with pytest.raises(ExportError) as caught:
        render_transcript(TALK, "docx")
    assert caught.value.code == "export_unknown_format"


def test_a_long_segment_becomes_several_cues_that_follow_each_other() -> None:
    text = (
        "Det här är en ganska lång mening, som handlar om ingenting särskilt, men som ändå "
        "fortsätter en god stund till. Sedan kommer en mening till, och så är det slut."
    )
    cues = make_cues(Transcript((Segment(10.0, 22.0, text),)))
    assert len(cues) > 1
    assert " ".join(" ".join(cue.lines) for cue in cues) == text
    assert (cues[0].start_s, cues[-1].end_s) == (10.0, 22.0)
    for before, after in pairwise(cues):
        assert before.end_s == after.start_s
    assert cues[0].lines[-1].endswith(","), "cut where the sentence pauses"


def test_cues_follow_the_words_times() -> None:
    words = tuple(Word(f"ord{i}", i * 2.0, i * 2.0 + 1.0) for i in range(10))
    cues = make_cues(Transcript((Segment(0.0, 19.0, " ".join(w.text for w in words), words),)))
    assert [cue.start_s for cue in cues] == [0.0, 8.0, 16.0]
    assert [cue.end_s for cue in cues] == [7.0, 15.0, 19.0]


def test_lines_of_a_cue_are_about_equally_long() -> None:
    text = "Vi ses på torget klockan tre i eftermiddag då"
    (cue,) = make_cues(Transcript((Segment(0.0, 4.0, text),)))
    assert len(cue.lines) == 2
    assert abs(len(cue.lines[0]) - len(cue.lines[1])) <= 10


segments = st.lists(
    st.tuples(
        st.floats(0.1, 30),
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=90),
        st.integers(1, 40),
    ),
    min_size=1,
    max_size=5,
)


@given(segments)
def test_any_transcript_gives_readable_cues_in_order(parts: list[tuple[float, str, int]]) -> None:
    at_s, made = 0.0, []
    for length_s, word, n_words in parts:
        made.append(Segment(at_s, at_s + length_s, " ".join([word] * n_words)))
        at_s += length_s + 0.1
    cues = make_cues(Transcript(tuple(made)))
    shown = "".join("".join(cue.lines) for cue in cues).replace(" ", "")
    assert shown == "".join(segment.text for segment in made).replace(" ", "")
    for cue in cues:
        assert cue.start_s <= cue.end_s
        longest_word = max(len(word) for _, word, _ in parts)
        assert len(cue.lines) <= max(CUE_LINES, -(-longest_word // LINE_CHARACTERS))
        assert all(len(line) <= LINE_CHARACTERS for line in cue.lines)
    for before, after in pairwise(cues):
        assert before.end_s <= after.start_s


def test_a_stamp_is_rounded_without_reaching_sixty_seconds() -> None:
    text = render_transcript(Transcript((Segment(59.9996, 3599.9999, "x"),)), "srt")
    assert "00:01:00,000 --> 01:00:00,000" in text


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_is_written_as_rendered(tmp_path: Path, format: str) -> None:
    path = tmp_path / ("å" * 120 + f".{format}")  # as long a name as there can be
    write_transcript(TALK, path, format)
    assert path.read_bytes().decode("utf-8") == render_transcript(TALK, format)
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
