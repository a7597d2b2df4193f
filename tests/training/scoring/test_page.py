import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
import soundfile

from training.scoring.groups import group_by_field, group_by_speaker
from training.scoring.page import make_page
from training.scoring.recordings import Recording
from training.scoring.report import Report, build_report, score_normalised
from training.scoring.significance import compare_models
from training.scoring.silence import SilenceScore
from training.scoring.wer import score_texts

SAID = ["Åsa <b>sår</b> ärtor & öl.", "Hej då!", "Tyst nu."]
HEARD = ["Åsa sår nu ärter.", "Hej då!", "Tyst"]
EMPTY = {"meta", "line", "circle", "rect", "br"}


class Page(HTMLParser):
    """Holds that every element is closed in its order; collects texts, tags and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def list_attributes(self, tag: str, name: str) -> list[str]:
        return [attributes[name] or "" for t, attributes in self.tags if t == tag]


@pytest.fixture
def report() -> Report:
    report = build_report(
        "modeller/åäö", "test", {"limit": 3}, ["u0", "u1", "u2"], SAID, HEARD, 6, 1
    )
    other = [HEARD[0], "Hej du!", "Tyst nu."]
    against = compare_models(
        report.normalised, "annan", 1.0, score_texts(SAID, other), score_normalised(SAID, other)
    )
    silence = SilenceScore("hum", 60.0, 4, 1, 3, (("tack för <allt>", 1),))
    grouping = group_by_speaker(["sv+å", None, "sv+å"], report.normalised)
    levels = group_by_field("level", [20, 10, 20], report.normalised)
    return replace(
        report, groupings=(grouping,), noise_levels=levels, silence=(silence,), against=against
    )


@pytest.fixture
def recordings() -> list[Recording]:
    tone = 0.5 * np.sin(np.arange(32_000) / 10).astype(np.float32)
    long = np.tile(tone, 16)
    return [
        Recording("u0", SAID[0], long.size, lambda: long, "sv+å"),
        *(Recording(id, "", tone.size, lambda: tone) for id in ("u1", "u2")),
    ]


def test_page_is_whole_and_asks_for_nothing(report: Report, recordings: list[Recording]) -> None:
    text = make_page(report, recordings, n_worst=10)
    page = Page(text)
    assert not page.open
    sources = [a["src"] or "" for _, a in page.tags if "src" in a]
    assert len(sources) == 2 and all(source.startswith("data:audio/") for source in sources)
    assert not [a for _, a in page.tags if "href" in a]
    policies = [a["content"] for _, a in page.tags if a.get("http-equiv")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; media-src data:"]
    assert "url(" not in text and "<script" not in text and "http://" not in text
    assert text.encode().decode() == text and "prefers-color-scheme: dark" in text


def test_players_play_what_was_heard(report: Report, recordings: list[Recording]) -> None:
    text = make_page(report, recordings, n_worst=10)
    sounds = re.findall(r'src="data:(audio/\w+);base64,([^"]+)"', text)
    assert sorted(mime for mime, _ in sounds) == ["audio/flac", "audio/mpeg"]
    for mime, data in sounds:
        samples, rate = soundfile.read(io.BytesIO(base64.b64decode(data)))
        assert rate == 16_000
        expected = recordings[2 if mime == "audio/flac" else 0].load()
        assert samples.size == pytest.approx(expected.size, abs=2500)
        if mime == "audio/flac":
            np.testing.assert_allclose(samples, expected, atol=1e-4)


def test_errors_are_marked_and_texts_are_escaped(
    report: Report, recordings: list[Recording]
) -> None:
    text = make_page(report, recordings, n_worst=10)
    assert "Åsa &lt;b&gt;sår&lt;/b&gt; ärtor &amp; öl." in text and "<b>sår" not in text
    assert (
        '<span class="pair sub"><span>ärtor</span><span class="heard">ärter</span></span>' in text
    )
    assert '<span class="pair del"><del>nu</del></span>' in text
    assert '<span class="pair ins"><ins class="heard">+ ' in text
    assert "”tack för &lt;allt&gt;” (1)" in text
    assert "ärtor → ärter" in "".join(Page(text).texts)
    for heading in ("WER by speaker", "Words where nobody speaks", "Against annan"):
        assert heading in text


def test_only_what_was_asked_for(recordings: list[Recording]) -> None:
    report = build_report("m", "t", {}, ["u0"], ["hej"], ["hej"], 1, 1)
    page = make_page(report, recordings[:1], n_worst=10)
    assert not Page(page).open
    for heading in ("worst utterances", "Against", "nobody speaks", "<audio"):
        assert heading not in page


def test_rates_that_are_infinite_are_drawn_as_nothing(recordings: list[Recording]) -> None:
    report = build_report("m", "t", {}, ["u0", "u1"], ["", ""], ["hej", ""], 1, 1)
    grouping = group_by_speaker(["a", "b"], report.normalised)
    page = make_page(replace(report, groupings=(grouping,)), recordings[:2], n_worst=10)
    assert not Page(page).open and "nan" not in page and "inf" not in page
