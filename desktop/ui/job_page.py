"""The right side of the window: the chosen job's name, its text and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.file_queue import RESTING, Phase
from desktop.library.job import Job
from desktop.ui.elided_label import ElidedLabel
from desktop.ui.flat_button import FlatButton
from desktop.ui.hits import Hits
from desktop.ui.job_words import (
    describe_fault,
    describe_labels,
    describe_state,
    format_duration,
    name_job,
)
from desktop.ui.notice_bar import NoticeBar
from desktop.ui.play_bar import PlayBar
from desktop.ui.recorder_words import describe_hole
from desktop.ui.removed_panel import RemovedPanel
from desktop.ui.replace_bar import ReplaceBar
from desktop.ui.search_bar import HitBar
from desktop.ui.text_presenter import TextPresenter
from desktop.ui.theme import draw_icon, pick_colours, set_text_colour
from desktop.ui.transcript_editor import TranscriptEditor
from desktop.ui.transcript_runs import Mark
from desktop.ui.wrapped_label import WrappedLabel
from desktop.wording import Language

EMPTY_ICON_SIDE = 64

DETAIL_WIDTH = 460
ARROW_GAP = 4
ICON_ROOM = 20  # beside the icon of a button, for its frame or its arrow


class EmptyPage(QWidget):
    """A picture, a sentence and perhaps a button in the middle, where there is nothing else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.headline = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        font = self.headline.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        self.headline.setFont(font)
        self.detail = WrappedLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.detail.setMaximumWidth(DETAIL_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 40, 40, 40)
        layout.setSpacing(12)
        layout.addStretch(2)
        layout.addWidget(self._picture)
        layout.addSpacing(4)
        layout.addWidget(self.headline)
        row = QHBoxLayout()  # an alignment in place of it would cut wrapped text
        row.addStretch(1)
        row.addWidget(self.detail, DETAIL_WIDTH)  # all the room there is
        row.addStretch(1)
        layout.addLayout(row)
        self.button = FlatButton()
        self.button.hide()
        layout.addSpacing(8)
        layout.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.icon = "microphone"
        self._recolour()

    def say(self, icon: str, headline: str, detail: str, button: str = "") -> None:
        self.icon = icon
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.headline.setText(headline)
        self.detail.setText(detail)
        self._recolour()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._recolour()
        super().changeEvent(event)

    def _recolour(self) -> None:
        colours = pick_colours(self.palette())
        colour = colours.error if self.icon == "alert" else colours.dim
        pixmap = draw_icon(self.icon, colour, EMPTY_ICON_SIDE, self.devicePixelRatioF())
        self._picture.setPixmap(pixmap)
        set_text_colour(self.detail, colours.dim)


