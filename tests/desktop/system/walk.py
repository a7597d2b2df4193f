"""Walks through the user guide in the real app on a real screen: `walk.py FOLDER [PICTURES]`.

Finds every control by the name that the guide calls it. FOLDER has `spoken.wav`, `media/` and room
for what is exported; another program's window called "brev" is open. Prints what the test compares.
"""

import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QKeySequenceEdit,
    QLineEdit,
    QMenu,
    QMessageBox,
    QWidget,
)

from desktop import app as app_module
from desktop.__main__ import main
from desktop.file_queue import Phase

WAIT_S = 30.0
SINK = "vmic"
FOLDER = Path(sys.argv[1])
PICTURES = Path(sys.argv[2]) if len(sys.argv) > 2 else None


def wait_for(what: str, is_so: Callable[[], Any]) -> Any:
    """Let the app work until `is_so` answers something; returns that."""
    give_up_at_s = time.monotonic() + WAIT_S
    while not (answer := is_so()):
        assert time.monotonic() < give_up_at_s, f"waited in vain for: {what}"
        QTest.qWait(20)
    return answer


def take_picture(name: str) -> None:
    """Everything on the screen, for the eyes of whoever wrote the step."""
    if PICTURES is not None:
        QTest.qWait(400)
        screen = QGuiApplication.primaryScreen()
        screen.grabWindow(0).save(str(PICTURES / f"{name}.png"))


def find(kind: type[QWidget], name: str) -> Any:
    """The visible control of that name, as a screen reader or the eye finds it."""

    def look() -> Any:
        for widget in QApplication.allWidgets():
            if isinstance(widget, kind) and widget.isVisible():
                text = widget.text() if isinstance(widget, QAbstractButton) else ""
                if name in (widget.accessibleName(), text.replace("&", "").strip()):
                    return widget
        return None

    return wait_for(f"{kind.__name__} “{name}”", look)


def press(name: str) -> None:
    button = find(QAbstractButton, name)
    wait_for(f"“{name}” to be usable", button.isEnabled)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(window: Any, *path: str) -> None:
    """Choose in the menu bar, as “Arkiv → Papperskorgen …” says."""

    def look_in(actions: list[QAction], name: str) -> QAction:
        return next(action for action in actions if action.text().replace("&", "") == name)

    actions = window.menuBar().actions()
    for name in path[:-1]:
        menu = cast(QMenu, look_in(actions, name).menu())
        menu.aboutToShow.emit()
        actions = menu.actions()
    action = look_in(actions, path[-1])
    assert action.isEnabled(), f"{path} cannot be chosen"
    action.trigger()


def dialog(title: str) -> Any:
    def look() -> Any:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible() and widget.windowTitle() == title:
                return widget
        return None

    return wait_for(f"the window “{title}”", look)


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.stdout.strip()


def key(keys: str) -> None:
    """At the keyboard itself: whoever has the focus gets it, or who has asked for the keys."""
    run("xdotool", "key", keys)
    QTest.qWait(50)


def write(text: str) -> None:
    run("xdotool", "type", "--delay", "20", text)
    QTest.qWait(50)


def save_as(path: Path) -> None:
    """By a program of its own: the app stands still in the file dialog, and so would the walk."""
    shown = "xdotool search --sync --onlyvisible --name '^Spara texten$' windowfocus --sync"
    typed = f"xdotool type --delay 20 '{path}' && xdotool key Return"
    subprocess.Popen(["sh", "-c", f"xdotool key ctrl+s && {shown} && {typed}"])


