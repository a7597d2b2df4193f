"""The colours: as the system, light, dark, high contrast, changed while the window is open."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from desktop.settings import APPEARANCES
from desktop.ui.appearance import Appearance, make_contrast_palette, make_palette
from desktop.ui.flat_button import FlatButton
from desktop.ui.theme import is_contrast, is_dark, pick_colours

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def as_before(qapp: QApplication) -> Iterator[None]:
    yield
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


def measure_luminance(colour: QColor) -> float:
    """By WCAG 2.2."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def measure_contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted(map(measure_luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_high_contrast_is_high() -> None:
    palette = make_contrast_palette()
    base, colours = palette.color(QPalette.ColorRole.Base), pick_colours(palette)
    assert is_contrast(palette)
    for colour in (colours.dim, colours.record, colours.error, colours.success, colours.accent):
        assert measure_contrast(colour, base) >= 7
    for colour in (colours.line, colours.accent):  # of frames, and of what has the keyboard
        assert measure_contrast(colour, base) >= 3
    assert measure_contrast(colours.success, colours.track) >= 3
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText):
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled):
            assert measure_contrast(palette.color(group, role), base) >= 7
    chosen = QPalette.ColorRole.Highlight, QPalette.ColorRole.HighlightedText
    assert measure_contrast(*map(palette.color, chosen)) >= 7


def test_what_is_off_can_be_read_in_the_dark() -> None:
    palette = make_palette(dark=True)
    base = palette.color(QPalette.ColorRole.Base)
    off = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert 3 <= measure_contrast(off, base) < measure_contrast(QColor("#f0f0f0"), base)


def test_every_appearance_can_be_chosen_and_left(qapp: QApplication) -> None:
    appearance = Appearance()
    system = qapp.palette().color(QPalette.ColorRole.Base)
    for name in (*APPEARANCES, "light", "contrast", "dark", "system"):
        appearance.use(name)
        palette = qapp.palette()
        assert is_contrast(palette) is (name == "contrast")
        assert bool(qapp.styleSheet()) is (name == "contrast")
        if name != "system":
            assert is_dark(palette) is (name != "light")
    assert qapp.palette().color(QPalette.ColorRole.Base) == system


def test_an_open_window_follows(start: Callable) -> None:
    desk = start()
    desk.app.choices.change(appearance="contrast")
    button = desk.window.open_button
    assert isinstance(button, FlatButton)
    desk.qtbot.waitUntil(lambda: is_contrast(button.palette()))
    button.clearFocus()
    image = button.grab().toImage()
    middle = image.pixelColor(image.width() // 2, 0)
    assert measure_contrast(middle, QColor("black")) >= 3  # its frame is seen
    again = start()
    assert is_contrast(again.window.palette())
    again.app.choices.change(appearance="light")
    again.qtbot.waitUntil(lambda: not is_contrast(again.window.palette()))
