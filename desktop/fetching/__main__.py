"""The process that fetches a media file from the web: `python -m desktop.fetching`.

The first line of standard input says what to do; when that input ends, the work stops and what has
come is kept. Events go to standard output, as those of desktop.models do (docs/models.md).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from desktop.engine.protocol import MAX_LINE_BYTES
from desktop.errors import RecordingError, TalskriftError, WebError
from desktop.models.__main__ import EXIT_USAGE, Reporter, open_pipes, wait_for_stop
from desktop.network import PATIENCE, Stopped
from desktop.offline import is_asked, refuse_where_asked


def main(argv: list[str] | None = None) -> int:
    """Do the one job; returns the exit status."""
    if argv if argv is not None else sys.argv[1:]:
        print("usage: python -m desktop.fetching (see docs/files.md)", file=sys.stderr)
        return EXIT_USAGE
    refuse_where_asked()
    stopped = Event()
    commands, emit = open_pipes(stopped)
    try:
        job = json.loads(commands.readline(MAX_LINE_BYTES))
        url, folder = str(job["url"]), Path(job["folder"])
    except (ValueError, KeyError, TypeError):
        print("no such job", file=sys.stderr)
        return EXIT_USAGE
    Thread(target=wait_for_stop, args=(commands, stopped), daemon=True).start()
    try:
        fetch(url, folder, job, Reporter(emit), stopped)
        emit("done", folder=str(folder))
    except Stopped:
        emit("stopped")
    except TalskriftError as error:
        emit("error", code=error.code, details=error.details)
    except OSError as error:
        from desktop.audio.recording import FULL_DISK_ERRNOS

        is_full = error.errno in FULL_DISK_ERRNOS
        failed = RecordingError(
            "disk_full" if is_full else "folder_not_writable", path=str(error.filename or folder)
        )
        emit("error", code=failed.code, details=failed.details)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        emit("error", code="web_failed", details={"reason": reason})
    return 0


def fetch(url: str, folder: Path, job: dict[str, Any], report: Reporter, stopped: Event) -> None:
    """Fetch one address into a folder. Further fields of the job: `offline`, `proxy`.

    Raises Stopped, WebError, OSError.
    """
    if job.get("offline") or is_asked():  # before a client is even imported
        raise WebError("web_offline")
    if urlsplit(url).scheme not in ("http", "https"):
        raise WebError("web_bad_address", address=url)
    import httpx2

    from desktop.fetching.direct import NoMedia, fetch_directly
    from desktop.fetching.fetched import Fetched, read_fetched, write_fetched
    from desktop.fetching.page import fetch_page, find_yt_dlp

    folder.mkdir(parents=True, exist_ok=True)
    fetched = read_fetched(folder) or Fetched(url)
    write_fetched(folder, fetched)
    proxy = job.get("proxy")

    def tell(n_bytes: int, n_total: int) -> None:
        report.tell("download", n_bytes, n_total)

    try:
        with httpx2.Client(
            follow_redirects=True, timeout=PATIENCE.timeout_s, proxy=proxy
        ) as client:
            fetch_directly(folder, fetched, client, tell, stopped.is_set)
            return
    except NoMedia:
        command = find_yt_dlp()
    if command is None:
        raise WebError("web_needs_yt_dlp", host=urlsplit(url).netloc)
    fetch_page(folder, fetched, command, proxy, tell, stopped)


if __name__ == "__main__":
    sys.exit(main())
