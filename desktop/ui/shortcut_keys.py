"""Keeps the global shortcuts in step with the settings, and brings their presses to Qt."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.errors import ShortcutError
from desktop.library.job import Fault
from desktop.settings import Settings
from desktop.system.events import Listening, Pressed, Refused, Released, Shortcuts
from desktop.system.keys import Shortcut, parse_shortcut
from desktop.system.typist import MakeShortcuts, System
from desktop.ui.bridge import Bridge

SHORTCUTS = ("toggle", "talk", "pause")


class ShortcutKeys(QObject):
    """Off as long as no shortcut is chosen: nothing is imported, and no key taken."""

    pressed = Signal(str)  # its name
    released = Signal(str)
    changed = Signal()  # `faults` and `keys`

    def __init__(
        self, make_shortcuts: MakeShortcuts, system: System, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.faults: dict[str, Fault] = {}  # by name, why a shortcut is not to be had; "": none is
        self.keys: dict[str, str] = {}  # by name, the keys that the desktop had the user choose
        self._make_shortcuts = make_shortcuts
        self._system = system
        self._source: Shortcuts | None = None
        self._number = 0  # of the source; what an earlier one told is void
        self._wanted: dict[str, str] = {}
        self._bridge = Bridge(self)
        self._bridge.arrived.connect(self._take)

    def use(self, settings: Settings) -> None:
        """Take the keys that are chosen, and let go of those that are no longer."""
        chosen = {name: getattr(settings, f"shortcut_{name}") for name in SHORTCUTS}
        wanted = {name: keys for name, keys in chosen.items() if keys}
        if wanted == self._wanted:
            return
        self.close()
        self._wanted, self.faults, self.keys = wanted, {}, {}
        self._number += 1
        shortcuts: dict[str, Shortcut] = {}
        for name, keys in wanted.items():
            try:
                shortcuts[name] = parse_shortcut(keys)
            except ShortcutError as error:
                self.faults[name] = Fault(error.code, error.details)
        if shortcuts:
            tell = partial(self._pass_on, self._number)
            self._source = self._make_shortcuts(self._system, shortcuts, tell)
        self.changed.emit()

    def close(self) -> None:
        """Let all keys go."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def _pass_on(self, number: int, event: object) -> None:
        self._bridge((number, event))

    def _take(self, item: tuple[int, object]) -> None:
        number, event = item
        if number != self._number or self._source is None:
            return
        match event:
            case Pressed(name=name):
                self.pressed.emit(name)
            case Released(name=name):
                self.released.emit(name)
            case Listening(keys=keys):
                self.keys = dict(keys)
                self.changed.emit()
            case Refused(name=name, error=error):
                self.faults[name] = Fault(error.code, error.details)
                self.changed.emit()
