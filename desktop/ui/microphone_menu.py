"""The menu of microphones: listed anew, off the window's thread, each time it is opened."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from desktop.errors import TalskriftError
from desktop.library.job import Fault
from desktop.ui.disk import Disk


class MicrophoneMenu(QObject):
    """The system's default first, then each microphone by its name."""

    about_to_show = Signal()
    chosen = Signal(object)  # str | None: the device's id, None for the system's default
    failed = Signal(object)  # Fault
    listed = Signal()  # `entries` are those of now

    def __init__(self, menu: QMenu, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = menu
        self._group = QActionGroup(self)
        self._chosen_id: str | None = None
        self.entries: tuple[tuple[str | None, str], ...] = ()  # as (id, name)
        menu.aboutToShow.connect(self.about_to_show)
        self.show_devices([], None)

    def list_devices(self, disk: Disk, chosen_id: str | None) -> None:
        """Look for microphones in the other thread, and show them when they are known."""
        self._chosen_id = chosen_id
        disk.do(list_microphones, self._take_list)

    def show_devices(self, devices: list[tuple[str, str]], chosen_id: str | None) -> None:
        """Show these, as (id, name), with the chosen one marked. One that is gone stays listed."""
        self._menu.clear()
        for action in self._group.actions():
            self._group.removeAction(action)
        self.entries = self._name(devices, chosen_id)
        for device_id, name in self.entries:
            action = self._menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(device_id == chosen_id)
            self._group.addAction(action)
            action.triggered.connect(lambda _=False, chosen=device_id: self.chosen.emit(chosen))
        self.listed.emit()

    def _name(
        self, devices: list[tuple[str, str]], chosen_id: str | None
    ) -> tuple[tuple[str | None, str], ...]:
        entries = ((None, self.tr("Systemets val")), *devices)
        if chosen_id in {entry[0] for entry in entries}:
            return entries
        name = str(chosen_id).partition(":")[2]
        return (*entries, (chosen_id, self.tr("{name} (saknas nu)").format(name=name)))

    def _take_list(self, result: list[tuple[str, str]] | Fault) -> None:
        if isinstance(result, Fault):
            self.failed.emit(result)
            result = []
        self.show_devices(result, self._chosen_id)


def list_microphones() -> list[tuple[str, str]] | Fault:
    """The microphones as (id, name), or why they cannot be listed. May block."""
    from desktop.audio.devices import list_input_devices

    try:
        return [(device.id, device.name) for device in list_input_devices()]
    except TalskriftError as error:
        return Fault(error.code, error.details)