class JobPage(QWidget):
    """Shows one job at a time, or what to do when there is none."""

    retry_asked = Signal(str)
    text_moved = Signal(str, int, bool)  # job id, index in Job.removed, into the text or out of it
    edited = Signal(str, int, int, object)  # job id, and as TranscriptEditor.edited
    shown = Signal(object)  # Job | None: what is shown now, each time it has changed

    def __init__(self, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.language: Language = "sv"
        self._job: Job | None = None
        self._show_times = False
        self._engine_ready = False
        self._show_speakers = True
        self.is_search = False  # what is listed is what a search has found
        self._said: tuple[str, str] | None = None  # of which job, and what, in `fault`
        self.empty = EmptyPage()
        self.empty.button.clicked.connect(self._ask_retry)
        self.title = ElidedLabel()
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        font.setBold(True)
        self.title.setFont(font)
        self.title.setMinimumWidth(120)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.meta = WrappedLabel()
        self.fault = NoticeBar()
        self.removed = RemovedPanel()
        self.removed.moved.connect(self._ask_move)
        self.text = TranscriptEditor()
        self.text.edited.connect(self._tell_edit)
        self.hits, self.hit_bar = Hits(self.text), HitBar()
        self.hits.changed.connect(self.hit_bar.show_hit)
        self.presenter = TextPresenter()
        self.buttons = [ActionButton(action) for action in actions]
        self._body = QStackedWidget()
        self._body.addWidget(self.text)
        self._body.addWidget(self.empty)
        self._header = self._build_header()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        margin = QHBoxLayout()
        margin.setContentsMargins(20, 0, 20, 0)
        margin.addWidget(self.fault)
        layout.addLayout(margin)
        self.replace_bar = ReplaceBar()
        layout.addWidget(self.hit_bar)
        margin = QHBoxLayout()
        margin.setContentsMargins(20, 0, 20, 0)
        margin.addWidget(self.replace_bar)
        layout.addLayout(margin)
        layout.addWidget(self.removed)
        layout.addWidget(self._body, 1)
        self.play_bar = PlayBar()
        self.play_bar.hide()
        layout.addWidget(self.play_bar)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.retranslate()

    def show_job(self, job: Job | None, show_times: bool, engine_ready: bool) -> None:
        """Show this job's text as far as it has come; None: nothing is chosen."""
        is_other = self._job is not None and (job is None or job.job_id != self._job.job_id)
        if is_other or show_times != self._show_times:
            self.text.flush()
            if not is_other and job is not None and self._job is not None:
                job = self._job  # as the words that were just typed have made it
        if is_other:
            self.text.show_text((), show_times=show_times)
            self.removed.close_list()
        self._job, self._show_times, self._engine_ready = job, show_times, engine_ready
        self._header.setVisible(job is not None)
        if job is not None:
            self.title.set_text(name_job(job, self.language))
            self.meta.setToolTip(str(job.source))
            facts = (
                "" if self._fault_stands_alone(job) else self._describe(job),
                format_duration(job),
                job.model,
                describe_labels(job),
            )
            lines = ("   ".join(fact for fact in facts if fact), self._say_when_editable(job))
            self.meta.setText("\n".join(line for line in lines if line))
            self.text.name_speakers(self.language, self._show_speakers)
            self.text.show_text(
                self.presenter.present(job),
                self._build_marks(job),
                job.live,
                show_times=show_times,
                is_spoken=job.is_growing,
            )
        self.removed.show_removed(job.removed if job is not None else ())
        self._show_body(job)
        self.shown.emit(job)

    def show_speakers(self, shown: bool) -> None:
        """Show who speaks, or do not."""
        self._show_speakers = shown
        self.text.name_speakers(self.language, shown)

    @property
    def job(self) -> Job | None:
        """What is shown."""
        return self._job

    def retranslate(self) -> None:
        self.text.setAccessibleName(self.tr("Texten"))
        self.show_job(self._job, self._show_times, self._engine_ready)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._dim_meta()
        super().changeEvent(event)

    def _build_header(self) -> QWidget:
        header = QWidget()
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.title, 1)
        for button in self.buttons:
            line.addWidget(button)
        layout = QVBoxLayout(header)
        layout.setContentsMargins(28, 16, 20, 12)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self.meta)
        self._dim_meta()
        return header

    def _dim_meta(self) -> None:
        set_text_colour(self.meta, pick_colours(self.palette()).dim)

    def _ask_retry(self) -> None:
        if self._job is not None:
            self.retry_asked.emit(self._job.job_id)

    def _ask_move(self, index: int, into_text: bool) -> None:
        if self._job is not None:
            self.text_moved.emit(self._job.job_id, index, into_text)

    def _tell_edit(self, first: int, end: int, lines: object) -> None:
        if self._job is not None:
            self.edited.emit(self._job.job_id, first, end, lines)

    def _say_when_editable(self, job: Job) -> str:
        if job.phase in RESTING and not job.is_growing:
            return ""
        has_text = bool(job.segments) or job.live is not None
        return self.tr("Texten kan ändras när den är klar") if has_text else ""

    def _build_marks(self, job: Job) -> tuple[Mark, ...]:
        return tuple(Mark(hole.at_s, describe_hole(hole, self.language)) for hole in job.missing)

    def _describe(self, job: Job) -> str:
        return describe_state(job, self._engine_ready, self.language)

    def _fault_stands_alone(self, job: Job) -> bool:
        return job.phase is Phase.FAILED

    def _show_fault(self, job: Job | None) -> None:
        """Say a fault or warning above the text, once: who closes it does not want it back."""
        fault, serious = None, job is not None and job.phase is Phase.FAILED and bool(job.segments)
        if job is not None:
            fault = job.fault if serious else job.warnings[-1] if job.warnings else None
        said = (job.job_id, describe_fault(fault, self.language)) if job and fault else None
        if said == self._said:
            return
        self._said = said
        if said is None:
            self.fault.hide()
        elif serious:
            again = self.tr("Försök igen")
            self.fault.say(said[1], serious=True, button=again, act=self._ask_retry)
        else:
            self.fault.say(said[1])

    def _show_body(self, job: Job | None) -> None:
        self._show_fault(job)
        failed = job is not None and job.phase is Phase.FAILED and job.fault is not None
        has_text = job is not None and (
            job.segments or job.live is not None or job.has_unread_text or job.edits.done
        )
        self._body.setCurrentWidget(self.text if has_text else self.empty)
        if job is None and self.is_search:
            self.empty.say(
                "search",
                self.tr("Ingenting hittades"),
                self.tr("Pröva färre ord, eller bara början av dem."),
            )
        elif job is None:
            self.empty.say(
                "microphone",
                self.tr("Släpp en inspelning här, eller tryck på Spela in"),
                self.tr(
                    "Ljud och film i de flesta format. Allt görs på den här datorn: "
                    "ingenting skickas någonstans."
                ),
            )
        elif failed and job.fault is not None:
            sentence = describe_fault(job.fault, self.language)
            headline, again = self.tr("Det gick inte att skriva ut"), self.tr("Försök igen")
            self.empty.say("alert", headline, sentence, again)
        elif job.is_growing:
            self.empty.say(
                "microphone",
                self.tr("Tala, så kommer texten här"),
                self.tr("Den kommer mening för mening, vid varje paus."),
            )
        elif job.phase is Phase.PAUSED:
            self.empty.say(
                "pause",
                self._describe(job),
                self.tr("Texten kommer när du fortsätter."),
                self.tr("Fortsätt"),
            )
        elif job.phase is Phase.CANCELLED:
            self.empty.say(
                "clock",
                self._describe(job),
                self.tr("Ljudet finns kvar, men är inte utskrivet."),
                self.tr("Skriv ut"),
            )
        elif job.phase is Phase.DONE:
            self.empty.say(
                "file",
                self.tr("Inget tal hittades"),
                self.tr("Lyssna på inspelningen: hörs någon som talar?"),
            )
        else:
            self.empty.say("clock", self._describe(job), self.tr("Texten kommer här."))


class ActionButton(QToolButton):
    """A flat button for an action, icon beside text; there while the action is."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDefaultAction(action)
        self.setAutoRaise(True)
        self.setIconSize(QSize(18, 18))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        action.visibleChanged.connect(self._come_or_go)
        if not action.isVisible():
            self.hide()

    def add_menu(self, menu: QMenu) -> None:
        """Offer more beside what a click does: at the arrow, or with the down key."""
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """In a small window the icon alone has to do; its name is in the tool tip."""
        return QSize(self.iconSize().width() + ICON_ROOM, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        if self.width() < self.sizeHint().width():
            option.toolButtonStyle = Qt.ToolButtonStyle.ToolButtonIconOnly  # type: ignore[attr-defined]
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)

    def sizeHint(self) -> QSize:
        """Qt leaves two blanks after the text; before an arrow they part it from its word."""
        hint = super().sizeHint()
        if self.menu() is not None:
            hint -= QSize(2 * self.fontMetrics().horizontalAdvance(" ") + ARROW_GAP, 0)
        return hint

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.menu() is not None and self.menu().isEnabled():
            self.showMenu()
        else:
            super().keyPressEvent(event)

    def _come_or_go(self) -> None:
        self.setVisible(self.defaultAction().isVisible())
