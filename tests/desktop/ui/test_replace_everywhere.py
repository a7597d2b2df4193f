"""Replacing in all transcripts: found by the index, each changed in one step, and taken back."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.library.journal import read_journal
from desktop.text.find_replace import Wish
from desktop.transcript import Segment, Word

pytestmark = pytest.mark.window
BEGUN = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
SAID = {
    "möte": ["Kalle ringde kalle.", "Sedan kom Kalle."],
    "brev": ["Käre Kalle komma kom hem.", "Ingenting mer."],
    "samtal": ["En annan sak."],
    "tal": ["Skalle är inte Kalle."],
}


@pytest.fixture
def home(make_parts: Callable) -> Path:
    return make_parts().data_dir


@pytest.fixture
def library(home: Path) -> None:
    (home / "jobs").mkdir(parents=True)
    for number, (name, texts) in enumerate(SAID.items()):
        begun = BEGUN + timedelta(hours=number)
        job = Job(name, home / f"{name}.mp3", name == "brev", begun)
        records = [job.as_record()]
        for at, text in enumerate(texts):
            words = [
                Word(word, 10.0 * at + n, 10.0 * at + n + 0.5)
                for n, word in enumerate(text.split())
            ]
            segment = Segment(10.0 * at, 10.0 * at + 9, text, tuple(words)).as_dict()
            records.append({"type": "segment", "segment": segment, "committed_sample": 1})
        records.append({"type": "done", "duration_s": 30.0, "committed_sample": 1})
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (home / "jobs" / f"{name}.jsonl").write_text(lines)


def read(home: Path, name: str) -> list[str]:
    return [segment.text for segment in read_journal(home / "jobs" / f"{name}.jsonl").segments]


def open_dialog(desk, wish: Wish, n_rows: int):
    bar = desk.window.page.replace_bar
    desk.app.replacing.open()
    bar.wanted.setText(wish.wanted)
    bar.replacement.setText(wish.written)
    bar.exact_case.setChecked(wish.is_exact)
    bar.everywhere.click()
    dialog = next(
        one
        for one in desk.window.children()
        if type(one).__name__ == "ReplaceEverywhereDialog" and one.isVisible()
    )
    desk.qtbot.waitUntil(
        lambda: not dialog.progress.isVisible() and dialog.list.topLevelItemCount() == n_rows,
        timeout=20_000,
    )
    return dialog


def rows(dialog) -> dict[str, str]:
    items = [dialog.list.topLevelItem(at) for at in range(dialog.list.topLevelItemCount())]
    return {item.text(0).removesuffix(".mp3"): item.text(1) for item in items}


def test_all_that_are_ticked_are_changed_and_taken_back(
    start: Callable, home: Path, library: None
) -> None:
    desk = start()
    desk.qtbot.waitUntil(lambda: desk.window.page.text.is_editable, timeout=20_000)  # "tal"
    dialog = open_dialog(desk, Wish("kalle", "Åsa"), 3)
    found = rows(dialog)
    assert list(found.values()) == ["2", "1", "3"]  # the newest first; "brev" was recorded
    assert next(iter(found)) == "tal"
    dialog.untick(0)
    assert dialog.replace.text() == "Ersätt på 4 ställen i 2 utskrifter"
    dialog.replace.click()
    desk.qtbot.waitUntil(dialog.take_back.isVisible, timeout=20_000)
    assert dialog.state.text() == "Ersatt på 4 ställen i 2 utskrifter."
    assert read(home, "möte") == ["Åsa ringde Åsa.", "Sedan kom Åsa."]
    # What was replaced is the text as it is shown: the spoken comma is a sign.
    assert read(home, "brev") == ["Käre Åsa, kom hem.", "Ingenting mer."]
    assert read(home, "tal") == SAID["tal"]
    job = read_journal(home / "jobs" / "möte.jsonl", keep_words=True)
    assert [word.start_s for word in job.segments[0].words] == [0.0, 1.0, 2.0]
    assert len(job.edits.done) == 1
    desk.window.search_field.setText("åsa")
    desk.qtbot.waitUntil(lambda: desk.window.list_title.text() == "2 träffar", timeout=20_000)
    dialog.take_back.click()
    desk.qtbot.waitUntil(lambda: "Ångrat i 2" in dialog.state.text(), timeout=20_000)
    assert read(home, "möte") == SAID["möte"]
    assert read(home, "brev") == ["Käre Kalle, kom hem.", "Ingenting mer."]


def test_what_is_on_the_desk_is_corrected_there_and_has_its_own_undo(
    start: Callable, home: Path, library: None
) -> None:
    desk = start()
    page = desk.window.page
    desk.qtbot.waitUntil(lambda: page.text.is_editable, timeout=20_000)
    dialog = open_dialog(desk, Wish("Kalle", "Åsa", is_exact=True), 3)
    dialog.replace.click()
    desk.qtbot.waitUntil(dialog.take_back.isVisible, timeout=20_000)
    assert page.text.toPlainText() == "Skalle är inte Åsa."
    assert read(home, "möte") == ["Åsa ringde kalle.", "Sedan kom Åsa."]
    desk.window.actions_["undo"].trigger()
    assert read(home, "tal") == SAID["tal"]
    page.text.type_text(" Nej.")
    dialog.close()
    assert not desk.window.notice.isVisible()
    desk.app.replacing_everywhere._take_back(desk.app.replacing_everywhere._run)
    desk.qtbot.waitUntil(lambda: desk.window.notice.isVisible(), timeout=20_000)
    said = desk.window.notice.text.text()
    assert said == "Ångrat i 2 utskrifter. Har ändrats sedan dess och är som de är: 1 utskrift."
    assert read(home, "möte") == SAID["möte"]
    assert read(home, "tal") == [SAID["tal"][0] + " Nej."]


def test_who_opens_a_transcript_meanwhile_sees_it_changed(
    start: Callable, home: Path, library: None
) -> None:
    desk = start()
    desk.qtbot.waitUntil(lambda: desk.window.page.text.is_editable, timeout=20_000)
    dialog = open_dialog(desk, Wish("Kalle", "Åsa"), 3)
    desk.window.list.select("möte")  # asks for the journal as it was
    dialog.replace.click()
    desk.qtbot.waitUntil(dialog.take_back.isVisible, timeout=20_000)
    desk.qtbot.waitUntil(lambda: desk.window.page.text.is_editable, timeout=20_000)
    shown = [segment.text for segment in desk.app.desk.find("möte").segments]
    assert shown == read(home, "möte") == ["Åsa ringde Åsa.", "Sedan kom Åsa."]


def test_what_is_being_transcribed_is_left_alone_and_told(
    start: Callable, home: Path, media: Callable, library: None
) -> None:
    desk = start(media("stays.mp3"))
    job = desk.wait_for_phase("stays.mp3", Phase.RUNNING)
    desk.qtbot.waitUntil(lambda: bool(desk.app.desk.find(job.job_id).segments), timeout=20_000)
    dialog = open_dialog(desk, Wish("Mening", "Sats"), 0)
    assert dialog.note.text() == "Skrivs ut just nu och lämnas som de är: stays.mp3"
    assert dialog.state.text() == "Det står inte i någon utskrift."
    assert not dialog.replace.isEnabled()


def test_a_disk_that_refuses_is_told_and_what_is_done_can_be_taken_back(
    start: Callable, home: Path, library: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.library import replace_everywhere

    desk = start()
    desk.qtbot.waitUntil(lambda: desk.window.page.text.is_editable, timeout=20_000)
    dialog = open_dialog(desk, Wish("Kalle", "Åsa"), 3)

    class Full(replace_everywhere.Journals):
        def append(self, job_id: str, record: dict) -> None:
            raise OSError(28, "No space left on device", "möte.jsonl")

    monkeypatch.setattr(replace_everywhere, "Journals", Full)
    dialog.replace.click()
    desk.qtbot.waitUntil(dialog.take_back.isVisible, timeout=20_000)
    assert desk.window.notice.is_serious
    assert dialog.state.text() == "Ersatt på 2 ställen i 1 utskrift."  # the one on the desk
    assert read(home, "möte") == SAID["möte"]


def test_a_text_that_the_disk_has_not_taken_is_left_alone(
    start: Callable, home: Path, library: None
) -> None:
    desk = start()
    desk.qtbot.waitUntil(lambda: desk.window.page.text.is_editable, timeout=20_000)
    dialog = open_dialog(desk, Wish("Kalle", "Åsa"), 3)
    journal = home / "jobs" / "tal.jsonl"
    journal.write_text(journal.read_text().replace("Skalle", "Skulle"))
    dialog.replace.click()
    desk.qtbot.waitUntil(dialog.take_back.isVisible, timeout=20_000)
    assert dialog.state.text() == (
        "Ersatt på 4 ställen i 2 utskrifter. Har ändrats under tiden och är som de var: 1 utskrift."
    )
    assert [one.text for one in desk.app.desk.find("tal").segments] == SAID["tal"]
