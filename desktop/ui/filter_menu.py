"""The button beside the search field: which folder, tag, time, model; with sound or without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop.library.search import NO_FILTERS, Filters
from desktop.ui.theme import make_icon, pick_colours

ListValues = Callable[[str], list[str]]  # of a column: folder, tag, model


class FilterButton(QToolButton):
    """Its menu is made anew whenever it opens. `changed` tells of every choice."""

    changed = Signal(object)  # Filters
    label_all_asked = Signal()
    erase_all_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filters = NO_FILTERS
        self.list_values: ListValues = lambda _: []
        self.is_searching: Callable[[], bool] = lambda: False
        self.find_today: Callable[[], date] = date.today
        self.setAutoRaise(True)
        self.setIconSize(QSize(18, 18))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        menu = QMenu(self)
        menu.aboutToShow.connect(self.fill)
        self.setMenu(menu)
        self.retranslate()

    def choose(self, filters: Filters) -> None:
        """Filter by these from now on."""
        if filters != self.filters:
            self.filters = filters
            self._recolour()
            self.changed.emit(filters)

    def describe(self) -> str:
        """What is filtered by, in a few words; empty where nothing is."""
        chosen = self.filters
        sound = {True: self.tr("Med ljud"), False: self.tr("Utan ljud")}
        folder = chosen.folder if chosen.folder != "" else self.tr("Utan mapp")
        days = next((name for name, span in self._list_spans() if span == self._span), "")
        parts = (
            folder,
            f"#{chosen.tag}" if chosen.tag else None,
            days,
            chosen.model,
            sound.get(chosen.has_sound) if chosen.has_sound is not None else None,
        )
        return " · ".join(part for part in parts if part)

    def fill(self) -> None:
        """Offer what there is now."""
        menu = self.menu()
        menu.clear()
        chosen = self.filters
        folders = [(name, name) for name in self.list_values("folder")]
        if folders:
            folders.append((self.tr("Utan mapp"), ""))
        self._offer(menu, self.tr("Mapp"), folders, "folder", chosen.folder)
        tags = [(f"#{tag}", tag) for tag in self.list_values("tag")]
        self._offer(menu, self.tr("Tagg"), tags, "tag", chosen.tag)
        self._offer_days(menu)
        models = [(name, name) for name in self.list_values("model")]
        self._offer(menu, self.tr("Modell"), models, "model", chosen.model)
        sound = [(self.tr("Med ljud"), True), (self.tr("Utan ljud"), False)]
        self._offer(menu, self.tr("Ljud"), sound, "has_sound", chosen.has_sound)
        menu.addSeparator()
        menu.addAction(self.tr("Märk alla i listan …"), self.label_all_asked.emit)
        erase = menu.addAction(
            self.tr("Radera alla i listan för alltid …"), self.erase_all_asked.emit
        )
        erase.setEnabled(self.is_searching() or bool(chosen))
        menu.addSeparator()
        clear = menu.addAction(self.tr("Visa alla"), lambda: self.choose(NO_FILTERS))
        clear.setEnabled(bool(chosen))

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Filtrera listan"))
        self.setToolTip(self.tr("Filtrera listan efter mapp, tagg, tid, modell eller ljud"))
        self._recolour()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._recolour()
        super().changeEvent(event)

    @property
    def _span(self) -> tuple[date | None, date | None]:
        return self.filters.first_day, self.filters.last_day

    def _list_spans(self) -> list[tuple[str, tuple[date | None, date | None]]]:
        today = self.find_today()
        last_year = today.year - 1
        return [
            (self.tr("I dag"), (today, None)),
            (self.tr("Senaste 7 dagarna"), (today - timedelta(days=6), None)),
            (self.tr("Senaste 30 dagarna"), (today - timedelta(days=29), None)),
            (self.tr("I år"), (date(today.year, 1, 1), None)),
            (str(last_year), (date(last_year, 1, 1), date(last_year, 12, 31))),
            (self.tr("Tidigare"), (None, date(last_year - 1, 12, 31))),
        ]

    def _offer_days(self, menu: QMenu) -> None:
        inner = menu.addMenu(self.tr("Tid"))
        group = QActionGroup(inner)
        spans = [(self.tr("Alla"), (None, None)), *self._list_spans()]
        for name, span in spans:
            changes = {"first_day": span[0], "last_day": span[1]}
            self._add(inner, group, name, changes, span == self._span)

    def _offer(
        self,
        menu: QMenu,
        title: str,
        values: list[tuple[str, Any]],
        name: str,
        chosen: Any,
    ) -> None:
        inner = menu.addMenu(title)
        inner.setEnabled(bool(values))
        group = QActionGroup(inner)
        self._add(inner, group, self.tr("Alla"), {name: None}, chosen is None)
        for text, value in values:
            self._add(inner, group, text, {name: value}, chosen == value)

    def _add(
        self, menu: QMenu, group: QActionGroup, text: str, changes: dict[str, Any], on: bool
    ) -> None:
        action = QAction(text.replace("&", "&&"), group, checkable=True, checked=on)
        action.triggered.connect(lambda: self.choose(replace(self.filters, **changes)))
        menu.addAction(action)

    def _recolour(self) -> None:
        colours = pick_colours(self.palette())
        ink = colours.accent if self.filters else self.palette().text().color()
        self.setIcon(make_icon("filter", ink))
