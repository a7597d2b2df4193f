"""Pictures of the window for the documentation: `python -m desktop.ui.screenshots FOLDER [NAME…]`.

The real widgets, fed with snapshots; no engine, no microphone. With a display or
QT_QPA_PLATFORM=offscreen, and QT_SCALE_FACTOR for other scales.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget

from desktop.audio.events import MuteChanged
from desktop.file_queue import Phase
from desktop.library.bin import Discarded
from desktop.library.job import Fault, Job, LiveText, MissingSound
from desktop.library.removed_text import RemovedText
from desktop.settings import LANGUAGES, Settings
from desktop.transcript import Segment
from desktop.ui.appearance import Appearance
from desktop.ui.bin_dialog import BinDialog
from desktop.ui.dictation_screenshots import (
    show_dictating,
    show_not_typed,
    show_typed,
)
from desktop.ui.editor_pictures import show_editor, show_replace
from desktop.ui.engine_client import EngineState, EngineStatus
from desktop.ui.file_screenshots import show_queue, show_sound, show_web
from desktop.ui.help_screenshots import (
    show_diagnostics,
    show_guide,
    show_http_api,
    show_keys,
    show_offline,
)
from desktop.ui.library_screenshots import show_labels, show_search, show_storage
from desktop.ui.main_window import MainWindow
from desktop.ui.model_screenshots import show_models
from desktop.ui.record_panel import QUIETEST_DBFS, RecordState
from desktop.ui.recorder_words import describe_recorder_event
from desktop.ui.settings_rows import list_sections
from desktop.ui.settings_screenshots import show_section, show_settings_search
from desktop.ui.speaker_screenshots import (
    show_speaker_models,
    show_speakers,
    show_speakers_dialog,
)
from desktop.ui.speech_screenshots import (
    show_replace_everywhere,
    show_training_speech,
    show_voice_offer,
)
from desktop.ui.translation import install_language
from desktop.ui.vocabulary_dialog import VocabularyDialog
from desktop.wording import Language

CONTRAST_VIEWS = ("window", "recording", "settings_general")  # where none are named
FONTS = ("Inter", "Noto Sans", "DejaVu Sans")
BEGUN = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)
NOTES: dict[Language, str] = {
    "sv": "Startmodellen känner bara syntetiska röster. För mänskligt tal: välj en annan modell.",
    "en": "The starter model knows synthetic voices only. For human speech, choose another model.",
}
TALK = (
    (0.4, 4.9, "God morgon och välkomna till veckans möte."),
    (5.2, 11.8, "Vi börjar med budgeten för nästa år, och sedan går vi igenom schemat."),
    (12.1, 18.6, "Åsa har räknat på tre förslag, och det billigaste kostar fyra miljoner kronor."),
    (21.9, 27.3, "Tack. Jag tycker att vi ska titta på det mellersta förslaget först."),
    (27.6, 34.0, "Det ger oss tid att bygga klart innan sommaren, och det håller i minst tio år."),
    (36.8, 41.2, "Har någon frågor innan vi fattar beslut?"),
    (41.5, 47.9, "Ja, hur blir det med parkeringen bakom skolan under byggtiden?"),
)
TERMS = ("Lagercrantz", "Örnsköldsvik", "metoprolol", "Sankt Eriksplan", "kommunstyrelsen")
REMOVED = (
    RemovedText(Segment(19.0, 21.2, "Tack för att ni har tittat."), "known_phrase"),
    RemovedText(
        Segment(
            48.0,
            61.0,
            "och sen så går vi vidare och sen så går vi vidare och sen så går vi vidare och sen så "
            "går vi vidare och sen så går vi vidare",
        ),
        "repetition",
    ),
    RemovedText(Segment(63.5, 64.1, "Just det."), "no_speech", is_put_back=True),
)


def make_job(name: str, minutes: float, phase: Phase, **more: object) -> Job:
    """A job as it may stand in the list."""
    job = Job(name, Path(name), is_recording=False, created=BEGUN, phase=phase)
    return replace(job, duration_s=60 * minutes, **more)  # type: ignore[arg-type]


def make_jobs() -> list[Job]:
    """A list with one of each kind of row."""
    talk = tuple(Segment(*utterance) for utterance in TALK)
    meeting = make_job("Veckomöte kommunstyrelsen.mp3", 42.3, Phase.RUNNING, position_s=1160.0)
    missing = Fault("not_audio", {"path": "anteckningar.mp3"})
    return [
        replace(meeting, segments=talk, model="Talskrift starter"),
        make_job("intervju-björn-del2.m4a", 18.4, Phase.WAITING),
        make_job("anteckningar.mp3", 0, Phase.FAILED, fault=missing),
        make_job("Föreläsning 3.mp4", 94.8, Phase.DONE, segments=talk[:3]),
        replace(
            make_job("recording.wav", 1.6, Phase.DONE, segments=talk[3:5]),
            is_recording=True,
            created=BEGUN - timedelta(days=1, hours=2, minutes=11),
        ),
    ]


def show_empty(window: MainWindow, settings: Settings) -> None:
    """The first start."""


def show_working(window: MainWindow, settings: Settings) -> None:
    """Files in work, with and without a fault."""
    window.add_jobs(make_jobs())


def show_times(window: MainWindow, settings: Settings) -> None:
    """The time of each segment before its text."""
    show_working(window, settings)
    window.show_settings(replace(settings, show_times=True))


def show_failed(window: MainWindow, settings: Settings) -> None:
    """A file that is none."""
    show_working(window, settings)
    window.list.select("anteckningar.mp3")


def show_recording(window: MainWindow, settings: Settings) -> None:
    """Text that comes while it is spoken."""
    jobs = make_jobs()
    live = replace(
        jobs[0], job_id="live", is_recording=True, is_growing=True, segments=jobs[0].segments[:2]
    )
    window.add_jobs(jobs[1:])
    window.add_jobs([replace(live, duration_s=None)])
    window.show_record_state(RecordState.RECORDING)
    window.show_level(-17.0, False, 14.2)


def show_live(window: MainWindow, settings: Settings) -> None:
    """The words of the utterance that is being spoken, the last ones not certain yet."""
    show_recording(window, settings)
    job = window.list.selected_job()
    assert job is not None
    live = LiveText(12.1, "Åsa har räknat på tre förslag, och det", " billigaste kosta för")
    window.change_job(replace(job, live=live))


def show_lost(window: MainWindow, settings: Settings) -> None:
    """The same when the engine has died: the next one will say it once more."""
    show_live(window, settings)
    job = window.list.selected_job()
    assert job is not None
    assert job.live is not None
    window.change_job(replace(job, live=job.live.lose()))
    window.show_engine(EngineStatus(EngineState.STARTING))


def show_paused_job(window: MainWindow, settings: Settings) -> None:
    """A file that stands still until its user wants more."""
    show_working(window, settings)
    job = window.list.selected_job()
    assert job is not None
    window.change_job(replace(job, phase=Phase.PAUSED))


def show_removed(window: MainWindow, settings: Settings) -> None:
    """What was taken for invented, opened."""
    show_working(window, settings)
    job = window.list.selected_job()
    assert job is not None
    window.change_job(replace(job, removed=REMOVED))
    window.page.removed.line.click()


def show_paused(window: MainWindow, settings: Settings) -> None:
    """A recording that stands still, after a microphone that was unplugged for a while."""
    show_recording(window, settings)
    job = window.list.selected_job()
    assert job is not None
    hole = MissingSound(5.0, 12.0, "unplugged")
    window.change_job(replace(job, is_paused=True, missing=(hole,)))
    window.show_record_state(RecordState.PAUSED)
    window.show_level(QUIETEST_DBFS, False, 34.8)


def show_muted(window: MainWindow, settings: Settings) -> None:
    """A recording in which nothing is heard."""
    show_recording(window, settings)
    sentence = describe_recorder_event(MuteChanged(True), settings.language)
    window.notice.say(sentence)
    window.show_level(QUIETEST_DBFS, False, 3.1)


def show_notice(window: MainWindow, settings: Settings) -> None:
    """A microphone that is not there, and an engine that will not start."""
    show_working(window, settings)
    window.say_fault(Fault("no_microphone", {}))
    fault = Fault("model_missing_file", {"path": "/home/åsa/modell", "file": "model.bin"})
    window.show_engine(EngineStatus(EngineState.BROKEN, fault=fault))


def show_recovery(window: MainWindow, settings: Settings) -> None:
    """A start after the window was killed in mid-recording, twice."""
    jobs = make_jobs()
    window.add_jobs(jobs)
    recording = replace(jobs[4], phase=Phase.CANCELLED, is_cut_off=True, segments=())
    longer = replace(recording, job_id="longer", duration_s=754.0, segments=jobs[0].segments)
    window.recovery.show_jobs([longer, recording])


def show_bin(window: MainWindow, settings: Settings) -> QWidget:
    """Recordings that were thrown away."""
    job = make_jobs()[4]
    now = datetime.now(UTC)
    dialog = BinDialog(lambda: settings.language, window)
    dialog.show_entries(
        [
            Discarded(Path(name), name, now - timedelta(days=days), Path(name), length_s, job)
            for name, days, length_s in (("a", 0.1, 96.0), ("b", 12, 1534.0), ("c", 29.5, 7.2))
        ]
    )
    dialog.show()
    return dialog


def show_vocabulary(window: MainWindow, settings: Settings) -> QWidget:
    """The user's names and terms."""
    dialog = VocabularyDialog(TERMS, window)
    dialog.show()
    return dialog


