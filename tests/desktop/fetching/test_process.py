"""The process that fetches, with the real yt-dlp, against a server of this machine's."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop.engine_process import fetching_command
from desktop.fetching.fetched import DONE, read_fetched
from desktop.fetching.page import explain, parse_progress

MP3 = "/ljud/Min%20intervju.mp3"
NO_YT_DLP = """
import importlib.util, shutil, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "yt_dlp" else found(name, *more)
shutil.which = lambda name, *more: None
from desktop.fetching.__main__ import main
sys.exit(main([]))
"""


def run(folder: Path, url: str, command: list[str] | None = None, **more: object) -> list[dict]:
    """The events of one fetch, to its end."""
    job = {"url": url, "folder": str(folder), **more}
    with subprocess.Popen(
        command or fetching_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(job).encode() + b"\n")
        process.stdin.flush()
        return [json.loads(line) for line in process.stdout]


def test_a_file_and_its_progress(server: Any, tmp_path: Path) -> None:
    events = run(tmp_path / "en", server.url(MP3))
    assert events[-1]["type"] == "done"
    assert events[-2]["n_bytes"] == events[-2]["n_total"] == 300_000
    fetched = read_fetched(tmp_path / "en")
    assert fetched is not None
    assert (tmp_path / "en" / fetched.file).stat().st_size == 300_000


def test_a_page_is_fetched_by_yt_dlp(server: Any, tmp_path: Path) -> None:
    pytest.importorskip("yt_dlp")
    folder = tmp_path / "en 100 %"
    events = run(folder, server.url("/sida"))
    assert events[-1]["type"] == "done"
    assert events[-2]["n_total"] == 300_000
    fetched = read_fetched(folder)
    assert fetched is not None
    assert fetched.state == DONE
    assert fetched.title.startswith("Ett föredrag")
    assert (folder / fetched.file).read_bytes() == server.files["/film/tal.mp4"][1]
    assert sorted(path.name for path in folder.iterdir()) == sorted([fetched.file, "fetch.json"])


def test_a_page_with_nothing_to_hear(server: Any, tmp_path: Path) -> None:
    pytest.importorskip("yt_dlp")
    (error,) = run(tmp_path / "en", server.url("/text"))
    assert (error["type"], error["code"]) == ("error", "web_no_media")


def test_without_yt_dlp_a_page_says_how_to_get_it(server: Any, tmp_path: Path) -> None:
    (error,) = run(tmp_path / "en", server.url("/sida"), [sys.executable, "-c", NO_YT_DLP])
    assert error["code"] == "web_needs_yt_dlp"
    assert error["details"]["host"].startswith("127.0.0.1")


def test_what_is_no_web_address_is_refused(tmp_path: Path) -> None:
    for url in ("file:///etc/passwd", "ftp://x/y.mp3", "hej", "--exec=rm"):
        (error,) = run(tmp_path / "en", url)
        assert error["code"] == "web_bad_address"
    assert not (tmp_path / "en").exists()


def test_off_the_network_nothing_is_asked(server: Any, tmp_path: Path) -> None:
    (error,) = run(tmp_path / "en", server.url(MP3), offline=True)
    assert error["code"] == "web_offline"
    assert server.asked == []


@pytest.mark.parametrize("path", [MP3, "/sida"])
def test_a_fetch_that_is_stopped_leaves_what_came(server: Any, tmp_path: Path, path: str) -> None:
    if path == "/sida":
        pytest.importorskip("yt_dlp")
    job = {"url": server.url(path), "folder": str(tmp_path / "en")}
    with subprocess.Popen(
        fetching_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        if path == MP3:
            server.stalls.set()
        process.stdin.write(json.dumps(job).encode() + b"\n")
        process.stdin.flush()
        if path == MP3:
            assert json.loads(process.stdout.readline())["type"] == "progress"
        process.stdin.close()
        process.wait(30)
    assert read_fetched(tmp_path / "en") is not None
    server.stalls.clear()
    assert run(tmp_path / "en", server.url(path))[-1]["type"] == "done"


def test_a_folder_that_cannot_be_written(tmp_path: Path, server: Any) -> None:
    (tmp_path / "en").write_bytes(b"a file where the folder should be")
    (error,) = run(tmp_path / "en", server.url(MP3))
    assert error["code"] == "folder_not_writable"


def test_what_yt_dlp_says_is_understood() -> None:
    for line, code in (
        ("ERROR: [generic] x: HTTP Error 404: Not found", "web_not_found"),
        ("ERROR: [youtube] x: Sign in to confirm your age", "web_refused"),
        ("ERROR: Unsupported URL: http://x/", "web_no_media"),
        ("ERROR: x: <urlopen error [Errno -2] Name or service not known>", "web_no_connection"),
        ("ERROR: something new", "web_failed"),
    ):  # fmt: skip
        assert explain(["WARNING: a", line], "http://x/").code == code
    assert explain(["WARNING: a"], "http://x/").code == "web_no_media"
    assert explain(["ERROR: [a] b: c"], "http://x/").details["reason"] == "b: c"


def test_progress_that_is_only_reckoned() -> None:
    assert parse_progress("1024 NA 4096.5") == (1024, 4096)
    assert parse_progress("NA NA NA") == (0, 0)
    assert parse_progress("7 9 NA") == (7, 9)
