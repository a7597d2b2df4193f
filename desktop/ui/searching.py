"""Searches while the user types: lists what is found, and shows the place in the chosen text."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.library.index import Index
from desktop.library.job import Job
from desktop.library.query import Query, parse_query
from desktop.library.search import Places, find_places, search
from desktop.ui.job_list_model import PlacesRole
from desktop.ui.main_window import MainWindow
from desktop.ui.shelf import Shelf

TYPING_MS = 60  # between keys that belong together


class Searching(QObject):
    """One search at a time is under way; what was typed meanwhile is looked for after it."""

    def __init__(self, shelf: Shelf, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._window = window
        self._query = Query()
        self._is_under_way = False
        self._is_asked_again = False
        self._shown = ""  # the job whose hits are shown
        self._is_to_be_heard = False  # the hit, as soon as it is shown
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.look)
        field = window.search_field
        field.textChanged.connect(self._wait_for_typing)
        field.left.connect(self._go_to_list)
        for asked in (field.hear_asked, window.page.hit_bar.hear_asked, window.list.hear_asked):
            asked.connect(self.hear)
        window.page.hits.changed.connect(self._hear_shown)
        window.filters.is_searching = lambda: bool(self._query)
        window.filters.changed.connect(lambda _: self.look())
        for key in QKeySequence.keyBindings(QKeySequence.StandardKey.Find):
            QShortcut(key, window).activated.connect(self._go_to_field)
        window.jobs.places_wanted.connect(self._find_places)
        window.list.chosen.connect(self._show_hits)
        window.page.hit_bar.moved.connect(window.page.hits.go)
        window.page.hit_bar.bind_keys(window)
        shelf.listed.connect(self.look)

    def look(self) -> None:
        """List what the search field asks for, all where it is empty."""
        if self._shelf.is_closed:
            return
        if self._is_under_way:
            self._is_asked_again = True
            return
        query = parse_query(self._window.search_field.text())
        self._query = query
        filters = self._window.filters.filters
        if not query and not filters:
            self._shelf.show_all()
            self._window.say_found(None)
            self._show_hits(self._window.list.selected_job())
            return
        self._is_under_way = True
        self._shelf.door.do(partial(search, query=query, filters=filters), self._show)

    def hear(self) -> None:
        """Play the recording from the hit on; one that is yet to be shown, when it is."""
        self._is_to_be_heard = True
        if self._typing.isActive():
            self._typing.stop()
            self.look()
        elif not self._is_under_way:
            self._hear_shown()

    def _hear_shown(self) -> None:
        job, place = self._window.list.selected_job(), self._window.page.hits.find_shown()
        is_shown = job is not None and job.job_id == self._shown
        if self._is_to_be_heard and is_shown and place is not None:
            self._is_to_be_heard = False
            self._window.page.text.hear_asked.emit(place)

    def _show(self, job_ids: list[str]) -> None:
        self._is_under_way = False
        if self._is_asked_again:
            self._is_asked_again = False
            self.look()
            return
        self._shown = ""
        self._window.show_list(job_ids, is_search=True)
        self._window.say_found(len(job_ids))

    def _find_places(self, job_ids: list[str]) -> None:
        query = self._query

        def find(index: Index) -> dict[str, Places]:
            said = {job_id: index.read_said(job_id) for job_id in job_ids}
            return {
                job_id: find_places(one, query) if one is not None else Places(None, 0)
                for job_id, one in said.items()
            }

        def show(places: dict[str, Places]) -> None:
            if query == self._query:
                self._window.jobs.show_places(places)
                self._show_hits(self._window.list.selected_job())

        self._shelf.door.do(find, show)

    def _show_hits(self, job: Job | None) -> None:
        """Mark the hits in the chosen text, and show the best; once for each text and query."""
        page = self._window.page
        page.hit_bar.setVisible(bool(self._query.wanted) and job is not None)
        if job is None or not self._query.wanted:
            self._shown = ""
            page.hits.look_for(Query())
            return
        places: Places | None = self._window.list.currentIndex().data(PlacesRole)
        if job.job_id == self._shown or places is None:
            return
        self._shown = job.job_id
        page.hits.look_for(self._query, places.best.start_s if places.best else None)

    def _wait_for_typing(self) -> None:
        self._is_to_be_heard = False
        self._typing.start()

    def _go_to_field(self) -> None:
        self._window.search_field.setFocus()
        self._window.search_field.selectAll()

    def _go_to_list(self) -> None:
        if self._typing.isActive():
            self._typing.stop()
            self.look()
        self._window.list.setFocus()
