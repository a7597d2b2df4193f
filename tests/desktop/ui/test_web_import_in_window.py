"""Files from the web in the window, by the real process and a server of this machine's."""

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication

from desktop.fetching.fetched import TAKEN, Fetched, read_fetched, write_fetched
from desktop.file_queue import Phase
from desktop.library.query import parse_query
from desktop.ui.drop_overlay import find_address
from desktop.ui.side_dialog import find_open
from desktop.ui.web_dialog import WebDialog

pytestmark = pytest.mark.window
DONE = "/done%20tal.mp3"  # the scripted engine goes by the name


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    path = Path(__file__).parents[1] / "fetching" / "conftest.py"
    spec = importlib.util.spec_from_file_location("web_server", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")
    server = module.Server()
    server.files = {DONE: ("audio/mpeg", b"tal" * 50_000)}
    yield server
    server.close()


def list_downloads(desk: Any) -> list[Path]:
    folder = desk.app._parts.data_dir / "downloads"
    return sorted(folder.iterdir()) if folder.exists() else []


def get_dialog(desk: Any) -> WebDialog:
    dialog = find_open(desk.window, WebDialog)
    assert dialog is not None
    return dialog


def test_an_address_becomes_a_job_with_its_title_and_goes_with_it(
    start: Callable, server: Any
) -> None:
    desk = start()
    desk.window.actions_["fetch"].trigger()
    dialog = get_dialog(desk)
    dialog.address.setText("inte en adress")
    assert not dialog.fetch.isEnabled()
    dialog.address.setText(server.url(DONE))
    dialog.fetch.click()
    assert len(dialog.rows) == 1
    job = desk.wait_for_phase("done tal.mp3", Phase.DONE)
    assert job.labels.title == "done tal"
    assert job.source.read_bytes() == server.files[DONE][1]
    assert "done tal är hämtad" in desk.window.notice.text.text()
    assert dialog.rows == {}
    (folder,) = list_downloads(desk)
    assert job.source.parent == folder
    desk.qtbot.waitUntil(lambda: read_fetched(folder).state == TAKEN)
    desk = start()  # it stays with its job
    assert list_downloads(desk) == [folder]
    extents: list[Any] = []
    desk.app.upkeep.find_extent([job.job_id], parse_query(""), extents.append)
    desk.qtbot.waitUntil(lambda: bool(extents))
    assert extents[0].own_files == ()  # it is the app's, not the user's
    desk.app.removal.remove(desk.job("done tal.mp3").job_id)
    desk.qtbot.waitUntil(lambda: desk.window.jobs.rowCount() == 0)
    assert folder.exists()  # "Ångra" brings it back
    desk = start()
    desk.qtbot.waitUntil(lambda: list_downloads(desk) == [])


def test_a_fetch_that_the_end_of_the_app_broke_off_goes_on(start: Callable, server: Any) -> None:
    desk = start()
    server.stalls.set()
    desk.app.web_import.fetch(server.url(DONE))
    dialog = get_dialog(desk)
    desk.qtbot.waitUntil(
        lambda: any(row._shown.n_bytes for row in dialog.rows.values()), timeout=20_000
    )
    desk.window.close()
    (folder,) = list_downloads(desk)
    assert (folder / "download.part").stat().st_size > 0
    server.stalls.clear()
    desk = start()
    assert desk.wait_for_phase("done tal.mp3", Phase.DONE).source.parent == folder
    assert server.asked[-1] == (DONE, "bytes=1024-")


def test_a_fetch_that_is_cancelled_leaves_nothing(start: Callable, server: Any) -> None:
    desk = start()
    server.stalls.set()
    desk.app.web_import.fetch(server.url(DONE))
    dialog = get_dialog(desk)
    desk.qtbot.waitUntil(
        lambda: any(row._shown.n_bytes for row in dialog.rows.values()), timeout=20_000
    )
    next(iter(dialog.rows.values())).cancel.click()
    assert dialog.rows == {}
    desk.qtbot.waitUntil(lambda: list_downloads(desk) == [], timeout=20_000)


def test_what_cannot_be_fetched_says_why_and_can_be_tried_again(
    start: Callable, server: Any
) -> None:
    desk = start()
    server.statuses[DONE] = 404
    desk.app.web_import.fetch(server.url(DONE))
    (row,) = get_dialog(desk).rows.values()
    desk.qtbot.waitUntil(lambda: not row.retry.isHidden(), timeout=20_000)
    assert "finns inget på den adressen" in row.state.text()
    server.statuses.clear()
    row.retry.click()
    desk.wait_for_phase("done tal.mp3", Phase.DONE)


def test_off_the_network_nothing_is_started(start: Callable, server: Any) -> None:
    desk = start()
    desk.app.choices.change(offline=True)
    desk.app.web_import.fetch(server.url(DONE))
    (row,) = get_dialog(desk).rows.values()
    assert "frånkopplat från nätet" in row.state.text()
    assert desk.app.web_import._processes.activities == {}
    row.cancel.click()
    assert get_dialog(desk).rows == {}
    assert server.asked == []


def test_who_goes_off_the_network_stops_what_is_being_fetched(start: Callable, server: Any) -> None:
    desk = start()
    server.stalls.set()
    desk.app.web_import.fetch(server.url(DONE))
    (row,) = get_dialog(desk).rows.values()
    desk.qtbot.waitUntil(lambda: row._shown.n_bytes > 0, timeout=20_000)
    desk.app.choices.change(offline=True)
    assert "frånkopplat från nätet" in row.state.text()
    desk.qtbot.waitUntil(lambda: desk.app.web_import._processes.activities == {}, timeout=20_000)
    desk = start()  # nor does the next start ask for it
    desk.qtbot.waitUntil(lambda: len(desk.app.web_import._fetching) == 1)
    assert desk.app.web_import._processes.activities == {}
    assert len(server.asked) == 1
    server.stalls.clear()
    desk.app.choices.change(offline=False)
    desk.app.web_import.open().rows.popitem()[1].retry.click()
    desk.wait_for_phase("done tal.mp3", Phase.DONE)


def test_a_kill_before_the_job_was_written_down_loses_no_file(start: Callable) -> None:
    desk = start()
    folder = desk.app._parts.data_dir / "downloads" / "ett"
    folder.mkdir(parents=True)
    (folder / "done film.mp4").write_bytes(b"x")
    done = Fetched("https://exempel.se/a", "done", "En film", "done film.mp4")
    write_fetched(folder, done)
    desk = start()
    assert desk.wait_for_phase("done film.mp4", Phase.DONE).labels.title == "En film"
    desk.qtbot.waitUntil(lambda: read_fetched(folder).state == TAKEN)
    desk = start()
    assert desk.window.jobs.rowCount() == 1
    job_id = desk.job("done film.mp4").job_id
    extents: list[Any] = []
    desk.app.upkeep.find_extent([job_id], parse_query(""), extents.append)
    desk.qtbot.waitUntil(lambda: bool(extents))
    desk.app.upkeep.erase(extents[0])
    desk.qtbot.waitUntil(lambda: not folder.exists())


def test_addresses_are_pasted_and_dropped(start: Callable) -> None:
    desk = start()
    given: list[str] = []
    desk.window.address_given.disconnect(desk.app.web_import.fetch)
    desk.window.address_given.connect(given.append)
    QGuiApplication.clipboard().setText(" https://exempel.se/tal.mp3\n")
    desk.window.actions_["paste"].trigger()
    assert given == ["https://exempel.se/tal.mp3"]
    QGuiApplication.clipboard().setText("se https://exempel.se/tal.mp3")
    desk.window.actions_["paste"].trigger()
    assert len(given) == 1
    link = QMimeData()
    link.setUrls([QUrl("https://exempel.se/sida?a=1")])
    assert find_address(link) == "https://exempel.se/sida?a=1"
    link.setUrls([QUrl("ftp://exempel.se/x.mp3")])
    assert find_address(link) == ""
