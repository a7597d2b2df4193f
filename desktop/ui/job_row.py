"""Paints one job as a row of the list: kind, name, state, length, progress, and its buttons."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.library.search import MORE, Place, Places
from desktop.ui.job_list_model import JobRole, PlacesRole
from desktop.ui.job_words import format_duration, measure_progress, name_action
from desktop.ui.theme import blend, draw_icon, pick_colours

MARGIN = 14
GAP = 10
ICON_SIDE = 20
BUTTON_SIDE = 26
BUTTON_ICONS = {
    "cancel": "close",
    "remove": "close",
    "retry": "retry",
    "pause": "pause",
    "resume": "play",
    "hear": "play",
}


class JobRow(QStyledItemDelegate):
    """The list's only delegate. The row's buttons show while the row is hovered or selected."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, 2 * QFontMetrics(option.font).height() + 30)

    def button_area(self, row: QRect, number: int = 0) -> QRect:
        """Where the buttons stand in a row, counted from its right end."""
        corner = QPoint(
            row.right() - MARGIN - (number + 1) * BUTTON_SIDE + 6,
            row.center().y() - BUTTON_SIDE // 2 + 1,
        )
        return QRect(corner, QSize(BUTTON_SIDE, BUTTON_SIDE))

    def find_action(
        self, index: QModelIndex | QPersistentModelIndex, row: QRect, place: QPoint
    ) -> str:
        """What the button at this place of a row does; "" where there is none."""
        from desktop.ui.job_list import pick_actions

        for number, action in enumerate(pick_actions(index)):
            if self.button_area(row, number).contains(place):
                return action
        return ""

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        action = ""
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            has_job = index.data(JobRole) is not None
            row = view.visualRect(index)
            action = self.find_action(index, row, event.pos()) if has_job else ""
        if not action:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), name_action(action), view)
        return True

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        from desktop.ui.job_list import pick_actions

        job: Job | None = index.data(JobRole)
        if job is None:
            return  # it was taken away a moment ago
        colours = pick_colours(option.palette)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        base = self._view.palette().color(QPalette.ColorRole.Base)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or hovered:
            ground = blend(colours.accent, base, 0.82 if selected else 0.93)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(option.rect.adjusted(6, 2, -6, -2)), 8, 8)
        if selected and self._view.hasFocus():
            painter.setPen(colours.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(6.5, 2.5, -6.5, -2.5), 8, 8)
        text_colour = option.palette.color(QPalette.ColorRole.Text)
        icon, icon_colour, state_colour = pick_look(job, text_colour, option.palette)
        ratio = self._view.devicePixelRatioF()
        painter.drawPixmap(
            option.rect.left() + MARGIN + 2,
            option.rect.center().y() - ICON_SIDE // 2 + 1,
            draw_icon(icon, icon_colour, ICON_SIDE, ratio),
        )
        right = option.rect.right() - MARGIN
        for number, action in enumerate(pick_actions(index) if selected or hovered else ()):
            area = self.button_area(option.rect, number)
            right = area.left() - 6
            place = area.center() - QPoint(8, 8) + QPoint(1, 1)
            painter.drawPixmap(place, draw_icon(BUTTON_ICONS[action], text_colour, 16, ratio))
        self._paint_text(painter, option, index, job, right, text_colour, state_colour)
        painter.restore()

    def _paint_text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        job: Job,
        right: int,
        text_colour: QColor,
        state_colour: QColor,
    ) -> None:
        left = option.rect.left() + MARGIN + ICON_SIDE + GAP + 4
        metrics = QFontMetrics(option.font)
        top = option.rect.top() + 12
        duration = format_duration(job)
        width = right - left
        name_width = width - (metrics.horizontalAdvance(duration) + GAP if duration else 0)
        name_font = QFont(option.font)
        name_font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(name_font)
        painter.setPen(text_colour)
        name = QFontMetrics(name_font).elidedText(
            index.data(), Qt.TextElideMode.ElideMiddle, name_width
        )
        painter.drawText(
            QRect(left, top, name_width, metrics.height()), Qt.AlignmentFlag.AlignLeft, name
        )
        painter.setFont(option.font)
        painter.setPen(pick_colours(option.palette).dim)
        line = QRect(left, top, width, metrics.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, duration)
        line.translate(0, metrics.height() + 4)
        places: Places | None = index.data(PlacesRole)
        if places is not None and places.best is not None:
            paint_place(painter, line, places.best, text_colour)
            return
        state = index.model().describe(job)  # type: ignore[attr-defined]
        painter.setPen(state_colour)
        elided = metrics.elidedText(state, Qt.TextElideMode.ElideRight, width)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, elided)
        is_under_way = job.phase in (Phase.RUNNING, Phase.PAUSED)
        if is_under_way and (share := measure_progress(job)) is not None:
            bar = QRectF(left, option.rect.bottom() - 7, width, 3)
            self._paint_progress(painter, bar, share, job.phase is Phase.RUNNING)

    def _paint_progress(
        self, painter: QPainter, whole: QRectF, share: float, is_running: bool
    ) -> None:
        colours = pick_colours(self._view.palette())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.track)
        painter.drawRoundedRect(whole, 1.5, 1.5)
        whole.setWidth(whole.width() * share)
        painter.setBrush(colours.accent if is_running else colours.dim)
        painter.drawRoundedRect(whole, 1.5, 1.5)


def paint_place(painter: QPainter, line: QRect, place: Place, strong: QColor) -> None:
    """The words around a hit in one line, the hit itself in bold."""
    plain = QFont(painter.font())
    bold = QFont(plain)
    bold.setWeight(QFont.Weight.DemiBold)
    dim = painter.pen()
    painter.save()
    painter.setClipRect(line)
    left, at = line.left(), 0
    pieces: list[tuple[str, bool]] = []
    for span in place.spans:
        if span.start >= at:
            pieces += [
                (place.excerpt[at : span.start], False),
                (place.excerpt[span.start : span.end], True),
            ]
            at = span.end
    pieces.append((place.excerpt[at:], False))
    if len(pieces) > 1:  # the hit itself must be seen
        hit_width = QFontMetrics(bold).horizontalAdvance(pieces[1][0])
        lead = shorten_lead(pieces[0][0], QFontMetrics(plain), line.width() - hit_width)
        pieces[0] = (lead, False)
    for text, is_hit in pieces:
        painter.setFont(bold if is_hit else plain)
        painter.setPen(strong if is_hit else dim)
        metrics = QFontMetrics(painter.font())
        room = QRect(left, line.top(), max(0, line.right() - left), line.height())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft, shown)
        left += metrics.horizontalAdvance(text)
        if left >= line.right():
            break
    painter.restore()


def shorten_lead(lead: str, metrics: QFontMetrics, room: int) -> str:
    """As many of the last words as there is room for."""
    while lead and metrics.horizontalAdvance(lead) > room:
        rest = lead.removeprefix(MORE).partition(" ")[2]
        lead = MORE + rest if rest else ""
    return lead


def pick_look(job: Job, text: QColor, palette: QPalette) -> tuple[str, QColor, QColor]:
    """The row's icon, its colour, and the colour of the line on the job's state."""
    colours = pick_colours(palette)
    if job.is_paused or job.phase is Phase.PAUSED:
        return "pause", colours.dim, colours.dim
    if job.is_growing:
        return "microphone", colours.record, colours.record
    if job.phase is Phase.FAILED:
        return "alert", colours.error, colours.error
    kind = "microphone" if job.is_recording else "file"
    if job.phase in (Phase.RUNNING, Phase.STOPPING):
        return kind, colours.accent, colours.accent
    return kind, colours.dim, colours.dim
