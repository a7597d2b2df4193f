"""Plays the recording of the chosen transcript, and lights the word that is heard."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPalette

from desktop.errors import AudioFileError, TalskriftError
from desktop.library.job import Fault, Job
from desktop.transcript import Segment
from desktop.ui.bridge import Bridge
from desktop.ui.editing import Editing
from desktop.ui.main_window import MainWindow
from desktop.ui.play_bar import SPEEDS
from desktop.ui.text_marks import Layer, MarkedSpan
from desktop.ui.theme import blend, pick_colours
from desktop.ui.transcript_editor import TranscriptEditor
from desktop.ui.word_places import find_word_at, find_word_spans, keep_in_sight

LOOK_EVERY_MS = 40
STEP_S = 3.0  # back and forward
DECODING = "decoding"  # topic of the notice
AGAIN_S = 0.7  # who paused hears so much once more


class Player(Protocol):
    """desktop.audio.player.Player, or what a test puts in its place."""

    speed: float

    @property
    def position_s(self) -> float: ...
    def play(self, open_sound: Callable[[], Any], at_s: float) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


MakePlayer = Callable[[Callable[[TalskriftError | None], None]], Player]


def make_player(on_end: Callable[[TalskriftError | None], None]) -> Player:
    """The real one; imported here, for numpy and PortAudio take a while."""
    from desktop.audio.player import Player as RealPlayer

    return RealPlayer(on_end)


@dataclass(frozen=True)
class Sounds:
    """Where the sound of a job is. `imports`: what files are decoded into, till the next start."""

    imports: Path
    engine_command: Sequence[str]

    def open(self, job: Job, tell: Callable[[bool], None]) -> Any:
        """The job's sound, for desktop.audio.player. Blocks while a file has to be decoded.

        `tell` is called with True when that begins, and with False at its end. Raises
        TalskriftError.
        """
        from desktop.audio.player import FileSound, RecordingSound
        from desktop.decoding import decode_file

        if job.is_recording:
            return RecordingSound(job.source)
        decoded = self.imports / f"{job.job_id}.wav"
        if decoded.exists():
            return RecordingSound(decoded)
        try:
            return FileSound(job.source)
        except AudioFileError as error:
            if error.code != "not_audio":
                raise
        tell(True)
        try:
            decode_file(job.source, decoded, self.engine_command, job.sound.track)
        finally:
            tell(False)
        return RecordingSound(decoded)


class Playing(QObject):
    """Of one job at a time; another one that is chosen ends it."""

    def __init__(
        self,
        window: MainWindow,
        editing: Editing,
        make_player: MakePlayer,
        sounds: Sounds,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._editing = editing
        self._make_player = make_player
        self._sounds = sounds
        self._decoding = Bridge(self)
        self._decoding.arrived.connect(self._tell_decoding)
        self._player: Player | None = None
        self._ended = Bridge(self)
        self._ended.arrived.connect(self._on_end)
        self._job: Job | None = None
        self._position_s = 0.0
        self._is_playing = False
        self._segments: Sequence[Segment] = ()  # what is lit while it plays
        self._clock = QTimer(self, interval=LOOK_EVERY_MS)
        self._clock.timeout.connect(self._look)
        page, actions = window.page, window.actions_
        self._bar = page.play_bar
        self._bar.add_buttons([actions[name] for name in ("back", "play", "forward")])
        self._bar.place_chosen.connect(self.go_to)
        self._bar.speed_chosen.connect(self._use_speed)
        page.shown.connect(self._on_shown)
        page.text.hear_asked.connect(self._hear_from)
        actions["play"].triggered.connect(self.toggle)
        actions["back"].triggered.connect(lambda: self.go_to(self._position_s - STEP_S))
        actions["forward"].triggered.connect(lambda: self.go_to(self._position_s + STEP_S))
        actions["slower"].triggered.connect(lambda: self._change_speed(-1))
        actions["faster"].triggered.connect(lambda: self._change_speed(1))
        actions["hear_here"].triggered.connect(
            lambda: self._hear_from(page.text.textCursor().position())
        )
        self._speed = 1.0
        self._lit: tuple[int, int] | None = None
        self._on_shown(page.job)

    @property
    def is_playing(self) -> bool:
        return self._is_playing

    def toggle(self) -> None:
        """Play, or pause; who goes on hears a moment of what they have heard."""
        if self._is_playing:
            self._pause()
            self._position_s = max(0.0, self._position_s - AGAIN_S)
        elif self._job is not None:
            self._play(self._position_s)

    def go_to(self, at_s: float) -> None:
        """Go to a place of the recording; what plays plays on from there."""
        length_s = self._job.duration_s if self._job is not None else None
        self._position_s = max(0.0, min(at_s, length_s or at_s))
        if self._is_playing:
            self._play(self._position_s)
        self._bar.show_position(self._position_s)
        self._light()

    def close(self) -> None:
        """Be silent, and give the loudspeaker back."""
        self._clock.stop()
        if self._player is not None:
            self._player.close()

    def _play(self, at_s: float) -> None:
        job = self._job
        if job is None:
            return
        if job.duration_s is not None and at_s >= job.duration_s:
            at_s = 0.0
        if self._player is None:
            self._player = self._make_player(self._ended)
        self._player.speed = self._speed
        self._segments = self._editing.read_shown()
        self._player.play(partial(self._sounds.open, job, self._decoding), at_s)
        self._set_playing(True)

    def _pause(self) -> None:
        if self._player is not None and self._is_playing:
            self._position_s = self._player.position_s
            self._player.stop()
        self._set_playing(False)

    def _set_playing(self, is_playing: bool) -> None:
        self._is_playing = is_playing
        self._window.actions_.show_playing(is_playing)
        if is_playing:
            self._clock.start()
        else:
            self._clock.stop()
            self._light()

    def _look(self) -> None:
        if self._player is not None and self._is_playing:
            self._position_s = self._player.position_s
            self._bar.show_position(self._position_s)
            self._light()

    def _on_end(self, error: TalskriftError | None) -> None:
        if self._player is not None and error is None:
            self._position_s = self._job.duration_s or 0.0 if self._job is not None else 0.0
        self._set_playing(False)
        self._bar.show_position(self._position_s)
        if error is not None:
            self._window.say_fault(Fault(error.code, error.details))

    def _tell_decoding(self, is_decoding: bool) -> None:
        if is_decoding:
            self._window.notice.say(
                lambda: self.tr("Ljudet tas fram ur filen. Snart hörs det."), topic=DECODING
            )
        else:
            self._window.notice.withdraw(DECODING)

    def _on_shown(self, job: Job | None) -> None:
        """Follow the page: another job is another sound, and a corrected text lights otherwise."""
        has_sound = job is not None and not job.is_growing and not job.is_sound_deleted
        before, self._job = self._job, job if has_sound else None
        is_other = before is None or self._job is None or before.job_id != self._job.job_id
        if is_other:
            if self._is_playing:
                self._pause()
            self._position_s = 0.0
        if self._is_playing:
            self._segments = self._editing.read_shown()
        self._bar.setVisible(job is not None and not job.is_growing)
        self._bar.show_sound(has_sound)
        for name in ("play", "back", "forward", "slower", "faster", "hear_here"):
            self._window.actions_[name].setEnabled(has_sound)
        if has_sound and job is not None:
            self._bar.show_length(job.duration_s or job.position_s)
            self._bar.show_position(self._position_s)

    def _hear_from(self, place: int) -> None:
        """Play from the word at a place of the text."""
        found = find_word_at(self._window.page.text, place)
        segments = self._editing.read_shown()
        if found is None or found[0] >= len(segments) or self._job is None:
            return
        number, word = found
        segment = segments[number]
        has_words = word < len(segment.words) and len(segment.words) == len(segment.text.split())
        self._position_s = segment.words[word].start_s if has_words else segment.start_s
        self._play(self._position_s)

    def _change_speed(self, step: int) -> None:
        row = SPEEDS.index(self._speed) + step
        self._use_speed(SPEEDS[min(max(row, 0), len(SPEEDS) - 1)])

    def _use_speed(self, speed: float) -> None:
        self._speed = speed
        self._bar.show_speed(speed)
        if self._player is not None:
            self._player.speed = speed

    def _light(self) -> None:
        """Mark the word that is heard, or its whole segment where the words' times are unknown."""
        text = self._window.page.text
        span = self._find_heard(text) if self._is_playing else None
        if span == self._lit:
            return
        self._lit = span
        if span is None:
            text.marks.put(Layer.HEARD, [])
            return
        palette = text.palette()
        base, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        ground = blend(pick_colours(palette).accent, base, 0.6)
        text.marks.put(Layer.HEARD, [MarkedSpan(*span, ground, ink)])
        keep_in_sight(text, span[0])

    def _find_heard(self, text: TranscriptEditor) -> tuple[int, int] | None:
        """Where the word stands that is heard now; None in a pause, and while one types."""
        at_s = self._position_s
        number = bisect_right(self._segments, at_s, key=lambda segment: segment.start_s) - 1
        if number < 0 or text.is_being_typed_in or at_s > self._segments[number].end_s:
            return None
        words = self._segments[number].words
        spans = find_word_spans(text, number)
        if len(spans) != len(words):
            return text.find_line(number)
        return spans[max(0, bisect_right(words, at_s, key=lambda word: word.start_s) - 1)]
