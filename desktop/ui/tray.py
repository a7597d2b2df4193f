"""The app's icon among those of the desktop: tells what it does, and has the menu of the moment.

Where the desktop has no such place (GNOME without an extension) all else works as without it.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop import paths
from desktop.file_queue import Phase
from desktop.settings import Settings
from desktop.system.autostart import start_at_login
from desktop.ui.choices import Choices
from desktop.ui.dictation import Dictation
from desktop.ui.disk import Disk
from desktop.ui.geometry import bring_to_front
from desktop.ui.job_desk import JobDesk, storage_fault
from desktop.ui.main_window import MainWindow
from desktop.ui.record_panel import RecordState

ICON_SIDE = 64
LOOK_AGAIN_MS = 5_000
N_LOOKS = 6
ENTRIES = ("record", "dictate", "", "show_window", "", "pause_all", "resume_all", "", "quit")


class Activity(Enum):
    """What the icon tells."""

    IDLE = None
    RECORDING = "#e5484d"
    WORKING = "#2f81f7"


class Tray(QObject):
    """Built with the window; `show` puts the icon up."""

    def __init__(
        self,
        window: MainWindow,
        dictation: Dictation,
        desk: JobDesk,
        disk: Disk,
        choices: Choices,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._dictation = dictation
        self._desk = desk
        self._disk = disk
        self._choices = choices
        self._activity: Activity | None = None
        self._has_told = False
        self._n_looks = 0
        self._later = QTimer(self, singleShot=True, interval=LOOK_AGAIN_MS)
        self._later.timeout.connect(self.show)
        self.icon = QSystemTrayIcon(self)
        self.menu = QMenu(window)
        actions = window.actions_
        for entry in ENTRIES:
            if entry:
                self.menu.addAction(actions[entry])
            else:
                self.menu.addSeparator()
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        actions["show_window"].triggered.connect(self._show_window)
        dictation.state_changed.connect(self._show_activity)
        desk.jobs_added.connect(self._show_activity)
        desk.job_changed.connect(self._show_activity)
        desk.job_removed.connect(self._show_activity)
        choices.changed.connect(self._follow)
        window.hidden_by_close.connect(self._tell_where_it_went)
        window.installEventFilter(self)

    def show(self) -> None:
        """Put the icon up, where there is a place for it; at login that may come a little later."""
        if has_tray():
            self._show_activity()
            self.icon.show()
        elif self._n_looks < N_LOOKS:
            self._n_looks += 1
            self._later.start()
        self._use(self._choices.settings)

    def is_there(self) -> bool:
        """Whether the user can see the icon, as far as the desktop tells."""
        return self.icon.isVisible() and has_tray()

    def close(self) -> None:
        self._later.stop()
        self.icon.hide()
        self._window.stays_when_closed = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
        return False

    def _use(self, settings: Settings) -> None:
        self._window.stays_when_closed = self.is_there if settings.keep_in_tray else None

    def _follow(self, now: Settings, before: Settings) -> None:
        self._use(now)
        if now.start_at_login != before.start_at_login:
            on = now.start_at_login
            self._disk.do(lambda: start_at_login(on), None, lambda error: self._give_up(error, on))

    def _give_up(self, error: OSError, on: bool) -> None:
        self._window.say_fault(storage_fault(error))
        self._choices.change(start_at_login=not on)

    def _show_activity(self, *_: object) -> None:
        activity = Activity.IDLE
        if self._dictation.state is not RecordState.IDLE:
            activity = Activity.RECORDING
        elif any(job.phase is Phase.RUNNING for job in self._desk.jobs()):
            activity = Activity.WORKING
        if activity is not self._activity:
            self._activity = activity
            self.icon.setIcon(draw_tray_icon(activity))
            self._name()

    def _name(self) -> None:
        texts = {
            Activity.RECORDING: self.tr("Talskrift spelar in"),
            Activity.WORKING: self.tr("Talskrift skriver ut"),
        }
        self.icon.setToolTip(texts.get(self._activity or Activity.IDLE, "Talskrift"))

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self._show_window()

    def _show_window(self) -> None:
        bring_to_front(self._window)

    def _tell_where_it_went(self) -> None:
        """Once in each run, so that nobody looks for it in vain."""
        if not self._has_told:
            self._has_told = True
            text = self.tr("Talskrift fortsätter här. Avsluta med ikonens meny.")
            self.icon.showMessage("Talskrift", text, QIcon(app_icon()))


def has_tray() -> bool:
    """Whether the desktop has a place for such icons."""
    return QSystemTrayIcon.isSystemTrayAvailable()


def app_icon() -> QPixmap:
    return QPixmap(str(paths.bundled_asset("icons", "talskrift.png")))


def draw_tray_icon(activity: Activity) -> QIcon:
    """The app's icon, with a disc in the corner while it is at work."""
    size = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    pixmap = app_icon().scaled(ICON_SIDE, ICON_SIDE, *size)
    if activity.value is not None:
        corner = ICON_SIDE * 0.52
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor("white"))
        painter.setBrush(QColor(activity.value))
        painter.drawEllipse(QRectF(corner, corner, ICON_SIDE - corner - 1, ICON_SIDE - corner - 1))
        painter.end()
    return QIcon(pixmap)
