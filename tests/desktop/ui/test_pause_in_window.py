"""Files can be made to stand still, one or all; they do so until they are asked to go on."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from desktop.file_queue import Phase
from desktop.settings import LANGUAGES

pytestmark = pytest.mark.window


def test_a_paused_file_keeps_its_text_and_goes_on_where_it_was(
    start: Callable, media: Callable
) -> None:
    desk = start(media("stays.mp3", "done.mp3"))
    desk.qtbot.waitUntil(lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments))
    desk.window.list.select(desk.job("stays.mp3").job_id)
    button = desk.window.page.buttons[0]
    assert (button.text(), button.isVisible()) == ("Pausa", True)
    desk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.wait_for_phase("stays.mp3", Phase.PAUSED)
    desk.wait_for_phase("done.mp3", Phase.DONE)  # the others go on
    job = desk.job("stays.mp3")
    assert [segment.text for segment in job.segments] == ["Mening 1."]
    assert desk.window.jobs.describe(job).startswith("Pausad")
    assert (button.text(), button.isVisible()) == ("Fortsätt", True)
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 2)
    desk.window.list.select(desk.job("done.mp3").job_id)
    assert not button.isVisible()


def test_a_paused_file_is_still_paused_after_a_restart(start: Callable, media: Callable) -> None:
    desk = start(media("stays.mp3", "done.mp3"))
    desk.qtbot.waitUntil(lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments))
    desk.app.desk.pause(desk.job("stays.mp3").job_id)
    desk = start()  # before the engine had let go of it
    desk.wait_for_phase("done.mp3", Phase.DONE)
    job = desk.wait_for_phase("stays.mp3", Phase.PAUSED)
    desk.window.list.select(job.job_id)
    desk.qtbot.mouseClick(desk.window.page.buttons[0], Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 2)


def test_a_file_paused_before_its_turn_says_how_to_go_on(start: Callable, media: Callable) -> None:
    desk = start(media("stays.mp3", "done.mp3"))
    desk.wait_for_phase("stays.mp3", Phase.RUNNING)
    desk.window.list.select(desk.job("done.mp3").job_id)
    desk.app.desk.pause(desk.job("done.mp3").job_id)
    desk.wait_for_phase("done.mp3", Phase.PAUSED)
    assert desk.window.page.empty.headline.text() == "Pausad"
    desk.app.desk.cancel(desk.job("stays.mp3").job_id)
    desk.qtbot.mouseClick(desk.window.page.empty.button, Qt.MouseButton.LeftButton)
    desk.wait_for_phase("done.mp3", Phase.DONE)


def test_all_files_can_be_paused_and_go_on_together(start: Callable, media: Callable) -> None:
    desk = start(media("stays.mp3", "done 1.mp3", "done 2.mp3", "bad.mp3"))
    desk.qtbot.waitUntil(lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments))
    act = desk.window.actions_
    assert offer(desk) == (True, False)
    act["pause_all"].trigger()
    for name in ("stays.mp3", "done 1.mp3", "done 2.mp3", "bad.mp3"):
        desk.wait_for_phase(name, Phase.PAUSED)
    assert offer(desk) == (False, True)
    desk.app.add_files(media("done 3.mp3"))  # what comes later is wanted
    desk.wait_for_phase("done 3.mp3", Phase.DONE)
    desk = start()
    assert desk.job("done 1.mp3").phase is Phase.PAUSED
    desk.app.desk.cancel(desk.job("stays.mp3").job_id)
    desk.window.actions_["resume_all"].trigger()
    desk.wait_for_phase("bad.mp3", Phase.FAILED)
    assert desk.job("done 2.mp3").phase is Phase.DONE
    assert desk.job("stays.mp3").phase is Phase.CANCELLED
    assert offer(desk) == (False, False)


def offer(desk) -> tuple[bool, bool]:
    """Whether the menu offers to pause all, and to go on with all."""
    act = desk.window.actions_
    act.menus["edit"].aboutToShow.emit()
    return act["pause_all"].isEnabled(), act["resume_all"].isEnabled()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rows_buttons_and_menu_pause_and_go_on(
    start: Callable, media: Callable, language: str
) -> None:
    desk = start(media("stays.mp3"))
    desk.app.choices.change(language=language)
    desk.wait_for_phase("stays.mp3", Phase.RUNNING)
    pause, resume = ("Pausa utskriften", "Fortsätt")
    if language == "en":
        pause, resume = ("Pause the transcription", "Go on")
    assert read_tip(desk) == pause
    assert read_menu(desk)[0] == pause
    press_button(desk)
    desk.wait_for_phase("stays.mp3", Phase.PAUSED)
    assert read_tip(desk) == resume
    assert read_menu(desk)[0] == resume
    press_button(desk)
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) == 2)


def find_button(desk):
    """The middle of the second button from the right."""
    rows = desk.window.list
    return rows._row.button_area(rows.visualRect(desk.window.jobs.index(0)), 1).center()


def press_button(desk) -> None:
    viewport = desk.window.list.viewport()
    desk.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=find_button(desk))


def read_tip(desk) -> str:
    viewport, place = desk.window.list.viewport(), find_button(desk)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, viewport.mapToGlobal(place))
    desk.window.list.viewportEvent(event)
    return QToolTip.text()


def read_menu(desk) -> list[str]:
    menu = desk.window.list.build_menu(desk.job("stays.mp3"))
    return [action.text() for action in menu.actions() if action.isEnabled()]


def test_a_recording_goes_first_while_files_are_paused(start: Callable, media: Callable) -> None:
    from desktop.audio.events import Listening

    desk = start(media("stays.mp3"))
    desk.wait_for_phase("stays.mp3", Phase.RUNNING)
    desk.window.actions_["record"].trigger()
    recorder = desk.recorders[-1]
    recorder.write("recording")
    recorder.on_event(Listening())
    job = desk.wait_for_phase("recording.wav", Phase.RUNNING)
    desk.app.desk.pause_all()
    assert desk.job("stays.mp3").phase is Phase.PAUSED
    desk.app.desk.pause(job.job_id)
    assert desk.job("recording.wav").phase is Phase.RUNNING  # what is spoken is not kept waiting
    assert not desk.window.page.buttons[0].isVisible()