def show_drop(window: MainWindow, settings: Settings) -> None:
    """Files held above the window."""
    show_working(window, settings)
    window.drop_overlay.cover()


# Each shows something in the window, or a window of its own, which it returns.
VIEWS: dict[str, Callable[[MainWindow, Settings], QWidget | None]] = {
    "window": show_working,
    "empty": show_empty,
    "times": show_times,
    "failed": show_failed,
    "recording": show_recording,
    "paused": show_paused,
    "live": show_live,
    "lost": show_lost,
    "paused_job": show_paused_job,
    "removed": show_removed,
    "muted": show_muted,
    "notice": show_notice,
    "recovery": show_recovery,
    "bin": show_bin,
    "vocabulary": show_vocabulary,
    "dictating": show_dictating,
    "typed": show_typed,
    "not_typed": show_not_typed,
    "drop": show_drop,
    "queue": lambda window, _: show_queue(window, make_jobs),
    "sound": show_sound,
    "web": show_web,
    "models": show_models,
    "search": lambda window, _: show_search(window, make_jobs),
    "labels": lambda window, _: show_labels(window, make_jobs()[0]),
    "storage": show_storage,
    "editor": lambda window, _: show_editor(window, make_jobs),
    "replace": lambda window, _: show_replace(window, make_jobs),
    "replace_everywhere": show_replace_everywhere,
    "speakers": lambda window, _: show_speakers(window, make_jobs),
    "speakers_dialog": lambda window, _: show_speakers_dialog(window, make_jobs),
    "speaker_models": lambda window, _: show_speaker_models(window, make_jobs),
    "training_speech": show_training_speech,
    "voice_offer": lambda window, _: show_voice_offer(window, make_jobs),
    "settings_search": show_settings_search,
    "guide": show_guide,
    "keys": show_keys,
    "diagnostics": show_diagnostics,
    "http_api": show_http_api,
    "offline": show_offline,
    **{f"settings_{section.name}": show_section(section.name) for section in list_sections()},
}


def take_picture(view: str, language: Language, path: Path) -> None:
    """Show one view in a language and save it as a PNG."""
    install_language(language)
    settings = Settings(language=language)
    window = MainWindow("0.1.0")
    window.show_settings(settings)
    window.show_engine(EngineStatus(EngineState.READY, model="Talskrift starter"))
    window.status_line.show_note(NOTES[language])
    window.show()
    shown = VIEWS[view](window, settings) or window
    QApplication.processEvents()
    shown.grab().save(str(path), "PNG", 0)
    window.close()
    window.deleteLater()


def main(argv: list[str]) -> int:
    """Take the named views, or all, light and dark and in high contrast, in every language."""
    if not argv:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(argv[0])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")  # the same on every machine
    family = next((name for name in FONTS if name in QFontDatabase.families()), None)
    if family:
        app.setFont(QFont(family, 10))
    appearance = Appearance()
    for scheme in ("light", "dark", "contrast"):
        appearance.use(scheme)
        for view in argv[1:] or (CONTRAST_VIEWS if scheme == "contrast" else VIEWS):
            for language in LANGUAGES:
                take_picture(view, language, folder / f"{view}-{scheme}-{language}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
