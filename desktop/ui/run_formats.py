"""How the runs of a transcript look: what is said, what may change, remarks, names, and notes."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QPalette, QTextCharFormat

from desktop.ui.theme import is_contrast, is_dark, pick_colours
from desktop.ui.transcript_runs import Look, Run

# Each stands at 4.5:1 or more against the palette's base, and differs from the others in lightness
# or warmth, not in redness alone. The name tells what the colour tells.
ON_LIGHT = ("#1f5fa8", "#9a4a00", "#1b6e35", "#8b2f7d", "#6b5d00", "#00686f")
ON_DARK = ("#7db7ff", "#ffb27a", "#7bd88f", "#e9a3dd", "#dccb60", "#6fd6dc")


class RunFormats:
    """Of one text: every speaker has a colour, in the order in which they are first seen."""

    def __init__(self, palette: QPalette) -> None:
        self._palette = palette
        self._dim = pick_colours(palette).dim
        self._speakers: list[str] = []

    def pick(self, run: Run) -> QTextCharFormat:
        """The look of a run."""
        look = QTextCharFormat()
        if run.look is Look.SPEAKER:
            look.setForeground(self.pick_colour(run.speaker))
            look.setFontWeight(QFont.Weight.DemiBold)
        elif run.look is Look.SAID:
            look.setForeground(self._palette.color(QPalette.ColorRole.Text))
        else:
            look.setForeground(self._dim)
            look.setFontItalic(run.look is Look.NOTE)
        return look

    def pick_colour(self, speaker: str) -> QColor:
        """A speaker's colour; in high contrast all have that of the text."""
        if is_contrast(self._palette):
            return self._palette.color(QPalette.ColorRole.Text)
        if speaker not in self._speakers:
            self._speakers.append(speaker)
        colours = ON_DARK if is_dark(self._palette) else ON_LIGHT
        return QColor(colours[self._speakers.index(speaker) % len(colours)])
