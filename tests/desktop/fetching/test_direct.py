"""A media file from its own address: whole, gone on with, refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from desktop.errors import WebError
from desktop.fetching.direct import NoMedia, fetch_directly
from desktop.fetching.fetched import (
    DONE,
    Fetched,
    find_fetch_folder,
    make_name,
    read_fetched,
    remove_fetch,
    write_fetched,
)
from desktop.network import Patience, Stopped

QUICK = Patience(n_tries=3, timeout_s=5.0, wait_s=0.01, longest_wait_s=0.01)
MP3 = "/ljud/Min%20intervju.mp3"


def fetch(
    folder: Path,
    url: str,
    tell: Callable[[int, int], None] = lambda *_: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Fetched:
    folder.mkdir(exist_ok=True)
    fetched = read_fetched(folder) or Fetched(url)
    write_fetched(folder, fetched)
    with httpx2.Client(follow_redirects=True, timeout=QUICK.timeout_s) as client:
        return fetch_directly(folder, fetched, client, tell, is_stopped, QUICK)


def refuse(folder: Path, url: str) -> str:
    with pytest.raises(WebError) as caught:
        fetch(folder, url)
    return caught.value.code


def test_a_file_is_fetched_whole_and_named_by_its_address(server: Any, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    folder = tmp_path / "en"
    done = fetch(folder, server.url(MP3), lambda *n: told.append(n))
    assert (done.title, done.file, done.state) == ("Min intervju", "Min intervju.mp3", DONE)
    assert (folder / done.file).read_bytes() == server.files[MP3][1]
    assert told[-1] == (300_000, 300_000)
    assert sorted(path.name for path in folder.iterdir()) == ["Min intervju.mp3", "fetch.json"]
    assert read_fetched(folder) == done
    assert find_fetch_folder(folder / done.file) == folder
    assert find_fetch_folder(tmp_path / "Min intervju.mp3") is None


def test_what_broke_off_is_gone_on_with(server: Any, tmp_path: Path) -> None:
    server.breaks_after[MP3] = [100_000, 50_000]
    done = fetch(tmp_path / "en", server.url(MP3))
    assert (tmp_path / "en" / done.file).read_bytes() == server.files[MP3][1]
    assert [asked for _, asked in server.asked] == ["", "bytes=100000-", "bytes=150000-"]


def test_a_fetch_that_was_stopped_goes_on_another_time(server: Any, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        fetch(tmp_path / "en", server.url(MP3), is_stopped=lambda: True)
    came = (tmp_path / "en" / "download.part").stat().st_size
    assert 0 < came < 300_000
    done = fetch(tmp_path / "en", server.url(MP3))
    assert (tmp_path / "en" / done.file).read_bytes() == server.files[MP3][1]
    assert server.asked[-1] == (MP3, f"bytes={came}-")


@pytest.mark.parametrize("change", ["another version", "no ranges"])
def test_what_cannot_be_gone_on_with_is_begun_anew(
    server: Any, tmp_path: Path, change: str
) -> None:
    with pytest.raises(Stopped):
        fetch(tmp_path / "en", server.url(MP3), is_stopped=lambda: True)
    if change == "no ranges":
        server.ignores_ranges = True
    else:
        server.etag = '"v2"'
        server.files[MP3] = ("audio/mpeg", b"helt annat" * 20_000)
    done = fetch(tmp_path / "en", server.url(MP3))
    assert (tmp_path / "en" / done.file).read_bytes() == server.files[MP3][1]


def test_a_server_that_always_breaks_off_is_given_up_and_what_came_is_kept(
    server: Any, tmp_path: Path
) -> None:
    server.breaks_after[MP3] = [1000, 0, 0, 0, 0]
    assert refuse(tmp_path / "en", server.url(MP3)) == "web_interrupted"
    assert (tmp_path / "en" / "download.part").stat().st_size == 1000


@pytest.mark.parametrize(
    ("status", "code", "n_asked"),
    [(404, "web_not_found", 1), (403, "web_refused", 1), (503, "web_refused", 3)],
)
def test_a_refusal_is_told(
    server: Any, tmp_path: Path, status: int, code: str, n_asked: int
) -> None:
    server.statuses[MP3] = status
    assert refuse(tmp_path / "en", server.url(MP3)) == code
    assert len(server.asked) == n_asked


def test_nobody_there(tmp_path: Path) -> None:
    assert refuse(tmp_path / "en", "http://127.0.0.1:9/tal.mp3") == "web_no_connection"


@pytest.mark.parametrize(
    ("path", "name"),
    [("/strom?id=3", "strom.ogg"), ("/okand.wav", "okand.wav"), ("/okand.bin", None),
     ("/sida", None)],
)  # fmt: skip
def test_a_media_file_is_known_by_its_type_or_its_name(
    server: Any, tmp_path: Path, path: str, name: str | None
) -> None:
    if name is None:
        with pytest.raises(NoMedia):
            fetch(tmp_path / "en", server.url(path))
        assert [one.name for one in (tmp_path / "en").iterdir()] == ["fetch.json"]
    else:
        assert fetch(tmp_path / "en", server.url(path)).file == name


def test_names_that_every_system_takes() -> None:
    assert make_name('Åsa: "vad hände?" / del 2...') == "Åsa vad hände del 2"
    assert make_name("a\x00b\nc") == "a b c"
    assert len(make_name("å" * 500)) == 80
    assert make_name("...") == "download"
    assert make_name("Aux.") == "_Aux"
    assert make_name("Auxiliär") == "Auxiliär"


def test_only_fetches_are_removed(tmp_path: Path) -> None:
    (tmp_path / "annat").mkdir()
    (tmp_path / "annat" / "viktigt.mp3").touch()
    remove_fetch(tmp_path / "annat")
    assert (tmp_path / "annat" / "viktigt.mp3").exists()
    (tmp_path / "en").mkdir()
    write_fetched(tmp_path / "en", Fetched("http://x/"))
    remove_fetch(tmp_path / "en")
    assert not (tmp_path / "en").exists()
