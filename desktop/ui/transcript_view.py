"""Shows a transcript as text that can be read, selected and copied, while it is being spoken too.

Only what has changed is written: new segments at the end, and the last words, which are not final.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QKeySequence,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop.library.growing import goes_on
from desktop.library.job import LiveText
from desktop.speakers import name_speaker
from desktop.transcript import Segment
from desktop.ui.run_formats import RunFormats
from desktop.ui.spans import Spans, count_units
from desktop.ui.text_marks import TextMarks
from desktop.ui.transcript_runs import Look, Mark, Place, Run, lay_out, make_runs, merge
from desktop.wording import Language

PAGE_MARGIN = 28
LINE_HEIGHT_PERCENT = 135.0
NEAR_THE_END = 4  # pixels: the reader follows what comes
LARGER = 1.2  # than the letters of the window


class TranscriptView(QTextEdit):
    """Leaves the reader's place and selection alone, unless they read at the end."""

    copy_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setAcceptDrops(False)
        self._show_times = False
        self._naming: tuple[Language, bool] = ("sv", True)
        self._system_size = self.font().pointSizeF()
        self.use_text_size(100)
        self.document().setDocumentMargin(PAGE_MARGIN)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.marks = TextMarks(self)
        self._begin_anew()

    def use_text_size(self, percent: int) -> None:
        """Show the text in letters of this size; 100 is somewhat more than the system's own."""
        font = self.font()
        size = self._system_size * LARGER * percent / 100
        if font.pointSizeF() == size:
            return
        font.setPointSizeF(size)
        self.setFont(font)
        whole = QTextCursor(self.document())
        whole.select(QTextCursor.SelectionType.Document)
        whole.mergeBlockFormat(self._make_paragraph_format())  # times take more room, or less

    def name_speakers(self, language: Language, shown: bool) -> None:
        """Show who speaks, as they are called in this language, or do not."""
        if (language, shown) == self._naming:
            return
        self._naming = (language, shown)
        if any(segment.speaker for segment in self._segments):
            self._redraw()

    def pick_speaker_colour(self, speaker: str) -> QColor:
        """The colour in which a speaker's name is shown."""
        return self._formats.pick_colour(self._name(speaker))

    def _name(self, speaker: str) -> str:
        language, shown = self._naming
        return name_speaker(speaker, language) if shown else ""

    def _redraw(self) -> None:
        segments, marks, live = self._segments, self._marks, self._live
        self._begin_anew()
        self.show_text(segments, marks, live, show_times=self._show_times)

    def _begin_anew(self) -> None:
        self.clear()
        self._formats = RunFormats(self.palette())
        self._segments: Sequence[Segment] = ()
        self._marks: tuple[Mark, ...] = ()
        self._live: LiveText | None = None
        self._n_placed = 0  # marks that stand before a segment, and stay there
        self._place = Place()  # where the last segment ends
        self._spans = Spans()  # where each segment stands
        self._tail_at = 0  # its place in the document
        self._tail: list[Run] = []  # what comes after it: not final yet
        QTextCursor(self.document()).setBlockFormat(self._make_paragraph_format())

    def show_text(
        self,
        segments: Sequence[Segment],
        marks: tuple[Mark, ...] = (),
        live: LiveText | None = None,
        *,
        show_times: bool = False,
        is_spoken: bool = False,
    ) -> None:
        """Show this; where it goes on from what is shown, only what is new is written.

        `is_spoken`: it is being said at this moment. The end is shown, and a screen reader is told
        each segment when it is final.
        """
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - NEAR_THE_END
        if not self._segments and not self._tail:
            at_end = is_spoken
        goes_on = self._goes_on(segments, marks, show_times)
        is_new = not goes_on and not self._patch(segments, marks, live, show_times)
        n_before = len(self._segments)
        share = bar.value() / bar.maximum() if is_new and bar.maximum() else 0.0
        if is_new:
            self._show_times = show_times
            self._begin_anew()
        place = bar.value()
        said = segments[len(self._segments) :]
        self._write(said, marks, live)
        self._segments, self._marks, self._live = segments, marks, live
        if at_end:
            bar.setValue(bar.maximum())
        else:
            bar.setValue(round(share * bar.maximum()) if is_new else place)
        if is_spoken and (n_before or not is_new):
            for segment in segments[n_before:]:
                self.announce(segment.text)

    def announce(self, text: str) -> None:
        """Have a screen reader say this when it is done with what it is saying."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def copied_text(self) -> str:
        """The selected text, or all that is final when nothing is selected."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            return read_text(cursor).strip()
        parts, start = [], 0
        at = self._tail_at
        for run in self._tail:
            if run.look is Look.UNCERTAIN:
                parts.append(self._read(start, at))
                start = at + count_units(run.text)
            at += count_units(run.text)
        return "".join([*parts, self._read(start, at)]).strip()

    def find_start(self, place: int) -> float | None:
        """When the segment at a place of the text begins, in seconds; None where there is none."""
        number = self._spans.find_before(place)
        return self._segments[number].start_s if number is not None else None

    def find_place(self, at_s: float) -> int:
        """The place in the text of the segment that is said at a time."""
        number = bisect_right(self._segments, at_s, key=lambda segment: segment.start_s) - 1
        return self._spans.starts[number] if 0 <= number < len(self._spans) else 0

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._redraw()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.key() == Qt.Key.Key_Space:
            event.ignore()  # the window's: it records
        else:
            super().keyPressEvent(event)

    def _patch(
        self,
        segments: Sequence[Segment],
        marks: tuple[Mark, ...],
        live: LiveText | None,
        show_times: bool,
    ) -> bool:
        """Whether what has changed can be shown, and has been, without beginning anew."""
        return False

    def _goes_on(
        self, segments: Sequence[Segment], marks: tuple[Mark, ...], show_times: bool
    ) -> bool:
        if show_times != self._show_times or not goes_on(segments, self._segments):
            return False
        if marks[: self._n_placed] != self._marks[: self._n_placed]:
            return False
        waiting = marks[self._n_placed :]  # one of them may belong among what stands already
        last_s = self._segments[-1].start_s if self._segments else None
        return not waiting or last_s is None or waiting[0].at_s > last_s

    def _write(
        self, said: Sequence[Segment], marks: tuple[Mark, ...], live: LiveText | None
    ) -> None:
        final, not_final = merge(said, marks[self._n_placed :], live)
        runs, self._place = lay_out(final, self._place, self._show_times, self._name)
        tail, _ = lay_out(not_final, self._place, self._show_times, self._name)
        if runs:
            self._replace_tail(runs + tail)
        else:  # what is not final is not for a screen reader
            with QSignalBlocker(self.document()):
                self._replace_tail(tail)
        self._tail_at = note_spans(self._spans, runs, said, self._tail_at)
        self._n_placed += sum(isinstance(line, Mark) for line in final)
        self._tail = tail

    def _replace_tail(self, runs: list[Run]) -> None:
        """Write these in the place of the tail, from the first character that is another."""
        if runs == self._tail:
            return
        old, new = join(self._tail), join(runs)
        n_kept = count_common(old, new)
        kept_at = self._tail_at + count_units(new[:n_kept])
        selected = self.textCursor()
        anchor, position = selected.anchor(), selected.position()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.setPosition(kept_at)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        at = 0
        for run in runs:
            kept = new[at : min(at + len(run.text), n_kept)]
            if kept:
                self._recolour(self._tail_at + count_units(new[:at]), kept, self._formats.pick(run))
            if len(kept) < len(run.text):
                cursor.insertText(run.text[len(kept) :], self._formats.pick(run))
            at += len(run.text)
        cursor.endEditBlock()
        # A cursor at the end would have gone along with the new text.
        selected.setPosition(min(anchor, kept_at))
        selected.setPosition(min(position, kept_at), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(selected)

    def _recolour(self, start: int, text: str, look: QTextCharFormat) -> None:
        cursor = self._select(start, start + count_units(text))
        cursor.setCharFormat(look)

    def _read(self, start: int, end: int) -> str:
        return read_text(self._select(start, end))

    def _select(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _make_paragraph_format(self) -> QTextBlockFormat:
        """The look of every paragraph; its text hangs to the right of its time, if it has one."""
        indent = self.fontMetrics().horizontalAdvance("0:00:00  ") if self._show_times else 0
        block = QTextBlockFormat()
        block.setLineHeight(
            LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        block.setBottomMargin(12)
        block.setLeftMargin(indent)
        block.setTextIndent(-indent)
        if indent:
            block.setTabPositions([QTextOption.Tab(indent, QTextOption.TabType.LeftTab)])
        return block


def note_spans(spans: Spans, runs: Sequence[Run], segments: Sequence[Segment], place: int) -> int:
    """Add where each of the segments stands in the runs, which begin at `place`; returns their end.

    A segment without text stands where the one before ends.
    """
    said = iter(segments)
    for run in runs:
        end = place + count_units(run.text)
        if run.start_s is not None:
            while not make_runs(next(said)):
                spans.add(place, place)
            spans.add(place, end)
        place = end
    for _ in said:
        spans.add(place, place)
    return place


def read_text(cursor: QTextCursor) -> str:
    """The selected text; other than toPlainText, with its no-break blanks."""
    return cursor.selectedText().replace("\u2028", "\n").replace("\u2029", "\n")


def join(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def count_common(first: str, second: str) -> int:
    """With how many equal characters two texts begin."""
    n_common = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        n_common += 1
    return n_common
