"""Fetches a media file from its own address, and goes on where an earlier try ended."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx2

from desktop.errors import WebError
from desktop.fetching.fetched import PART_STEM, Fetched, finish, read_fetched, write_fetched
from desktop.media_files import MEDIA_SUFFIXES
from desktop.network import (
    PATIENCE,
    PROXY_REFUSES,
    SYNC_BYTES,
    TRANSIENT,
    TRANSIENT_STATUS,
    Patience,
    Stopped,
    find_certificate_error,
    find_host,
    find_start,
)

SUFFIXES = {  # of types whose address names no file
    "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/x-m4a": ".m4a", "audio/aac": ".aac",
    "audio/wav": ".wav", "audio/x-wav": ".wav", "audio/ogg": ".ogg", "application/ogg": ".ogg",
    "audio/flac": ".flac", "audio/opus": ".opus", "audio/webm": ".webm", "video/webm": ".webm",
    "video/mp4": ".mp4", "video/quicktime": ".mov", "video/x-matroska": ".mkv",
}  # fmt: skip
PLAYLISTS = ("mpegurl", "dash+xml")  # they only name the pieces of which a film is made
VAGUE_TYPES = ("", "application/octet-stream", "binary/octet-stream", "application/mp4")
NOT_FOUND = (404, 410)

Tell = Callable[[int, int], None]  # bytes that have come, and of how many; 0: not known


class NoMedia(Exception):
    """There is something else at the address: a page, perhaps, with media in it."""


def fetch_directly(
    folder: Path,
    fetched: Fetched,
    client: httpx2.Client,
    tell: Tell,
    is_stopped: Callable[[], bool],
    patience: Patience = PATIENCE,
) -> Fetched:
    """Fetch the file at the address into the folder. What has come is kept whatever happens.

    Raises NoMedia, Stopped, WebError, OSError.
    """
    part = folder / f"{PART_STEM}.part"
    n_tries, wait_s = 0, patience.wait_s
    while True:
        had = part.stat().st_size if part.exists() else 0
        try:
            fetched, suffix = _read(folder, fetched, part, client, tell, is_stopped)
            break
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            fetched = read_fetched(folder) or fetched  # with the version that was begun
            came = (part.stat().st_size if part.exists() else 0) - had
            n_tries = 0 if came > 0 else n_tries + 1
            if n_tries >= patience.n_tries or not _is_passing(error):
                raise explain(error, fetched.url) from error
        _wait(wait_s, is_stopped)
        wait_s = min(2 * wait_s, patience.longest_wait_s)
    title = unquote(Path(urlsplit(fetched.url).path).stem) or find_host(fetched.url)
    return finish(folder, part, fetched, title, suffix)


def _read(
    folder: Path,
    fetched: Fetched,
    part: Path,
    client: httpx2.Client,
    tell: Tell,
    is_stopped: Callable[[], bool],
) -> tuple[Fetched, str]:
    """One request for what is missing. Returns when all of it is there."""
    have = part.stat().st_size if part.exists() and fetched.etag else 0
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": fetched.etag}
    with client.stream("GET", fetched.url, headers=headers) as response:
        if have and response.status_code == httpx2.codes.RANGE_NOT_SATISFIABLE:
            part.unlink()  # it is complete, or another: the next try will tell
            raise httpx2.RemoteProtocolError("nothing there from here on")
        response.raise_for_status()
        suffix = find_media_suffix(response)
        if suffix is None:
            raise NoMedia
        start = find_start(response)
        expected = _find_length(response, start)
        etag = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
        if etag.startswith("W/"):  # which only means much the same
            etag = ""
        if etag != fetched.etag:
            fetched = replace(fetched, etag=etag)
            write_fetched(folder, fetched)
        with part.open("r+b" if part.exists() else "wb") as out:
            out.seek(start)
            out.truncate()
            n_synced = start
            for block in response.iter_bytes():
                out.write(block)
                out.flush()  # a process that hangs on the next one may be killed
                if out.tell() - n_synced >= SYNC_BYTES:
                    os.fsync(out.fileno())
                    n_synced = out.tell()
                tell(out.tell(), expected)
                if is_stopped():
                    raise Stopped
            n_bytes = out.tell()
            os.fsync(out.fileno())
        if n_bytes < expected:
            raise httpx2.RemoteProtocolError(f"ended at {n_bytes} of {expected}")
    return fetched, suffix


def find_media_suffix(response: httpx2.Response) -> str | None:
    """The suffix of the media file that is answered with; None where it is none."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    named = re.search(r'filename="?([^";]+)', response.headers.get("Content-Disposition", ""))
    path = named[1] if named else unquote(urlsplit(str(response.url)).path)
    suffix = Path(path).suffix.lower()
    is_media = kind.startswith(("audio/", "video/")) or kind in SUFFIXES
    if any(playlist in kind for playlist in PLAYLISTS):
        return None
    if suffix in MEDIA_SUFFIXES and (is_media or kind in VAGUE_TYPES):
        return suffix
    return SUFFIXES.get(kind, ".bin") if is_media else None


def explain(error: Exception, url: str) -> WebError:
    """Why an address could not be fetched."""
    host = find_host(url)
    if isinstance(error, httpx2.HTTPStatusError):
        status = error.response.status_code
        if status == PROXY_REFUSES:
            return WebError("web_proxy", host=host, reason=str(status))
        code = "web_not_found" if status in NOT_FOUND else "web_refused"
        return WebError(code, host=host, status=status)
    refused = find_certificate_error(error)
    if refused is not None:
        return WebError("web_certificate", host=host, reason=refused)
    if isinstance(error, httpx2.ProxyError):
        return WebError("web_proxy", host=host, reason=str(error))
    if isinstance(error, httpx2.UnsupportedProtocol | httpx2.InvalidURL):
        return WebError("web_bad_address", address=url)
    if isinstance(error, httpx2.ReadTimeout | httpx2.ReadError | httpx2.RemoteProtocolError):
        return WebError("web_interrupted", host=host)
    return WebError("web_no_connection", host=host)


def _is_passing(error: Exception) -> bool:
    """Whether the same may go well in a moment."""
    if isinstance(error, httpx2.HTTPStatusError):
        return error.response.status_code in TRANSIENT_STATUS
    return isinstance(error, TRANSIENT) and find_certificate_error(error) is None


def _find_length(response: httpx2.Response, start: int) -> int:
    """How long the whole file is; 0 where the server does not say."""
    told = response.headers.get("Content-Length", "")
    return start + int(told) if told.isdecimal() else 0


def _wait(seconds: float, is_stopped: Callable[[], bool]) -> None:
    ends_s = time.monotonic() + seconds
    while (left_s := ends_s - time.monotonic()) > 0:
        if is_stopped():
            raise Stopped
        time.sleep(min(left_s, 0.1))
