"""Takes new files out of the folder that the user has named, and writes their texts beside them.

Every look is taken in a thread of its own, at most one at a time: a network drive that does not
answer may hold it for minutes, and nothing waits for it, not even the end of the app.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, QTimer

from desktop.errors import ExportError
from desktop.export.write import FORMATS, get_suffix
from desktop.file_queue import Phase
from desktop.library.job import Fault, Job
from desktop.settings import Settings
from desktop.ui.bridge import Bridge
from desktop.ui.choices import Choices
from desktop.ui.disk import Disk
from desktop.ui.format_words import DEFAULT_FORMAT
from desktop.ui.job_desk import JobDesk, storage_fault
from desktop.ui.main_window import MainWindow
from desktop.ui.saving import Saving
from desktop.ui.shelf import Shelf
from desktop.watched_folder import (
    LOOK_EVERY_S,
    Stamp,
    WatchLog,
    WatchState,
    append_notes,
    look,
    name_text_beside,
    note_taken,
    read_log,
    step,
    take_all,
)

LOG_NAME = "watched.jsonl"
TAKEN, GONE = "watched", "watched folder gone"  # topics of the notice

WriteText = Callable[[Path], None]


@dataclass(frozen=True)
class Look:
    """What one look at a folder has found, and which texts were written beside their files."""

    folder: Path
    listing: Mapping[Path, Stamp] | None  # None: the folder cannot be reached
    saved: tuple[str, ...] = ()
    fault: Fault | None = None  # a text could not be written


class Watching(QObject):
    """Begins when the library is ready. What lay in a folder when it was chosen is offered."""

    def __init__(
        self,
        desk: JobDesk,
        shelf: Shelf,
        saving: Saving,
        window: MainWindow,
        disk: Disk,
        choices: Choices,
        data_dir: Path,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._desk, self._shelf, self._saving = desk, shelf, saving
        self._window, self._disk, self._choices = window, disk, choices
        self._log_path = data_dir / LOG_NAME
        self._clock = clock
        self._state = WatchState()
        self._watched: set[Path] = set()  # folders of which it is known what lay in them
        self._unsaved: dict[str, Path] = {}
        self._asked: set[str] = set()
        self._is_looking = self._is_gone = self._is_closed = self._is_ready = False
        self._looks = Bridge(self)
        self._looks.arrived.connect(self._on_look)
        self._timer = QTimer(self, interval=round(1000 * LOOK_EVERY_S))
        self._timer.timeout.connect(self.look)
        shelf.ready.connect(self._begin)
        choices.changed.connect(self._on_choices)

    def look(self) -> None:
        """Look at the folder now, unless the look before has not come to its end."""
        folder = self._choices.settings.watched_folder
        if folder is None or self._is_looking or self._is_closed or not self._is_ready:
            return
        self._is_looking = True
        nested, texts = self._choices.settings.watched_nested, self._list_texts()
        tell = self._looks

        def work() -> None:
            tell(look_and_save(Path(folder), nested, texts))

        Thread(target=work, name="watching", daemon=True).start()

    def close(self) -> None:
        """Look no more; a look that is on its way tells nobody."""
        self._is_closed = True
        self._timer.stop()

    def _begin(self, _: dict[str, Job]) -> None:
        def use(log: WatchLog) -> None:
            self._state = WatchState(log.taken)
            self._watched, self._unsaved = set(log.folders), dict(log.unsaved)
            self._is_ready = True
            self._timer.start()
            self.look()

        self._disk.do(lambda: read_log(self._log_path), use)

    def _on_choices(self, now: Settings, before: Settings) -> None:
        if now.watched_folder != before.watched_folder:
            self._is_gone = False
            self._window.notice.withdraw(TAKEN, GONE)
            if now.watched_folder is not None:
                self._watched.discard(Path(now.watched_folder))  # what lies there is looked at anew
            self.look()

    def _on_look(self, found: Look) -> None:
        self._is_looking = False
        if self._is_closed:
            return
        if found.saved:
            for job_id in found.saved:
                self._unsaved.pop(job_id, None)
            self._note([{"type": "saved", "job": job_id} for job_id in found.saved])
        if found.fault is not None:
            self._window.say_fault(found.fault)
        if str(found.folder) != self._choices.settings.watched_folder:
            self.look()  # another was chosen meanwhile
        elif found.listing is None:
            self._tell_gone(found.folder)
        else:
            self._tell_back()
            self._take(found.folder, found.listing)

    def _take(self, folder: Path, listing: Mapping[Path, Stamp]) -> None:
        if folder not in self._watched:
            new = [path for path in listing if path not in self._state.taken]
            self._state = take_all(self._state, listing)
            self._watched.add(folder)
            lying = [note_taken(path, listing[path]) for path in listing]
            self._note([*lying, {"type": "watched", "folder": str(folder)}])
            self._offer(folder, sorted(new), listing)
            return
        self._state, ready = step(self._state, listing, self._clock())
        if ready:
            self._add(ready, listing)
            self._tell_taken(folder, ready)

    def _add(self, files: list[Path], listing: Mapping[Path, Stamp]) -> None:
        ids = self._desk.add_files(files)
        notes = []
        for file, job_id in zip(files, ids, strict=True):
            wants_text = self._choices.settings.watched_save
            if wants_text:
                self._unsaved[job_id] = file
            notes.append(note_taken(file, listing[file], job_id if wants_text else ""))
        self._note(notes)

    def _offer(self, folder: Path, files: list[Path], listing: Mapping[Path, Stamp]) -> None:
        """The folder was chosen just now; or it is the first look of all."""
        if not files:
            return

        def ask() -> str:
            if len(files) == 1:
                text = self.tr("{folder} bevakas. Där ligger redan en fil: {name}.")
            else:
                text = self.tr("{folder} bevakas. Där ligger redan {count} filer.")
            return text.format(folder=folder.name, count=len(files), name=files[0].name)

        self._window.notice.say(
            ask,
            button=self.tr("Skriv ut dem också"),
            act=lambda: self._add(files, listing),
            topic=TAKEN,
        )

    def _tell_taken(self, folder: Path, files: list[Path]) -> None:
        notice = self._window.notice
        if notice.isVisible() and notice.is_serious:
            return  # the list shows them; a fault keeps its place

        def tell() -> str:
            if len(files) == 1:
                text = self.tr("Ny fil i {folder}: {name}. Den skrivs ut.")
            else:
                text = self.tr("{count} nya filer i {folder}. De skrivs ut.")
            return text.format(folder=folder.name, name=files[0].name, count=len(files))

        notice.say(tell, topic=TAKEN)

    def _tell_gone(self, folder: Path) -> None:
        if self._is_gone:
            return
        self._is_gone = True

        def tell() -> str:
            text = self.tr(
                "Mappen {folder}, som bevakas, går inte att nå. När den är tillbaka hämtas det som "
                "har kommit dit."
            )
            return text.format(folder=folder)

        self._window.notice.say(tell, topic=GONE)

    def _tell_back(self) -> None:
        self._is_gone = False
        self._window.notice.withdraw(GONE)

    def _list_texts(self) -> dict[str, tuple[Path, str, WriteText]]:
        """The texts that can be written now, with where they belong. One whose job is not wanted
        any more is forgotten, one that is not on the desk is laid there for the next look."""
        wanted = self._choices.settings.save_format
        format_ = wanted if wanted in FORMATS else DEFAULT_FORMAT
        texts = {}
        for job_id, file in list(self._unsaved.items()):
            job = self._desk.find(job_id)
            if job is None:
                if job_id not in self._asked:  # else it is not there any more
                    self._asked.add(job_id)
                    self._shelf.ask(job_id, lambda _: None)
            elif job.is_removed or job.phase is Phase.CANCELLED:
                self._unsaved.pop(job_id)
            elif job.phase is Phase.DONE:
                texts[job_id] = (file, format_, self._saving.prepare(job, format_))
        return texts

    def _note(self, notes: list[dict]) -> None:
        def tell(error: OSError) -> None:
            self._window.say_fault(storage_fault(error))

        self._disk.do(partial(append_notes, self._log_path, notes), None, tell)


def look_and_save(
    folder: Path, nested: bool, texts: Mapping[str, tuple[Path, str, WriteText]]
) -> Look:
    """Look at a folder, and write texts beside their files.

    Where it is gone they wait; an empty one may be the place where a drive is mounted.
    """
    listing = None
    with contextlib.suppress(OSError):
        listing = look(folder, nested=nested)
    saved: list[str] = []
    fault: Fault | None = None
    for job_id, (file, format_, write) in texts.items() if listing else ():
        try:
            if file.exists():  # else it has been moved away, and nobody waits for its text there
                write(name_text_beside(file, get_suffix(format_)))
        except ExportError as error:
            fault = Fault(error.code, error.details)
        except OSError:
            continue
        saved.append(job_id)  # one that the disk refused is told once, and can be saved by hand
    return Look(folder, listing, tuple(saved), fault)
