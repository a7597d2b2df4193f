"""Where the main window's parts stand, and the room between them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from desktop.ui.job_list import JobList

WINDOW_SIZE = (1040, 720)
SIDE_WIDTH = 340


def lay_out_side(
    record_panel: QWidget,
    open_button: QPushButton,
    search: tuple[QWidget, QWidget],
    list_title: QLabel,
    jobs: JobList,
) -> QWidget:
    """The left side: recorder on top, then the search field with its filters, and the list."""
    side = QWidget()
    layout = make_column(side)
    layout.addWidget(record_panel)
    buttons = QVBoxLayout()
    buttons.setContentsMargins(24, 8, 24, 18)
    buttons.addWidget(open_button)
    layout.addLayout(buttons)
    row = QHBoxLayout()
    row.setContentsMargins(24, 0, 18, 6)
    row.setSpacing(4)
    row.addWidget(search[0], 1)
    row.addWidget(search[1])
    layout.addLayout(row)
    list_title.setContentsMargins(20, 6, 20, 6)
    list_title.setBuddy(jobs)
    layout.addWidget(list_title)
    jobs.viewport().setAutoFillBackground(False)
    layout.addWidget(jobs, 1)
    return side


def lay_out_window(
    side: QWidget, notices: Iterable[QWidget], page: QWidget, status_line: QWidget
) -> QWidget:
    """The whole: the side, the page with notices above it, and the status line."""
    main = QWidget()
    main.setAutoFillBackground(True)
    main.setBackgroundRole(QPalette.ColorRole.Base)
    column = make_column(main)
    margin = QVBoxLayout()
    margin.setContentsMargins(20, 12, 20, 0)
    margin.setSpacing(8)
    for notice in notices:
        margin.addWidget(notice)
    column.addLayout(margin)
    column.addWidget(page, 1)
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    splitter.addWidget(side)
    splitter.addWidget(main)
    splitter.setStretchFactor(1, 1)
    splitter.setSizes([SIDE_WIDTH, WINDOW_SIZE[0] - SIDE_WIDTH])
    whole = QWidget()
    layout = make_column(whole)
    layout.addWidget(splitter, 1)
    layout.addWidget(status_line)
    return whole


def make_column(widget: QWidget) -> QVBoxLayout:
    """A column with no room around or between."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
