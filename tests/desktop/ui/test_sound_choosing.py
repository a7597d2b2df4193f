"""Another track, or two speakers one by one: asked for in the dialog, or noticed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.file_queue import Phase
from desktop.library.journal import read_journal
from desktop.tracks import SoundChoice, Track
from desktop.ui.side_dialog import find_open
from desktop.ui.sound_dialog import SoundDialog, describe_track, name_language

pytestmark = pytest.mark.window
SPLIT = SoundChoice(split_channels=True)


def read_asked(file: Path) -> list[dict[str, Any]]:
    """The sound that each engine's job of this file was asked for, where it was not all of it."""
    path = file.with_suffix(".sound")
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def read_back(desk: Any, job_id: str) -> Any:
    return read_journal(desk.app._parts.data_dir / "jobs" / f"{job_id}.jsonl")


def open_dialog(desk: Any, name: str) -> SoundDialog:
    desk.window.list.select(desk.job(name).job_id)
    desk.window.actions_["sound"].trigger()
    desk.qtbot.waitUntil(lambda: find_open(desk.window, SoundDialog) is not None)
    dialog = find_open(desk.window, SoundDialog)
    desk.qtbot.waitUntil(lambda: bool(dialog.tracks))
    return dialog


def test_another_track_is_transcribed_from_the_beginning(start: Callable, media: Callable) -> None:
    (file,) = media("done.mkv")
    desk = start([file])
    job = desk.wait_for_phase("done.mkv", Phase.DONE)
    assert job.sound == SoundChoice()
    dialog = open_dialog(desk, "done.mkv")
    assert [button.text() for button in dialog.tracks] == ["1  English, mono", "2  svenska, stereo"]
    assert dialog.tracks[1].isChecked()
    assert not dialog.start.isEnabled()  # it has been transcribed so already
    assert dialog.split.isEnabled()
    dialog.tracks[0].click()
    assert not dialog.split.isEnabled()  # one channel
    dialog.start.click()
    assert find_open(desk.window, SoundDialog) is None
    desk.qtbot.waitUntil(lambda: len(read_asked(file)) == 1)
    job = desk.wait_for_phase("done.mkv", Phase.DONE)
    assert read_asked(file) == [{"track": 1, "split_channels": False}]
    assert [segment.text for segment in job.segments] == ["Mening 1.", "Mening 2."]
    assert read_back(desk, job.job_id).sound == SoundChoice(track=1)


def test_a_waiting_file_is_examined_and_can_be_chosen_for(start: Callable, media: Callable) -> None:
    first, second = media("stays.mp3", "done.mkv")
    desk = start([first, second])
    desk.qtbot.waitUntil(lambda: bool(desk.job("done.mkv") and desk.job("done.mkv").contents))
    assert desk.job("done.mkv").phase is Phase.WAITING
    assert desk.job("done.mkv").duration_s == 6.0
    dialog = open_dialog(desk, "done.mkv")
    dialog.split.click()
    dialog.start.click()
    assert desk.job("done.mkv").sound == SPLIT
    assert desk.job("done.mkv").phase is Phase.WAITING
    desk.app.desk.cancel(desk.job("stays.mp3").job_id)
    desk.wait_for_phase("done.mkv", Phase.DONE)
    assert read_asked(second) == [{"track": None, "split_channels": True}]
    assert read_asked(first) == []


@pytest.mark.parametrize("wish", ["ask", "always", "never"])
def test_two_speakers_are_noticed(start: Callable, media: Callable, wish: str) -> None:
    (file,) = media("stays stereo.mp3")
    desk = start()
    desk.app.choices.change(split_speakers=wish)
    desk.app.add_files([file])
    desk.qtbot.waitUntil(lambda: bool(desk.job(file.name) and desk.job(file.name).segments))
    notice = desk.window.notice
    if wish == "never":
        assert not notice.isVisible()
        assert desk.job(file.name).contents.two_speakers
        return
    if wish == "ask":
        desk.qtbot.waitUntil(notice.isVisible)
        assert "en talare i varje kanal" in notice.text.text()
        notice.button.click()
    desk.qtbot.waitUntil(lambda: len(read_asked(file)) == 1)
    desk.qtbot.waitUntil(lambda: bool(desk.job(file.name).segments))
    assert desk.job(file.name).sound == SPLIT
    job = read_back(desk, desk.job(file.name).job_id)
    assert (job.sound, len(job.segments)) == (SPLIT, 1)  # nothing of the former sound


def test_what_the_engine_says_of_the_former_sound_is_dropped(
    start: Callable, media: Callable
) -> None:
    (file,) = media("stays.mp3")
    desk = start([file])
    desk.qtbot.waitUntil(lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments))
    job_id = desk.job("stays.mp3").job_id
    desk.app.desk.choose_sound(job_id, SPLIT)
    assert desk.job("stays.mp3").phase is Phase.STOPPING
    late = {"start_s": 3.0, "end_s": 5.0, "text": "Gammalt.", "words": [], "confidence": 0.9}
    desk.app.engine.job_event.emit(
        {"type": "segment", "job": job_id, "segment": late, "committed_sample": 96_000}
    )
    assert list(desk.job("stays.mp3").segments) == []
    desk.qtbot.waitUntil(lambda: bool(desk.job("stays.mp3").segments))
    assert read_asked(file) == [{"track": None, "split_channels": True}]
    assert [segment.text for segment in desk.job("stays.mp3").segments] == ["Mening 1."]


def test_a_text_is_kept_whose_file_is_gone(start: Callable, media: Callable) -> None:
    (file,) = media("done.mp3")
    desk = start([file])
    job = desk.wait_for_phase("done.mp3", Phase.DONE)
    file.unlink()
    desk.app.desk.choose_sound(job.job_id, SPLIT)
    assert "finns inte" in desk.window.notice.text.text()
    assert len(desk.job("done.mp3").segments) == 2
    assert desk.job("done.mp3").phase is Phase.DONE


def test_tracks_are_worded() -> None:
    assert describe_track(Track(3, "sv-SE", "Syntolkning", 6)) == (
        "3  svenska, 6 kanaler · Syntolkning"
    )
    assert describe_track(Track(1)) == "1  mono"
    assert name_language("eng") == "English"
    assert name_language("qaa") == "qaa"
