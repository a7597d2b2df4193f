"""What a Swede types finds what a Swede means, and at which place."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.file_queue import Phase
from desktop.library.folding import compose, fold
from desktop.library.index import Index, Said, Stamp, open_index
from desktop.library.job import Job
from desktop.library.query import Span, parse_query
from desktop.library.search import find_places, search
from desktop.transcript import Segment

BEGUN = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)
TEXTS = {
    "mål": "Målet är att måla båten före påsk.",
    "mal": "En mal åt upp halsduken. Malin blev arg.",
    "idé": "Det var Müllers idé, sade Sørensen på kaféet.",
    "bil": "Bilen står hos bilverkstaden.\nHan hämtar den på fredag.",
    "budget": "Vi talade om budgeten. Mötet om nästa budget blir i maj.",
    "e-post": "Skicka ett e-brev till 08-123 45 67, 25% rabatt.",
}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index, _ = open_index(tmp_path / "library.sqlite")
    for number, (name, text) in enumerate(TEXTS.items()):
        segments = tuple(
            Segment(10.0 * at, 10.0 * at + 5, line) for at, line in enumerate(text.split("\n"))
        )
        created = BEGUN - timedelta(days=number)
        job = Job(
            name, Path(f"/ljud/fil {number}.mp3"), False, created, Phase.DONE, segments=segments
        )
        index.put(job, Stamp(1, 1))
    return index


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mal", ["mal"]),
        ("mål", ["mål"]),
        ("MÅL", ["mål"]),
        ("ma\u030al", ["mål"]),  # as a Mac writes it
        ("a", []),
        ("ide", ["idé"]),
        ("idé", ["idé"]),
        ("muller", ["idé"]),
        ("sörensen", ["idé"]),
        ("sorensen", []),
        ("cafe", []),
        ("kafe", ["idé"]),
        ("bil", ["bil"]),
        ('"bil"', []),
        ('"bilen"', ["bil"]),
        ("verkstad", []),
        ("bilverkstaden fredag", ["bil"]),
        ("bil budget", []),
        ('"nästa budget"', ["budget"]),
        ('"budget nästa"', []),
        ('"bilverkstaden han hämtar"', ["bil"]),  # over the end of a segment
        ('"om näs', ["budget"]),  # a quotation that is still being typed
        ("budget -maj", []),
        ("på -påsk", ["idé", "bil"]),
        ("-på", ["mal", "budget", "e-post"]),
        ("e-brev", ["e-post"]),
        ("08-123", ["e-post"]),
        ("25%", ["e-post"]),
        ("i", ["budget"]),  # a word of one letter is a word
        ("", list(TEXTS)),
        ('"', list(TEXTS)),
        ("-", list(TEXTS)),
        ("* ( ) AND", []),  # nothing is a command of SQLite's
        ("fil", list(TEXTS)),  # the name of the file
        ('NEAR("a")', []),
    ],
)
def test_finds_what_is_meant(index: Index, typed: str, found: list[str]) -> None:
    assert search(index, parse_query(typed)) == found


def test_folding_keeps_every_place() -> None:
    text = compose("ÅÄÖ åäö Éé Üü ß İ ﬁ Æ Ø 𝔘 e\u0301 a\u030a")
    assert len(fold(text)) == len(text)
    assert fold("ÅÄÖ Éü Æø") == "åäö eu äö"


@pytest.mark.parametrize("code", range(0, 0x11000, 0x1000))
def test_folding_is_one_for_one_and_done_once(code: int) -> None:
    for character in map(chr, range(code, code + 0x1000)):
        folded = fold(character)
        assert len(folded) == 1
        assert fold(folded) == folded, hex(ord(character))


def test_the_place_is_where_the_words_stand_together() -> None:
    filler = "och så vidare" + " och så vidare" * 30
    said = Said(
        "möte.mp3",
        ((1.0, f"Budgeten nämns. {filler}"), (61.5, "Nu till budgeten i maj."), (70.0, "Hej då.")),
    )
    places = find_places(said, parse_query("budget maj"))
    assert places.n_places == 3
    assert places.best is not None
    assert places.best.start_s == 61.5
    assert places.best.excerpt == "… och så vidare Nu till budgeten i maj. Hej då."
    marked = [places.best.excerpt[span.start : span.end] for span in places.best.spans]
    assert marked == ["budgeten", "maj"]


def test_a_place_at_the_very_beginning_is_not_cut() -> None:
    best = find_places(Said("", ((0.5, "Idén var god."),)), parse_query("ide")).best
    assert best is not None
    assert (best.start_s, best.excerpt) == (0.5, "Idén var god.")
    assert best.spans == (Span(0, 4),)


def test_a_name_has_no_place(index: Index) -> None:
    said = index.read_said("mål")
    assert said is not None
    assert find_places(said, parse_query("fil")).best is None


def test_a_job_put_again_or_removed_is_found_no_more_by_what_it_said(index: Index) -> None:
    changed = Job("mal", Path("/ny.mp3"), False, BEGUN, segments=(Segment(0, 1, "Helt annat."),))
    index.put(changed, Stamp(2, 2))
    index.remove(["mål", "finns inte"])
    assert search(index, parse_query("mal")) == []
    assert search(index, parse_query("helt")) == ["mal"]
    assert search(index, parse_query("båten")) == []
    assert search(index, parse_query("")) == ["mal", "idé", "bil", "budget", "e-post"]
    index.connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")


def test_a_transcript_is_found_by_who_speaks_in_it_and_by_a_note_at_its_place(
    index: Index,
) -> None:
    segments = (
        Segment(0.0, 1.0, "Välkomna.", speaker="Åsa Öberg"),
        Segment(7.0, 8.0, "Tack.", speaker="2", note="kolla årtalet"),
    )
    path = Path("/ljud/intervju.mp3")
    index.put(Job("intervju", path, False, BEGUN, Phase.DONE, segments=segments), Stamp(1, 1))
    assert search(index, parse_query("öberg")) == ["intervju"]
    assert search(index, parse_query("årtalet")) == ["intervju"]
    said = index.read_said("intervju")
    assert said is not None
    place = find_places(said, parse_query("årtalet")).best
    assert place is not None and place.start_s == 7.0
    index.remove(["intervju"])
    assert search(index, parse_query("öberg")) == []
