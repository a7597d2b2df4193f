"""The user's own model is offered when it was taught, and taught from the window."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.file_queue import Phase
from desktop.library.corrected_speech import Utterance
from desktop.library.training_speech import bring_up_to_date
from desktop.models.voice import read_voice

pytestmark = pytest.mark.window

# In the place of `python -m training`: says what it was given, and does what the folder says.
TRAINING = """
import json, pathlib, signal, sys, time
arguments = sys.argv[1:]
print(json.dumps(arguments), flush=True)
n_clips = len((pathlib.Path(arguments[1]) / "metadata.jsonl").read_text().splitlines())
print(f"clips: {n_clips}", flush=True)
way = pathlib.Path("way").read_text()
if way == "stays":
    print("stays", flush=True)
    try:
        time.sleep(600)
    except KeyboardInterrupt:
        sys.exit(130)
if way == "fails":
    print("error: too little speech", flush=True)
    print("and a last line", flush=True)
    sys.exit(1)
"""


@pytest.fixture
def teach(fake_model: Path, make_parts: Callable) -> Callable[..., Path]:
    """Puts a model of the user's own in place, as `training personalise` does."""

    def teach(wer: float, before: float | None) -> Path:
        folder = make_parts().data_dir / "models" / "my-voice"
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not folder.exists():
            fake_model.rename(folder)
        manifest = json.loads((folder / "model.json").read_text())
        score = {"test_set": "own voice, held out", "wer": wer, "cer": 0.1, "n_utterances": 9}
        manifest["scores"] = [score if before is None else {**score, "wer_before": before}]
        (folder / "model.json").write_text(json.dumps(manifest))
        return folder

    return teach


def wait_for_notice(desk, text: str) -> None:
    notice = desk.window.notice
    desk.qtbot.waitUntil(lambda: notice.isVisible() and notice.text.text() == text, timeout=20_000)


def test_each_state_of_it_is_offered_once(start: Callable, teach: Callable) -> None:
    desk = start()
    offer = desk.app.voice_offer
    offer.look()
    folder = teach(0.17, 0.35)
    offer.look()
    wait_for_notice(desk, "Din egen modell är klar: 17 % av dina ord blir fel i stället för 35 %.")
    desk.window.notice.other_button.click()
    seen: list[object] = []
    desk.app.disk.do(lambda: None, seen.append)
    offer.look()
    desk.app.disk.do(lambda: None, seen.append)
    desk.qtbot.waitUntil(lambda: len(seen) == 2, timeout=20_000)
    assert not desk.window.notice.isVisible()
    teach(0.12, None)
    offer.look()
    wait_for_notice(desk, "Din egen modell är klar: 12 % av dina ord blir fel.")
    desk.wait_until_ready()
    desk.window.notice.button.click()
    assert desk.app.settings.model_folder == str(folder)
    desk.qtbot.waitUntil(lambda: desk.app.settings.threads == 3, timeout=20_000)  # it is loaded


def test_it_is_used_when_nothing_is_at_work(
    start: Callable, teach: Callable, media: Callable
) -> None:
    desk = start(media("stays.mp3"))
    job = desk.wait_for_phase("stays.mp3", Phase.RUNNING)
    folder = teach(0.2, 0.4)
    desk.app.voice_offer.look()
    desk.qtbot.waitUntil(desk.window.notice.isVisible, timeout=20_000)
    desk.window.notice.button.click()
    assert desk.app.settings.model_folder is None
    desk.window.cancel_asked.emit(job.job_id)
    desk.qtbot.waitUntil(lambda: desk.app.settings.model_folder == str(folder), timeout=20_000)


def test_what_is_no_model_is_not_offered(tmp_path: Path) -> None:
    assert read_voice(tmp_path) is None
    (tmp_path / "model.json").write_text("{")
    assert read_voice(tmp_path) is None


@pytest.fixture
def trainer(start: Callable, make_parts: Callable, tmp_path: Path):
    """The app with a clip, and a training room that does as it is told."""
    home = make_parts().data_dir
    (home / "jobs").mkdir(parents=True)
    job = {
        "v": 1, "type": "job", "job": "a", "source": "/a.wav", "is_recording": True,
        "created": "2026-11-01T08:00:00+00:00",
    }  # fmt: skip
    done = {"type": "done", "duration_s": 2.0, "committed_sample": 1}
    (home / "jobs" / "a.jsonl").write_text(json.dumps(job) + "\n" + json.dumps(done) + "\n")

    def cut(utterance: Utterance, path: Path) -> float:
        path.write_bytes(b"sound")
        return 30.0

    bring_up_to_date(home, "a", [Utterance(0.0, 30.0, "Ett."), Utterance(40.0, 70.0, "Två.")], cut)
    script = tmp_path / "training.py"
    script.write_text(TRAINING)
    desk = start()
    training = desk.app.training_speech_window._training
    training.command = [sys.executable, str(script)]
    training.root = tmp_path
    (tmp_path / "way").write_text("works")
    desk.said = []
    training.progressed.connect(desk.said.append)
    return desk


def open_dialog(desk):
    dialog = desk.app.training_speech_window.open()
    desk.qtbot.waitUntil(lambda: dialog.teach.isEnabled() and dialog.teach.isVisible())
    return dialog


def test_a_model_is_taught_and_offered(trainer, teach: Callable) -> None:
    dialog = open_dialog(trainer)
    folder = teach(0.1, 0.2)
    dialog.teach.click()
    assert dialog.stop.isVisible()
    trainer.qtbot.waitUntil(lambda: dialog.state.text().startswith("Klar."), timeout=20_000)
    dataset = trainer.app._parts.data_dir / "voice-dataset"
    expected = ["personalise", str(dataset), "--out", str(folder), "--force"]
    assert [json.loads(trainer.said[0]), *trainer.said[1:]] == [expected, "clips: 2"]
    trainer.qtbot.waitUntil(lambda: not dataset.exists(), timeout=20_000)  # no second copy stays
    trainer.qtbot.waitUntil(
        lambda: "10 % av dina ord" in trainer.window.notice.text.text(), timeout=20_000
    )
    assert dialog.teach.isVisible()
    dialog.delete.click()  # less than a minute is left
    trainer.qtbot.waitUntil(lambda: not dialog.teach.isEnabled(), timeout=20_000)


def test_it_is_stopped_or_fails_and_says_so(trainer, tmp_path: Path) -> None:
    (tmp_path / "way").write_text("stays")
    dialog = open_dialog(trainer)
    dialog.teach.click()
    trainer.qtbot.waitUntil(lambda: "stays" in trainer.said, timeout=20_000)
    assert "Nu: stays" in dialog.state.text()
    dialog.stop.click()
    trainer.qtbot.waitUntil(lambda: dialog.state.text().startswith("Avbrutet."), timeout=20_000)
    (tmp_path / "way").write_text("fails")
    dialog.teach.click()
    trainer.qtbot.waitUntil(
        lambda: dialog.state.text() == "Det gick inte: too little speech", timeout=20_000
    )
    trainer.app.training_speech_window._training.command = [str(tmp_path / "saknas")]
    dialog.teach.click()
    trainer.qtbot.waitUntil(
        lambda: (
            dialog.state.text().startswith("Det gick inte: ")
            and "speech" not in dialog.state.text()
        ),
        timeout=20_000,
    )
    (tmp_path / "way").write_text("stays")