class Walk:
    """The chapters of the guide, one after the other."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.window = app.window
        self.told: dict[str, Any] = {}

    def jobs(self) -> list[Any]:
        return list(self.app.desk.jobs())

    def text(self) -> str:
        return self.window.page.text.toPlainText()

    def start(self) -> None:
        """First start: it is ready, says what its model can do, and offers one that fits."""
        wait_for("the engine", lambda: self.window.jobs.engine_ready)
        wait_for("the offer of a model", self.window.notice.isVisible)
        assert "KB-Whisper" in self.window.notice.text.text()
        take_picture("1-first-start")
        press("Visa modellerna")
        models = dialog("Modeller")
        take_picture("2-models")
        models.close()

    def dictate(self) -> None:
        """A shortcut, then the text stands in the other program."""
        choose(self.window, "Inställningar", "Diktera i andra program …")
        keys = dialog("Inställningar")
        field = find(QKeySequenceEdit, "Börja och sluta")
        field.setFocus()
        changes: list[bool] = []  # the keys are chosen; the X server has them
        self.app.anywhere.keys.changed.connect(lambda: changes.append(True))
        key("ctrl+alt+d")
        wait_for("the shortcut", lambda: len(changes) >= 2)
        take_picture("3-shortcut")
        keys.close()
        run("xdotool", "search", "--sync", "--onlyvisible", "--name", "^brev$", "windowraise",
            "windowfocus", "--sync")  # fmt: skip
        key("ctrl+alt+d")
        small = wait_for("the small window", self.find_small)
        wait_for("the microphone", lambda: any(job.is_growing for job in self.jobs()))
        QTest.qWait(500)
        player = subprocess.Popen(["paplay", f"--device={SINK}", str(FOLDER / "spoken.wav")])
        wait_for(
            "words while they are spoken", lambda: self.jobs()[0].live or self.jobs()[0].segments
        )
        take_picture("4-dictating")
        wait_for("the end of the speech", lambda: player.poll() is not None)
        key("ctrl+alt+d")
        wait_for("the text", lambda: self.jobs()[0].phase is Phase.DONE)
        wait_for("the small window to go", lambda: not small.isVisible())
        self.told["dictated"] = self.jobs()[0].transcript.text
        wait_for("the main window", self.come_to_front)

    def come_to_front(self) -> bool:
        if not self.window.isActiveWindow():
            run("xdotool", "windowactivate", str(int(self.window.winId())))
            QTest.qWait(200)
        return self.window.isActiveWindow()

    def find_small(self) -> QWidget | None:
        for widget in QApplication.topLevelWidgets():
            if widget.windowTitle() == "Talskrift: diktering" and widget.isVisible():
                return widget
        return None

    def drop_files(self) -> None:
        """Ten files of ten kinds at once."""
        files = sorted((FOLDER / "media").iterdir())
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
        at, action = QPoint(500, 300), Qt.DropAction.CopyAction
        button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self.window, QDragEnterEvent(at, action, mime, button, no_key))
        take_picture("5-drop")
        QApplication.sendEvent(self.window, QDropEvent(at, action, mime, button, no_key))
        wait_for("ten more jobs", lambda: len(self.jobs()) == 1 + len(files))
        take_picture("6-queue")
        wait_for("their texts", lambda: all(job.phase is Phase.DONE for job in self.jobs()))
        self.told["n_files"] = len(files)
        self.told["empty"] = [job.source.name for job in self.jobs() if not job.segments]

    def correct(self) -> None:
        """Click into the text and write; undo, and do again."""
        job = next(job for job in self.jobs() if job.source.name == "intervju.mp3")
        self.window.list.select(job.job_id)
        wait_for("its text", self.text)
        page = self.window.page.text
        wait_for("its text to be writable", lambda: not page.isReadOnly())
        heard = self.text()
        page.setFocus()
        key("ctrl+Home")
        write("Rättelsen kom ")
        corrected = "Rättelsen kom " + heard
        wait_for(f"{corrected!r}, not {self.text()!r}", lambda: self.text() == corrected)
        key("ctrl+z")
        wait_for("the undone text", lambda: self.text() != corrected)
        key("ctrl+shift+z")
        wait_for("the text again", lambda: self.text() == corrected)
        take_picture("7-corrected")

    def search(self) -> None:
        """Ctrl+F, a word, and the list shows where it was said."""
        key("ctrl+f")
        field = find(QLineEdit, "Sök i allt som sagts")
        wait_for("the field to have the keyboard", field.hasFocus)
        write("rättelsen")
        wait_for("one hit", lambda: self.window.jobs.rowCount() == 1)
        wait_for("the hit in the text", lambda: "Rättelsen" in self.text())
        take_picture("8-found")

    def export(self) -> None:
        """Ctrl+S, a name, Return: what the name ends with is the format."""
        for name in ("intervju.docx", "intervju.srt", "intervju.txt"):
            path = FOLDER / name
            save_as(path)
            wait_for(f"{name}", path.exists)
        self.told["shown"] = self.text()
        key("ctrl+f")
        key("Escape")
        wait_for("the whole list", lambda: self.window.jobs.rowCount() == 1 + self.told["n_files"])

    def delete(self) -> None:
        """Away with the dictation; it lies in the bin, and comes back, and goes for good."""
        first = next(job for job in self.jobs() if job.is_recording)
        self.window.list.select(first.job_id)
        choose(self.window, "Redigera", "Ta bort")
        wait_for("the row to go", lambda: not self.window.jobs.find(first.job_id).isValid())
        choose(self.window, "Arkiv", "Papperskorgen …")
        bin_ = dialog("Papperskorgen")
        press("Lägg tillbaka")
        wait_for("the row again", lambda: self.window.jobs.find(first.job_id).isValid())
        self.window.list.select(first.job_id)
        choose(self.window, "Redigera", "Ta bort")
        wait_for("the row to go", lambda: not self.window.jobs.find(first.job_id).isValid())
        press("Radera …")
        box = wait_for("the question", lambda: bin_.findChild(QMessageBox))
        take_picture("9-bin")
        QTest.mouseClick(
            next(button for button in box.buttons() if button.text() == "Radera"),
            Qt.MouseButton.LeftButton,
        )
        wait_for("the empty bin", lambda: not list((self.app._parts.data_dir / "bin").iterdir()))
        bin_.close()

    def walk(self) -> None:
        for chapter in (
            self.start,
            self.dictate,
            self.drop_files,
            self.correct,
            self.search,
            self.export,
            self.delete,
        ):
            begun_s = time.monotonic()
            chapter()
            print(f"{chapter.__name__}: {time.monotonic() - begun_s:.1f} s", file=sys.stderr)
        self.window.close()
        print(json.dumps(self.told), flush=True)


class WalkedApp(app_module.App):
    def begin(self, files: list[Path]) -> None:
        super().begin(files)
        QTimer.singleShot(0, self.be_walked)

    def be_walked(self) -> None:
        try:
            Walk(self).walk()
        except BaseException:
            traceback.print_exc()
            take_picture("failed")
            sys.stderr.flush()
            os._exit(1)


app_module.App = WalkedApp  # type: ignore[misc]
sys.exit(main([]))
