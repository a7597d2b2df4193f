"""The window's colours and icons, all derived from the system's palette, light or dark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from desktop.paths import bundled_asset

ICON_SIZES = (16, 20, 24, 32, 48, 64)


@dataclass(frozen=True)
class Colours:
    """The few colours with a meaning. Each stands at 4.5:1 or more against the palette's base."""

    record: QColor
    error: QColor
    success: QColor
    accent: QColor
    dim: QColor  # text of less weight
    line: QColor  # hairlines between areas, outlines of buttons
    track: QColor  # the part of a bar that is not filled


def pick_colours(palette: QPalette) -> Colours:
    """The colours that go with a palette."""
    base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    if is_contrast(palette):
        return Colours(
            record=QColor("#ff8080"),
            error=QColor("#ffb0a0"),
            success=QColor("#40ff90"),
            accent=QColor("#ffff00"),
            dim=text,
            line=text,
            track=blend(text, base, 0.7),
        )
    dark = is_dark(palette)
    return Colours(
        record=QColor("#ff6961" if dark else "#c9302c"),
        error=QColor("#ff8a80" if dark else "#b3261e"),
        success=QColor("#7bd88f" if dark else "#1b6e35"),
        accent=QColor("#7db7ff" if dark else "#1f5fa8"),
        dim=blend(text, base, 0.36),
        line=blend(text, base, 0.86),
        track=blend(text, base, 0.86),
    )


def is_dark(palette: QPalette) -> bool:
    """Whether text is lighter than its ground."""
    text = palette.color(QPalette.ColorRole.Text)
    return text.lightness() > palette.color(QPalette.ColorRole.Base).lightness()


def is_contrast(palette: QPalette) -> bool:
    """Whether text is white on black, the farthest that colours can be from each other."""
    active = QPalette.ColorGroup.Active
    text = palette.color(active, QPalette.ColorRole.Text)
    base = palette.color(active, QPalette.ColorRole.Base)
    return (text.rgb(), base.rgb()) == (QColor("white").rgb(), QColor("black").rgb())


def blend(first: QColor, second: QColor, share: float) -> QColor:
    """`first` with `share` (0 to 1) of `second` mixed in."""
    return QColor.fromRgbF(
        first.redF() * (1 - share) + second.redF() * share,
        first.greenF() * (1 - share) + second.greenF() * share,
        first.blueF() * (1 - share) + second.blueF() * share,
    )


def set_text_colour(label: QWidget, colour: QColor) -> None:
    """Write a label in a colour, whichever ground it stands on."""
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, colour)
    palette.setColor(QPalette.ColorRole.Text, colour)  # the role of text on a Base ground
    label.setPalette(palette)


def paint_card(widget: QWidget, colour: QColor) -> None:
    """Fill a widget with a tint of a colour, its corners rounded. Call while it is painted."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(colour if is_contrast(widget.palette()) else Qt.PenStyle.NoPen)
    painter.setBrush(blend(colour, widget.palette().base().color(), 0.88))
    painter.drawRoundedRect(widget.rect().adjusted(0, 0, -1, -1), 8, 8)


def make_icon(name: str, colour: QColor, disabled: QColor | None = None) -> QIcon:
    """An icon of assets/icons in one colour, sharp at every scale the screen may have."""
    icon = QIcon()
    for size in ICON_SIZES:
        icon.addPixmap(draw_icon(name, colour, size))
        if disabled is not None:
            icon.addPixmap(draw_icon(name, disabled, size), QIcon.Mode.Disabled)
    return icon


def draw_icon(name: str, colour: QColor, size: int, device_pixel_ratio: float = 1.0) -> QPixmap:
    """The icon as a square pixmap, `size` logical pixels wide."""
    return _draw(name, colour.rgba(), size, device_pixel_ratio)


@lru_cache(maxsize=512)  # rows are painted often, in few colours
def _draw(name: str, rgba: int, size: int, device_pixel_ratio: float) -> QPixmap:
    side = round(size * device_pixel_ratio)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    svg = bundled_asset("icons", f"{name}.svg").read_bytes()
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, side, side))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), QColor.fromRgba(rgba))
    painter.end()
    pixmap.setDevicePixelRatio(device_pixel_ratio)
    return pixmap
