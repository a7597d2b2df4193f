"""What a guard took away is told in one quiet line, shown on request, and put back when wanted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop.file_queue import Phase
from desktop.library.removed_text import RemovedText
from desktop.settings import LANGUAGES
from desktop.transcript import Segment
from desktop.ui.removed_panel import ROWS_AT_A_TIME, RemovedPanel
from desktop.ui.theme import pick_colours

pytestmark = pytest.mark.window

INVENTED = "Tack för att ni har tittat."


@pytest.fixture
def desk(start: Callable, media: Callable):
    desk = start(media("removed.mp3"))
    job = desk.wait_for_phase("removed.mp3", Phase.DONE)
    desk.window.list.select(job.job_id)
    return desk


def click(desk, button) -> None:
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_is_shown_on_request_with_its_reason(desk) -> None:
    panel = desk.window.page.removed
    assert panel.line.text() == "1 ställe bortsorterat · visa"
    assert not panel.list.isVisible()
    assert desk.window.page.text.toPlainText() == "Mening 1. Mening 2."
    click(desk, panel.line)
    (row,) = panel.rows
    assert panel.line.text() == "1 ställe bortsorterat · dölj"
    assert (row.time.text(), row.said.text()) == ("00:02", INVENTED)
    assert row.reason.text() == "En fras som modeller hittar på när det är tyst"
    assert row.said.palette().windowText().color() == pick_colours(panel.palette()).dim
    desk.app.choices.change(language="en")
    desk.qtbot.waitUntil(lambda: panel.line.text() == "1 passage left out · hide")
    assert panel.rows[0].reason.text() == "A phrase that models invent in silence"
    click(desk, panel.line)
    assert (panel.rows, panel.list.isVisible()) == ([], False)


def test_put_back_it_is_in_the_text_and_in_what_is_saved(desk, start, tmp_path: Path) -> None:
    panel = desk.window.page.removed
    click(desk, panel.line)
    row = panel.rows[0]
    assert row.button.accessibleName() == f"Lägg tillbaka: {INVENTED}"
    row.button.setFocus()
    desk.qtbot.keyClick(row.button, Qt.Key.Key_Space)
    assert desk.window.page.text.toPlainText() == f"Mening 1. {INVENTED} Mening 2."
    assert panel.line.text() == "Allt bortsorterat är tillbakalagt · dölj"
    assert panel.rows == [row]  # the keyboard stays where it was
    for name in ("text.txt", "text.srt"):
        desk.save(desk.job("removed.mp3"), tmp_path / name)
        assert INVENTED in (tmp_path / name).read_text("utf-8")
    desk = start()
    desk.window.list.select(desk.job("removed.mp3").job_id)
    assert desk.window.page.text.toPlainText() == f"Mening 1. {INVENTED} Mening 2."
    panel = desk.window.page.removed
    click(desk, panel.line)
    assert panel.rows[0].button.text() == "Ta bort igen"
    click(desk, panel.rows[0].button)
    assert desk.window.page.text.toPlainText() == "Mening 1. Mening 2."
    desk.save(desk.job("removed.mp3"), tmp_path / "text.txt")
    assert INVENTED not in (tmp_path / "text.txt").read_text("utf-8")


def test_another_job_shows_its_own(desk, media: Callable) -> None:
    panel = desk.window.page.removed
    click(desk, panel.line)
    desk.app.add_files(media("done.mp3"))
    desk.window.list.select(desk.wait_for_phase("done.mp3", Phase.DONE).job_id)
    assert not panel.isVisible()
    desk.window.list.select(desk.job("removed.mp3").job_id)
    assert panel.isVisible()
    assert not panel.list.isVisible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_words(desk, language: str) -> None:
    desk.app.choices.change(language=language)
    panel = desk.window.page.removed
    reasons = ("no_speech", "low_probability", "repetition", "known_phrase", "one of the future")
    removed = tuple(RemovedText(Segment(1.0, 2.0, "x"), reason) for reason in reasons)
    panel.show_removed(removed)
    click(desk, panel.line)
    words = {row.reason.text() for row in panel.rows}
    assert len(words) == len(reasons)
    assert all(text[0].isupper() for text in words)


def test_thousands_are_shown_a_few_at_a_time(qtbot) -> None:
    panel = RemovedPanel()
    qtbot.addWidget(panel)
    panel.show()
    many = tuple(RemovedText(Segment(n, n + 1, f"Nummer {n}."), "no_speech") for n in range(2000))
    panel.show_removed(many)
    panel.line.click()
    assert len(panel.rows) == ROWS_AT_A_TIME
    panel.more.click()
    assert [row.said.text() for row in panel.rows[::50]] == ["Nummer 0.", "Nummer 50."]
    panel.show_removed(many[:60])
    assert len(panel.rows) == 60
    assert not panel.more.isVisible()
    panel.show_removed(())
    assert panel.rows == []
    assert not panel.isVisible()
