"""The list is the whole library: found by what was said, shown at the place, read when chosen."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop.file_queue import Phase
from desktop.library.index import FILE_NAME
from desktop.library.job import Job
from desktop.library.journal import Journals
from desktop.library.search import Filters
from desktop.ui.job_list_model import JobRole, PlacesRole
from desktop.ui.labels_dialog import LabelsDialog

pytestmark = pytest.mark.window
BEGUN = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
FILLER = "Och så talade vi länge om ingenting alls. " * 6


def write_library(home: Path, *texts: tuple[str, list[str]]) -> None:
    """Journals of finished jobs, as earlier runs have left them: (name, sentences)."""
    journals = Journals(home / "jobs")
    for number, (name, sentences) in enumerate(texts):
        job = Job(f"job{number:05d}", home / name, False, BEGUN + timedelta(hours=number))
        records = [job.as_record(), {"type": "started", "model": "KB"}]
        for at, text in enumerate(sentences):
            segment = {"start_s": 10.0 * at, "end_s": 10.0 * at + 9, "text": text, "words": []}
            records.append({"type": "segment", "segment": segment, "committed_sample": 1})
        records.append({"type": "done", "duration_s": 60.0, "committed_sample": 1})
        lines = [json.dumps(record) for record in records]
        journals._folder.mkdir(parents=True, exist_ok=True)
        (journals._folder / f"{job.job_id}.jsonl").write_text("\n".join(lines) + "\n")


@pytest.fixture
def home(make_parts: Callable) -> Path:
    return make_parts().data_dir


def names(desk) -> list[str]:
    rows = desk.window.jobs
    return [rows.data(rows.index(row)) for row in range(rows.rowCount())]


def look_for(desk, typed: str, found: list[str]) -> None:
    desk.window.search_field.setText(typed)
    desk.qtbot.waitUntil(lambda: names(desk) == found, timeout=20_000)


def test_finds_shows_the_words_and_goes_to_the_place(start: Callable, home: Path) -> None:
    write_library(
        home,
        ("möte.mp3", ["Vi börjar.", *[FILLER] * 8, "Nu kommer budgeten.", FILLER, "Slut."]),
        ("brev.mp3", ["Käre vän, mål är mål."]),
        ("samtal.mp3", ["En mal i budgeten.", FILLER]),
    )
    desk = start()
    window, qtbot = desk.window, desk.qtbot
    assert names(desk) == ["samtal.mp3", "brev.mp3", "möte.mp3"]
    qtbot.waitUntil(lambda: "En mal" in window.page.text.toPlainText())
    assert [job.job_id for job in desk.app.desk.jobs()] == ["job00002"]  # no other was read
    look_for(desk, "budget nu", ["möte.mp3"])
    assert window.list_title.text() == "1 träff"
    qtbot.waitUntil(lambda: window.page.hit_bar.label.text() == "Träff 1 av 2")
    assert window.page.hits.find_start() == 90.0
    text = window.page.text
    assert text.verticalScrollBar().value() > 0
    assert text.viewport().rect().contains(text.cursorRect().center())
    places = window.list.currentIndex().data(PlacesRole)
    assert "Nu kommer budgeten" in places.best.excerpt
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert window.page.hit_bar.label.text() == "Träff 2 av 2"
    look_for(desk, "mål", ["brev.mp3"])
    look_for(desk, "mal", ["samtal.mp3"])
    look_for(desk, "finns ingenstans", [])
    assert window.page.empty.headline.text() == "Ingenting hittades"
    qtbot.keyClick(window.search_field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(names(desk)) == 3)
    assert not window.page.hit_bar.isVisible()
    assert window.list_title.text() == "Inspelningar och filer"


def test_what_was_just_transcribed_is_found_at_once(start: Callable, media: Callable) -> None:
    desk = start(media("a.mp3"))
    job = desk.wait_for_phase("a.mp3", Phase.DONE)
    word = job.segments[0].text.split()[0]
    look_for(desk, word, ["a.mp3"])
    desk.window.remove_asked.emit(job.job_id)
    look_for(desk, word + " ", [])


def test_a_job_that_was_never_looked_at_can_be_removed_and_done_anew(
    start: Callable, home: Path, media: Callable
) -> None:
    write_library(home, ("ett.mp3", ["Ett."]), ("två.mp3", ["Två."]))
    (home / "ett.mp3").write_bytes(b"x")
    desk = start()
    desk.window.retry_asked.emit("job00000")
    desk.wait_for_phase("ett.mp3", Phase.DONE)
    assert [segment.text for segment in desk.job("ett.mp3").segments] != ["Ett."]
    desk.window.remove_asked.emit("job00000")
    desk.qtbot.waitUntil(lambda: names(desk) == ["två.mp3"])
    desk.window.notice.button.click()
    desk.qtbot.waitUntil(lambda: len(names(desk)) == 2)
    assert names(start()) == ["två.mp3", "ett.mp3"]


def test_a_damaged_index_is_told_and_loses_nothing(start: Callable, home: Path) -> None:
    write_library(home, ("ett.mp3", ["Öppna dörren."]), ("två.mp3", ["Stäng den."]))
    start()
    path = home / FILE_NAME
    desk = start()
    desk.window.close()
    path.write_bytes(b"rubbish" * 3000)
    desk = start()
    assert "Ingen text" in desk.window.notice.text.text()
    look_for(desk, "dörr", ["ett.mp3"])


def test_ten_thousand_are_listed_and_none_is_read_before_it_is_painted(
    start: Callable, home: Path
) -> None:
    desk = start()
    job = Job("x", Path("/x.mp3"), False, BEGUN)
    read: list[int] = []

    def read_outlines(job_ids: list[str]) -> dict[str, Job]:
        read.append(len(job_ids))
        return dict.fromkeys(job_ids, job)

    desk.window.jobs.read_outlines = read_outlines
    desk.window.show_list([f"job{number}" for number in range(10_000)])
    desk.window.list.scrollToBottom()
    desk.window.list.grab()
    rows = desk.window.jobs
    assert rows.rowCount() == 10_000
    assert rows.data(rows.index(9_999), JobRole) == job
    assert sum(read) < 500


def test_a_label_is_kept_shown_and_filtered_by(start: Callable, home: Path) -> None:
    write_library(home, ("ett.mp3", ["Ett."]), ("två.mp3", ["Två."]), ("tre.mp3", ["Tre."]))
    desk = start()
    window = desk.window
    window.list.select("job00000")
    desk.qtbot.waitUntil(lambda: desk.app.desk.find("job00000") is not None)
    window.actions_["labels"].trigger()
    dialog = window.findChild(LabelsDialog)
    dialog.title.setText("Första mötet")
    dialog.folder.setCurrentText(" Kunder / Berg")
    dialog.tags.setText("viktigt, #Ekonomi")
    dialog.note.setPlainText("Ring Berit.")
    dialog.save.click()
    assert names(desk) == ["tre.mp3", "två.mp3", "Första mötet"]
    assert "Kunder/Berg · #viktigt · #Ekonomi" in window.page.meta.text()
    look_for(desk, "berit", ["Första mötet"])
    window.search_field.clear()
    desk.qtbot.waitUntil(lambda: len(names(desk)) == 3)
    window.filters.fill()
    window.filters.choose(Filters(folder="Kunder"))
    desk.qtbot.waitUntil(lambda: names(desk) == ["Första mötet"])
    assert window.list_title.text() == "1 träff · Kunder"
    window.filters.choose(Filters())
    desk.qtbot.waitUntil(lambda: len(names(desk)) == 3)
    assert names(start()) == ["tre.mp3", "två.mp3", "Första mötet"]


def test_all_that_are_listed_are_labelled_at_once(start: Callable, home: Path) -> None:
    write_library(home, ("a.mp3", ["Intervju."]), ("b.mp3", ["Intervju."]), ("c.mp3", ["Annat."]))
    desk = start()
    look_for(desk, "intervju", ["b.mp3", "a.mp3"])
    desk.app.labelling.label_listed()
    dialog = desk.window.findChild(LabelsDialog)
    dialog.folder.setCurrentText("Studien")
    dialog.tags.setText("våg 1")
    dialog.save.click()
    desk.window.search_field.clear()
    desk.qtbot.waitUntil(lambda: len(names(desk)) == 3)
    desk.window.filters.choose(Filters(tag="våg 1", folder="Studien"))
    desk.qtbot.waitUntil(lambda: names(desk) == ["b.mp3", "a.mp3"])
    for number in (0, 1):
        assert '"labelled"' in (home / "jobs" / f"job0000{number}.jsonl").read_text()
    assert '"labelled"' not in (home / "jobs" / "job00002.jsonl").read_text()
