"""Takes files that are dropped on the window, and lies over it while they are held above."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import blend, pick_colours


class DropOverlay(QWidget):
    """Hidden until files come; lets the mouse through."""

    dropped = Signal(object)  # list[Path]: files and folders
    address_dropped = Signal(str)  # of something on the web

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def cover(self) -> None:
        """Tell that files can be dropped."""
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What happens to the window: files come, leave or are let go."""
        if isinstance(event, QDropEvent):
            paths, address = list_local_paths(event.mimeData()), find_address(event.mimeData())
            if paths or address:
                event.acceptProposedAction()
                if event.type() is QEvent.Type.Drop:
                    self.hide()
                    self._emit(paths, address)
                else:
                    self.cover()
                return True
        if event.type() is QEvent.Type.DragLeave:
            self.hide()
        elif event.type() is QEvent.Type.Resize:
            self.resize(self._window.size())
        return super().eventFilter(watched, event)

    def _emit(self, paths: list[Path], address: str) -> None:
        if paths:
            self.dropped.emit(paths)
        else:
            self.address_dropped.emit(address)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self.palette()
        base, accent = palette.color(QPalette.ColorRole.Base), pick_colours(palette).accent
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = blend(accent, base, 0.86)
        ground.setAlpha(240)
        painter.fillRect(self.rect(), ground)
        painter.setPen(QPen(accent, 3, Qt.PenStyle.DashLine, Qt.PenCapStyle.RoundCap))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(20, 20, -20, -20), 14, 14)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.8)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        text = self.tr("Släpp filer eller mappar för att skriva ut dem")
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)


def list_local_paths(mime: QMimeData) -> list[Path]:
    """The files and folders of this computer among what is dropped or pasted."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def find_address(mime: QMimeData) -> str:
    """The web address that is dropped or pasted, "" where it is none."""
    link = next((url.toString() for url in mime.urls() if not url.isLocalFile()), "")
    text = link or mime.text().strip()
    return text if is_address(text) else ""


def is_address(text: str) -> bool:
    """Whether a text is one address on the web."""
    has_scheme = text.startswith(("http://", "https://")) and len(text) > len("https://")
    return has_scheme and not any(char.isspace() for char in text)
