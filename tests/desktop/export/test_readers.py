"""Subtitles and tables, as other people's readers read them: ffmpeg, webvtt-py, csv."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import webvtt

from desktop.export.cues import make_cues
from desktop.export.options import Options
from desktop.export.write import render_file, write_transcript
from desktop.transcript import Segment, Transcript

SPOKEN = Transcript(
    (
        Segment(0.5, 4.0, "Hej på dig, Åsa, säger Örjan & Co, hur är det med dig i dag då?"),
        Segment(4.2, 6.0, "Är 2 < 3 eller 3 > 2?"),
        Segment(3599.0, 3603.5, "Det var allt för den här gången 🎉, tack och hej."),
    )
)


def list_cues(transcript: Transcript) -> list[tuple[int, int, str]]:
    """Start and end in milliseconds, and the text, of the cues as they are meant."""
    return [
        (round(cue.start_s * 1000), round(cue.end_s * 1000), "\n".join(cue.lines))
        for cue in make_cues(transcript)
    ]


def read_captions(captions: webvtt.WebVTT) -> list[tuple[int, int, str]]:
    return [
        (
            caption.start_time.in_milliseconds(),
            caption.end_time.in_milliseconds(),
            caption.raw_text,  # `text` takes what stands between < and > away
        )
        for caption in captions
    ]


def test_webvtt_reads_srt(tmp_path: Path) -> None:
    write_transcript(SPOKEN, tmp_path / "åäö.srt", "srt")
    assert read_captions(webvtt.from_srt(str(tmp_path / "åäö.srt"))) == list_cues(SPOKEN)


def test_webvtt_reads_vtt(tmp_path: Path) -> None:
    write_transcript(SPOKEN, tmp_path / "åäö.vtt", "vtt")
    read = read_captions(webvtt.read(str(tmp_path / "åäö.vtt")))
    unescaped = [(*times, text.replace("&lt;", "<")) for *times, text in read]
    unescaped = [(a, b, t.replace("&gt;", ">").replace("&amp;", "&")) for a, b, t in unescaped]
    assert unescaped == list_cues(SPOKEN)


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_ffmpeg_reads_subtitles(tmp_path: Path, format: str) -> None:
    if not shutil.which("ffprobe"):
        pytest.skip("ffmpeg is not installed")
    path = tmp_path / f"åäö.{format}"
    write_transcript(SPOKEN, path, format)
    fields = "codec_name,pts_time,duration_time"
    probe = ["ffprobe", "-v", "error", "-show_entries", f"packet={fields}:stream={fields}"]
    told = subprocess.run([*probe, "-of", "json", path], check=True, capture_output=True)
    found = json.loads(told.stdout)
    assert found["streams"][0]["codec_name"] == {"srt": "subrip", "vtt": "webvtt"}[format]
    times = [
        (round(float(one["pts_time"]) * 1000), round(float(one["duration_time"]) * 1000))
        for one in found["packets"]
    ]
    assert times == [(start, end - start) for start, end, _ in list_cues(SPOKEN)]
    decode = ["ffmpeg", "-v", "error", "-i", path, "-f", "srt", tmp_path / "back.srt"]
    errors = subprocess.run(decode, check=True, capture_output=True).stderr
    assert errors == b""
    assert read_captions(webvtt.from_srt(str(tmp_path / "back.srt"))) == list_cues(SPOKEN)


def test_csv_is_what_a_swedish_excel_expects(talk: Transcript, missing: Options) -> None:
    content = render_file(talk, "csv", missing)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [
        ["Start", "Slut", "Start (s)", "Slut (s)", "Text"],
        ["00:00:01", "00:00:04", "1,000", "4,800", "Hej på dig, Åsa."],
        ["00:00:06", "00:00:08", "6,000", "8,000", "Är 2 < 3?"],
        ["00:01:00", "00:01:00", "60,000", "60,000", "[… 3 s saknas …]"],
        ["01:01:01", "01:01:03", "3661,250", "3663,000", '\'=1+1 & "åäö" 🎉'],
    ]
    assert content.count(b"\r\n") == len(rows)


def test_csv_keeps_separators_in_the_text_apart() -> None:
    text = 'Så; då: "nej", sa hon'
    content = render_file(Transcript((Segment(0, 1, text),)), "csv", Options(language="en"))
    titles, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert titles[0:2] == ["Start", "End"]
    assert row[4] == text


def test_audition_markers(talk: Transcript, missing: Options) -> None:
    content = render_file(talk, "audition", missing).decode()
    rows = list(csv.DictReader(io.StringIO(content, newline=""), delimiter="\t", quoting=3))
    assert [(row["Name"], row["Start"], row["Duration"]) for row in rows] == [
        ("Hej på dig, Åsa.", "0:01.000", "0:03.800"),
        ("Är 2 < 3?", "0:06.000", "0:02.000"),
        ("[… 3 s saknas …]", "1:00.000", "0:00.000"),
        ('=1+1 & "åäö" 🎉', "1:01:01.250", "0:01.750"),
    ]
    assert {(row["Time Format"], row["Type"], row["Description"]) for row in rows} == {
        ("decimal", "Cue", "")
    }
