"""Fetches the sound of a page with yt-dlp, where that is installed: a package, or a program.

yt-dlp runs as a process of its own, and goes on where an earlier try ended.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import IO

from desktop.errors import WebError
from desktop.fetching.fetched import PART_STEM, Fetched, finish
from desktop.network import Stopped, find_host

STOP_TIMEOUT_S = 0.5
LOOK_EVERY_S = 0.1
OPTIONS = (
    "--ignore-config", "--no-playlist", "--no-simulate", "--quiet", "--newline", "--progress",
    "--continue", "--no-mtime", "--fixup", "never", "--socket-timeout", "20", "--retries", "5",
    "--match-filter", "!is_live", "--format", "ba/b",
    "--progress-template",
    "download:BYTES %(progress.downloaded_bytes)s %(progress.total_bytes)s "
    "%(progress.total_bytes_estimate)s",
    "--print", "before_dl:TITLE %(title)j", "--print", "after_move:FILE %(filepath)j",
)  # fmt: skip
# What yt-dlp says, and what is meant.
REASONS = (
    (
        r"Unsupported URL|no video|No video formats|Requested format is not available",
        "web_no_media",
    ),
    (r"HTTP Error (404|410)", "web_not_found"),
    (r"HTTP Error 4\d\d|Sign in|private|members-only|login", "web_refused"),
    (r"CERTIFICATE_VERIFY_FAILED", "web_certificate"),
    (r"roxy", "web_proxy"),
    (r"timed out|refused|getaddrinfo|Name or service|resolve|unreachable", "web_no_connection"),
    (r"IncompleteRead|bytes read|reset|more expected|broken", "web_interrupted"),
    (r"is not a valid URL", "web_bad_address"),
)


def find_yt_dlp() -> list[str] | None:
    """The command that starts yt-dlp; None where there is none."""
    is_bundle = getattr(sys, "frozen", False)  # which cannot start a module
    if not is_bundle and importlib.util.find_spec("yt_dlp") is not None:
        return [sys.executable, "-m", "yt_dlp"]
    program = shutil.which("yt-dlp")
    return [program] if program is not None else None


def fetch_page(
    folder: Path,
    fetched: Fetched,
    command: list[str],
    proxy: str | None,
    tell: Callable[[int, int], None],
    stopped: Event,
) -> Fetched:
    """Fetch the sound of a page into the folder. What has come is kept whatever happens.

    Raises Stopped, WebError, OSError.
    """
    target = ["--output", str(folder).replace("%", "%%") + f"/{PART_STEM}.%(ext)s"]
    proxied = ["--proxy", proxy] if proxy else []
    try:
        process = subprocess.Popen(
            [*command, *OPTIONS, *proxied, *target, "--", fetched.url],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise WebError("web_failed", reason=str(error)) from error
    assert process.stdout is not None
    assert process.stderr is not None
    title, file = "", ""
    complaints: list[str] = []
    readers = [
        Thread(target=_kill_when_stopped, args=(process, stopped), daemon=True),
        Thread(target=_collect, args=(process.stderr, complaints), daemon=True),
    ]
    for thread in readers:
        thread.start()
    for line in process.stdout:
        kind, _, rest = line.strip().partition(" ")
        if kind == "BYTES":
            tell(*parse_progress(rest))
        elif kind == "TITLE":
            title = str(json.loads(rest))
        elif kind == "FILE":
            file = str(json.loads(rest))
    process.wait()
    readers[1].join()
    if stopped.is_set():
        raise Stopped
    if process.returncode != 0 or not file:
        raise explain(complaints, fetched.url)
    done = Path(file)
    return finish(folder, done, fetched, title or find_host(fetched.url), done.suffix)


def parse_progress(text: str) -> tuple[int, int]:
    """Bytes that have come, and of how many; 0: not known."""
    came, total, estimate = (*text.split(), "NA", "NA", "NA")[:3]
    known = total if total != "NA" else estimate
    return parse_bytes(came), parse_bytes(known)


def parse_bytes(text: str) -> int:
    try:
        return int(float(text))
    except ValueError:
        return 0


def explain(complaints: list[str], url: str) -> WebError:
    """Why yt-dlp could not fetch an address."""
    last = next((line for line in reversed(complaints) if line.startswith("ERROR")), "")
    reason = re.sub(r"^ERROR:\s*(\[[^]]*\]\s*)?", "", last)
    for pattern, code in REASONS:
        if re.search(pattern, last, re.IGNORECASE):
            status = re.search(r"HTTP Error (\d+)", last)
            host = find_host(url)
            number = int(status[1]) if status else 0
            return WebError(code, host=host, reason=reason, status=number, address=url)
    if not last:  # it has passed over it: it is live
        return WebError("web_no_media", host=find_host(url))
    return WebError("web_failed", host=find_host(url), reason=reason)


def _kill_when_stopped(process: subprocess.Popen[str], stopped: Event) -> None:
    while process.poll() is None:
        if stopped.wait(LOOK_EVERY_S):
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
            return


def _collect(stream: IO[str], lines: list[str]) -> None:
    lines.extend(line.strip() for line in stream)
