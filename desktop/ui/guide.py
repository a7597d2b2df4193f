"""The user's guide in the app: the pages of docs/, in the app's language, without a network."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
)

from desktop.paths import guide_path
from desktop.ui.flat_button import FlatButton
from desktop.ui.main_window import MainWindow
from desktop.ui.side_dialog import SideDialog, open_beside
from desktop.ui.theme import pick_colours, set_text_colour

SIZE = QSize(980, 720)
CONTENTS_WIDTH = 230
LEAST_WIDTH = 620  # with contents beside the page
MARGIN = 18
ROOM = 24  # beside a picture, for the scroll bar


class Page(QTextBrowser):
    """Markdown with pictures no wider than the page. Links are followed here, or by the system."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(self._follow)
        self._path: Path | None = None
        self._width = 0
        self._shown: QTextDocument | None = None

    def show_guide(self, path: Path) -> None:
        """Show a file, from its beginning. Raises OSError."""
        text = path.read_text("utf-8")
        self._path = path
        self._width = self._find_width()
        self.setSearchPaths([str(path.parent)])
        # A new one: one that has been shown keeps its first heading, empty, above the next text.
        before, document = self._shown, QTextDocument(self)
        self._shown = document
        document.setDocumentMargin(MARGIN)
        document.setDefaultFont(self.font())
        document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        colour_links(document, pick_colours(self.palette()).accent)
        self.setDocument(document)  # filled: or the cursor would stand at its end
        if before is not None:
            before.deleteLater()

    def headings(self) -> list[tuple[int, str, QTextBlock]]:
        """Level, text and place of each."""
        found = []
        block = self.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if level:
                found.append((level, block.text(), block))
            block = block.next()
        return found

    def go_to(self, block: QTextBlock) -> None:
        """Put a place at the top, and the cursor there for whoever listens to the page."""
        cursor = self.textCursor()
        cursor.setPosition(block.position())
        self.setTextCursor(cursor)
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(round(top))

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture as wide as the page at most."""
        if kind != QTextDocument.ResourceType.ImageResource.value or self._path is None:
            return None
        image = QImage(str(self._path.parent / QUrl(name).path()))
        ratio = self.devicePixelRatioF()
        if image.width() > self._width * ratio:
            smooth = Qt.TransformationMode.SmoothTransformation
            image = image.scaledToWidth(round(self._width * ratio), smooth)
        image.setDevicePixelRatio(ratio)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._path is not None and self._find_width() != self._width:
            place = self.verticalScrollBar().value() / max(1, self.verticalScrollBar().maximum())
            self.show_guide(self._path)
            self.verticalScrollBar().setValue(round(place * self.verticalScrollBar().maximum()))

    def _find_width(self) -> int:
        return max(100, self.viewport().width() - 2 * MARGIN - ROOM)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)
        elif link.hasFragment() and not link.path():
            for _, text, block in self.headings():
                if make_anchor(text) == link.fragment():
                    self.go_to(block)
                    return


class Guide(SideDialog):
    """Contents on the left, the page on the right, a field that searches it above."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._language = ""
        self.page = Page()
        self.contents = QListWidget()
        self.contents.setFrameShape(QFrame.Shape.NoFrame)
        self.contents.setFixedWidth(CONTENTS_WIDTH)
        self.contents.setWordWrap(True)
        self.contents.itemActivated.connect(lambda _: self._go())
        self.contents.itemClicked.connect(lambda _: self._go())
        self.search = QLineEdit(clearButtonEnabled=True)
        self.search.textChanged.connect(lambda _: self._find(afresh=True))
        self.search.returnPressed.connect(self._find)
        self.next = FlatButton()
        self.next.clicked.connect(lambda: self._find())
        self.told = QLabel()
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.search.setFocus)
        QShortcut(QKeySequence.StandardKey.FindNext, self).activated.connect(self._find)
        self._lay_out()
        self.retranslate()
        self.recolour()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Hjälp"))
        self.page.setAccessibleName(self.tr("Hjälp"))
        self.contents.setAccessibleName(self.tr("Innehåll"))
        self.search.setPlaceholderText(self.tr("Sök i hjälpen"))
        self.search.setAccessibleName(self.tr("Sök i hjälpen"))
        self.next.setText(self.tr("Nästa"))
        if self._window.language != self._language:
            self._language = self._window.language
            self._read()

    def recolour(self) -> None:
        set_text_colour(self.told, pick_colours(self.palette()).dim)
        colour_links(self.page.document(), pick_colours(self.palette()).accent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.contents.setVisible(self.width() >= LEAST_WIDTH)

    def _read(self) -> None:
        try:
            self.page.show_guide(guide_path(self._window.language))
        except OSError:
            self.page.setPlainText(self.tr("Hjälpen saknas. Installera Talskrift på nytt."))
        self.contents.clear()
        for level, text, _ in self.page.headings():
            if level <= 2:
                self.contents.addItem(text)

    def _go(self) -> None:
        # The page is laid out anew when it gets another width: the places are then others.
        titles = {text: block for _, text, block in self.page.headings()}
        item = self.contents.currentItem()
        if item is not None and item.text() in titles:
            self.page.go_to(titles[item.text()])

    def _find(self, afresh: bool = False) -> None:
        sought = self.search.text().strip()
        cursor = self.page.textCursor()
        if afresh:
            cursor.setPosition(cursor.selectionStart())
            self.page.setTextCursor(cursor)
        is_found = not sought or self.page.find(sought)
        if not is_found:  # from the top
            cursor.setPosition(0)
            self.page.setTextCursor(cursor)
            is_found = self.page.find(sought)
        self.told.setText("" if is_found else self.tr("Finns inte här"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.next)
        top.addWidget(self.told)
        right = QVBoxLayout()
        right.addLayout(top)
        right.addWidget(self.page, 1)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.contents)
        body.addLayout(right, 1)
        self.lay_out(body, size=SIZE)


def open_guide(window: MainWindow) -> Guide:
    """Open the guide beside the main window, or bring it to the front."""
    return open_beside(window, Guide, lambda: Guide(window))


def colour_links(document: QTextDocument, colour: QColor) -> None:
    """Give links a colour: Qt makes those of Markdown blue, on a dark ground too."""
    format_ = QTextCharFormat()
    format_.setForeground(colour)
    block = document.begin()
    while block.isValid():
        for place in block.textFormats():
            if place.format.isAnchor():
                cursor = QTextCursor(block)
                cursor.setPosition(block.position() + place.start)
                end = block.position() + place.start + place.length
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(format_)
        block = block.next()


def make_anchor(heading: str) -> str:
    """What GitHub calls a heading in a link."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
