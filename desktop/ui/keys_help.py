"""All keys of the window, read off its actions: what is not there cannot be told."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QTextBrowser, QVBoxLayout

from desktop.ui.main_window import MainWindow
from desktop.ui.shortcut_keys import SHORTCUTS
from desktop.ui.side_dialog import SideDialog, open_beside

SIZE = QSize(620, 680)
translate = QCoreApplication.translate


class KeysHelp(SideDialog):
    """Stands beside the main window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.page = QTextBrowser()
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        layout = QVBoxLayout()
        layout.addWidget(self.page, 1)
        self.lay_out(layout, size=SIZE)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Tangenter"))
        self.page.setAccessibleName(self.tr("Tangenter"))
        self.page.setHtml(self._write_page())

    def _write_page(self) -> str:
        parts = []
        listed: set[QAction] = set()
        for action in self._window.menuBar().actions():
            menu = action.menu()
            if isinstance(menu, QMenu):
                actions = [one for one in menu.actions() if one.shortcuts()]
                listed.update(actions)
                parts.append(write_group(menu.title(), [describe(one) for one in actions]))
        others = [one for one in self._window.actions_.by_name.values() if one.shortcuts()]
        rest = [describe(one) for one in others if one not in listed]
        space = (self.tr("Börja eller sluta spela in, när ingen text ändras"), self.tr("Blanksteg"))
        parts.append(write_group(self.tr("I fönstret"), [space, *rest]))
        parts.append(write_group(self.tr("I alla program"), self._list_global()))
        style = "<style>td { padding: 3px 24px 3px 0; } h3 { margin-bottom: 2px; }</style>"
        return style + "".join(parts)

    def _list_global(self) -> list[tuple[str, str]]:
        """The keys of dictation into other programs, where the user has chosen any."""
        names = {
            "toggle": self.tr("Börja och sluta diktera"),
            "talk": self.tr("Diktera medan tangenten hålls nere"),
            "pause": self.tr("Pausa och fortsätt"),
        }
        settings = self._window.settings
        chosen = ((name, getattr(settings, f"shortcut_{name}")) for name in SHORTCUTS)
        return [(names[name], show_keys(QKeySequence(keys))) for name, keys in chosen if keys]


def describe(action: QAction) -> tuple[str, str]:
    """What an action does, and its keys."""
    keys = " / ".join(show_keys(key) for key in action.shortcuts())
    return action.text().replace("&", "").removesuffix(" …"), keys


def show_keys(keys: QKeySequence) -> str:
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


def write_group(title: str, rows: list[tuple[str, str]]) -> str:
    """A heading and its table; nothing where there are no rows."""
    if not rows:
        return ""
    cells = "".join(
        f"<tr><td><b>{escape(keys)}</b></td><td>{escape(text)}</td></tr>" for text, keys in rows
    )
    return f"<h3>{escape(title.replace('&', ''))}</h3><table>{cells}</table>"


def open_keys(window: MainWindow) -> KeysHelp:
    """Open the page, or bring it to the front."""
    return open_beside(window, KeysHelp, lambda: KeysHelp(window))
