"""Every window: each control is named and reached by Tab, and nothing is cut off when small."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAction, QFont
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from desktop.settings import LANGUAGES, Settings
from desktop.ui.elided_label import ElidedLabel
from desktop.ui.main_window import MainWindow
from desktop.ui.screenshots import NOTES, VIEWS
from desktop.ui.translation import install_language
from desktop.wording import Language

pytestmark = pytest.mark.window

SMALL = (640, 360)  # a screen of 1280 × 720 at 200 %
LARGE_LETTERS = 1.5  # in English; in Swedish they are as usual


@pytest.fixture(autouse=True)
def usual_font(qapp: QApplication) -> Iterator[QFont]:
    font = qapp.font()
    yield font
    qapp.setFont(font)
    install_language("sv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_is_named_and_reached_and_nothing_is_cut_off(
    qapp: QApplication, usual_font: QFont, language: Language
) -> None:
    if language == "en":
        large = QFont(usual_font)
        large.setPointSizeF(usual_font.pointSizeF() * LARGE_LETTERS)
        qapp.setFont(large)
    install_language(language)
    settings = Settings(language=language)
    faults: dict[str, list[str]] = {}
    for view, show in VIEWS.items():
        window = MainWindow("0.0")
        window.show_settings(settings)
        window.status_line.show_note(NOTES[language])
        window.show()
        faults[view] = list_faults(qapp, show(window, settings) or window)
        window.close()
        window.deleteLater()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert {view: found for view, found in faults.items() if found} == {}


def list_faults(qapp: QApplication, shown: QWidget) -> list[str]:
    controls, reached = find_controls(shown), walk_by_tab(shown)
    faults = [] if len(controls) >= 2 else ["has no controls"]
    faults += [f"nameless: {one}" for one in controls if not read_name(one)]
    faults += [f"not reached: {one}" for one in controls if one not in reached]
    for menu in shown.findChildren(QMenu):
        faults += [f"twice in {menu.title()}: {key}" for key in find_shared_mnemonics(menu)]
    shown.resize(*SMALL)
    qapp.processEvents()
    if shown.width() > SMALL[0] or shown.height() > SMALL[1]:
        faults.append(f"no smaller than {shown.size()}")
    return faults + list_cut_off(shown)


def find_controls(shown: QWidget) -> list[QWidget]:
    """What takes the keyboard by Tab; the inner line of a box belongs to its box."""
    return [
        widget
        for widget in shown.findChildren(QWidget)
        if widget.isVisibleTo(shown)
        and widget.window() is shown
        and widget.isEnabledTo(shown)
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.objectName().startswith("qt_")
    ]


def read_name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()


def walk_by_tab(shown: QWidget) -> set[QWidget]:
    """What Tab comes by, once round."""
    reached: set[QWidget] = set()
    widget = shown.nextInFocusChain()
    while widget is not shown and widget not in reached:
        reached.add(widget)
        widget = widget.nextInFocusChain()
    return reached


def find_shared_mnemonics(menu: QMenu) -> list[str]:
    """The letters that two entries of a menu have underlined."""
    letters = [letter for entry in menu.actions() if (letter := find_mnemonic(entry))]
    return sorted({letter for letter in letters if letters.count(letter) > 1})


def find_mnemonic(action: QAction) -> str:
    _before, _, after = action.text().replace("&&", "").partition("&")
    return after[:1].lower() if action.isVisible() else ""


def list_cut_off(shown: QWidget) -> list[str]:
    """The texts of labels and buttons that have not room enough."""
    cut_off = []
    for widget in shown.findChildren(QWidget):
        if not widget.isVisibleTo(shown) or widget.window() is not shown:
            continue
        if isinstance(widget, QLabel) and not isinstance(widget, ElidedLabel) and widget.text():
            wraps = widget.wordWrap()
            needed = widget.heightForWidth(widget.width()) if wraps else widget.sizeHint().width()
            has = widget.height() if wraps else widget.width()
        elif isinstance(widget, QAbstractButton) and widget.text():
            needed, has = widget.minimumSizeHint().width(), widget.width()
        else:
            continue
        if has < needed:
            cut_off.append(f"{widget.text()}: {has} of {needed}")  # type: ignore[attr-defined]
    return cut_off
