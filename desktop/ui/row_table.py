"""A plain table, a row a thing: as high as is easy to read, walked through with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

ROOM = 12  # above and below a row's text, together
DataRole = Qt.ItemDataRole.UserRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RowTable(QTreeWidget):
    """Each row has what it stands for as its data. `numbers`: the column that holds numbers."""

    delete_asked = Signal()  # the Del key

    def __init__(self, n_columns: int, numbers: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self.setColumnCount(n_columns)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setTabKeyNavigation(False)
        self.headerItem().setTextAlignment(numbers, RIGHT)

    def add(self, texts: Sequence[str], data: object) -> QTreeWidgetItem:
        """One more row; the first becomes the current one."""
        item = QTreeWidgetItem(list(texts))
        item.setData(0, DataRole, data)
        item.setTextAlignment(self._numbers, RIGHT)
        item.setSizeHint(0, QSize(0, self.fontMetrics().height() + ROOM))
        for column, text in enumerate(texts):
            item.setToolTip(column, text)
        self.addTopLevelItem(item)
        if self.currentItem() is None:
            self.setCurrentItem(item)
        return item

    def list_items(self) -> list[QTreeWidgetItem]:
        """The rows."""
        items = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return [item for item in items if item is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)
