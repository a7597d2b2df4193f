"""The report on a corpus: its figures, its table, its plots and its page."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.__main__ import main
from training.corpus.measure import measure_corpus
from training.corpus.plots import draw_plots
from training.corpus.report import describe_figures, write_report
from training.corpus.source import open_source
from training.errors import CorpusError

from .source_files import encode, make_common_voice, make_fleurs_rows, make_parquet, tone

pytestmark = pytest.mark.slow


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Three good utterances, one of them silence, and five that are left out."""
    folder = tmp_path / "tal"
    folder.mkdir()
    rows = [
        ("Bra mening här.", "åsa", tone(1.0)),
        ("En till, på två sekunder.", "bo", tone(2.0)),
        ("", None, np.zeros(16_000, np.float32)),
        ("Kort.", "bo", tone(0.1)),
        ("x" * 200, "bo", tone(1.1)),
        ("Lång.", "bo", tone(31.0)),
        ("Trasig <b>ton</b>.", "bo", None),
    ]
    lines = []
    for number, (text, speaker, samples) in enumerate(rows):
        data = b"inget ljud" if samples is None else encode(samples)
        (folder / f"{number}.wav").write_bytes(data)
        row = {"file_name": f"{number}.wav", "text": text, "speaker": speaker}
        lines.append(json.dumps(row))
    (folder / "metadata.jsonl").write_text("\n".join([*lines, "{trasig"]) + "\n")
    return folder


def test_figures(dataset: Path) -> None:
    figures = measure_corpus(open_source(str(dataset))[""], n_workers=1, show_progress=False)
    assert (figures.n_utterances, figures.n_kept) == (8, 3)
    assert figures.hours == pytest.approx(4 / 3600)
    assert dict(figures.speaker_hours) == pytest.approx(
        {"bo": 2 / 3600, "åsa": 1 / 3600, "": 1 / 3600}
    )
    assert figures.n_speakers == 2
    assert sorted(figures.chars_per_s.tolist()) == pytest.approx([12.5, 15.0])
    assert figures.levels_db[0] == pytest.approx(20 * np.log10(0.3 / 2**0.5), abs=0.1)
    assert dict(figures.characters)["n"] == 4
    dropped = {group.reason: group.count for group in figures.dropped}
    assert dropped == {
        "too short": 1,
        "more text than can be said in that time": 1,
        "too long": 1,
        "audio cannot be read": 1,
        "line of the metadata that cannot be used": 1,
    }
    unreadable = next(g for g in figures.dropped if g.reason == "audio cannot be read")
    assert unreadable.examples == (("6.wav", "Trasig <b>ton</b>."),)
    assert {fault.path for fault in figures.faults} == {"metadata.jsonl", "6.wav"}


def test_table(dataset: Path) -> None:
    figures = measure_corpus(open_source(str(dataset))[""], n_workers=1, show_progress=False)
    table = describe_figures("train", figures)
    assert table.startswith("train\n")
    assert "3 of 8 utterances" in table
    assert "0.07 minutes" in table
    assert re.search(r"2; the one who speaks most has 50%; 0\.02 minutes without a speaker", table)
    assert "median 13.8 characters a second" in table
    assert "1 × too short" in table and "6.wav  Trasig <b>ton</b>." in table


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.images: list[str] = []
        self.links: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "img":
            self.images.append(found["src"] or "")
        self.links += [v for k, v in attrs if k in ("href", "src") and v]


def test_page_needs_no_other_file(dataset: Path, tmp_path: Path) -> None:
    figures = measure_corpus(open_source(str(dataset))[""], n_workers=1, show_progress=False)
    path = write_report(tmp_path / "ut" / "rapport", {"": figures}, "tal & <ton>")
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    assert len(page.images) == 6
    assert all(link.startswith("data:image/png;base64,") for link in page.links)
    assert "Corpus report: tal & <ton>" in page.text
    assert "Trasig <b>ton</b>." in page.text
    names = {p.name for p in path.parent.iterdir()}
    plots = {"durations", "speaking-rate", "levels", "speakers", "characters", "left-out"}
    assert names == {"index.html", "report.json", *(f"{name}.png" for name in plots)}
    told = json.loads((path.parent / "report.json").read_text(encoding="utf-8"))
    assert told["splits"][""]["dropped"]["too short"] == 1


def test_plots_show_something_and_are_the_same_again(dataset: Path) -> None:
    figures = measure_corpus(open_source(str(dataset))[""], n_workers=1, show_progress=False)
    plots = draw_plots(figures)
    for name, data in plots.items():
        image = Image.open(io.BytesIO(data)).convert("L")
        assert image.size == (864, 408), name
        assert np.asarray(image).std() > 5, name
    assert draw_plots(figures) == plots


def test_nothing_kept_is_still_a_report(tmp_path: Path) -> None:
    rows = [row | {"raw_transcription": "..."} for row in make_fleurs_rows(2)]
    (tmp_path / "a.parquet").write_bytes(make_parquet(rows))
    figures = measure_corpus(
        open_source(str(tmp_path / "a.parquet"))[""], n_workers=1, show_progress=False
    )
    assert figures.n_kept == 0
    assert "0 of 2 utterances" in describe_figures("", figures)
    page = write_report(tmp_path / "ut", {"": figures}, "a")
    assert "text without a letter or digit" in page.read_text(encoding="utf-8")


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    language = make_common_voice(tmp_path)
    out = tmp_path / "rapport"
    assert main(["corpus", "report", str(language), str(out), "--workers", "1"]) == 0
    told = capsys.readouterr().out
    assert "train\n" in told and "validation\n" in told and str(out / "index.html") in told
    assert (out / "test-durations.png").is_file()
    assert main(["corpus", "report", str(tmp_path / "saknas"), str(out)]) == 1
    assert "does not exist" in capsys.readouterr().err


def test_report_that_cannot_be_written(dataset: Path, tmp_path: Path) -> None:
    figures = measure_corpus(open_source(str(dataset))[""], n_workers=1, show_progress=False)
    (tmp_path / "fil").write_text("")
    with pytest.raises(CorpusError, match="cannot be written"):
        write_report(tmp_path / "fil" / "rapport", {"": figures}, "tal")
