"""Reads from the Hugging Face hub, or a mirror of it, with the hub's own client.

Used in a process of its own, never in the window's. No token is ever sent. desktop.network has what
it shares with other downloads.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # the client reads it when it is imported

import httpx2
from huggingface_hub import HfApi, hf_hub_url, set_client_factory
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import build_hf_headers, get_session, hf_raise_for_status

from desktop.errors import DownloadError
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


@dataclass(frozen=True)
class Network:
    """How the network may be used.

    `mirror`: an address that serves what huggingface.co does; None: that, or HF_ENDPOINT's.
    `proxy`: its address; None: the one that the system or the environment names.
    """

    offline: bool = False
    mirror: str | None = None
    proxy: str | None = None


@dataclass(frozen=True)
class HubFile:
    """A published file. Large ones have a sha256, the others what git calls them."""

    name: str
    size: int
    sha256: str | None
    git_sha1: str | None


class Hub:
    """One hub. Raises DownloadError: download_offline before any socket is opened."""

    def __init__(
        self,
        network: Network,
        patience: Patience = PATIENCE,
        is_stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        if network.offline:
            raise DownloadError("download_offline")
        self._patience = patience
        self._is_stopped = is_stopped
        self._api = HfApi(endpoint=network.mirror, token=False)
        self._headers = {**build_hf_headers(token=False), "Accept-Encoding": "identity"}
        self.host = find_host(self._api.endpoint)
        set_client_factory(
            lambda: httpx2.Client(
                follow_redirects=True, timeout=patience.timeout_s, proxy=network.proxy
            )
        )

    def list_files(self, repo: str, revision: str) -> tuple[str, tuple[HubFile, ...]]:
        """The commit that a revision stands for now, and all its files. Raises DownloadError."""
        try:
            info = self._insist(
                lambda: self._api.model_info(
                    repo, revision=revision, files_metadata=True, timeout=self._patience.timeout_s
                )
            )
            files = tuple(
                HubFile(
                    one.rfilename, one.size or 0, one.lfs.sha256 if one.lfs else None, one.blob_id
                )
                for one in info.siblings or ()
            )
        except (ValueError, KeyError, TypeError) as error:  # some other page: a café's login
            raise DownloadError("download_no_connection", host=self.host) from error
        if not re.fullmatch("[0-9a-f]{40}", info.sha or ""):
            raise DownloadError("download_no_connection", host=self.host)
        return str(info.sha), files

    def fetch(
        self, repo: str, commit: str, file: HubFile, path: Path, on_size: Callable[[int], None]
    ) -> None:
        """Append to `path` until it is as long as `file`; `on_size` is told its length.

        Raises Stopped, DownloadError, OSError.
        """
        endpoint = self._api.endpoint
        url = hf_hub_url(repo, file.name, revision=commit, endpoint=endpoint)
        path.touch()
        with path.open("r+b") as out:
            furthest = out.seek(0, os.SEEK_END)
            while furthest < file.size:
                self._insist(partial(self._read, url, file, out, furthest, on_size))
                furthest = out.tell()
            out.flush()
            os.fsync(out.fileno())

    def _insist(self, do: Callable[[], Any]) -> Any:
        """What `do` returns, at the first try that does not fail for a passing reason."""
        patience, wait_s = self._patience, self._patience.wait_s
        n_tried = 0
        while True:
            try:
                return do()
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                n_tried += 1
                if n_tried >= patience.n_tries or not is_passing(error):
                    raise self._explain(error) from error
            self._wait(wait_s)
            wait_s = min(2 * wait_s, patience.longest_wait_s)

    def _wait(self, seconds: float) -> None:
        ends_s = time.monotonic() + seconds
        while (left_s := ends_s - time.monotonic()) > 0:
            if self._is_stopped():
                raise Stopped
            time.sleep(min(left_s, 0.1))

    def _read(
        self,
        url: str,
        file: HubFile,
        out: BinaryIO,
        furthest: int,
        on_size: Callable[[int], None],
    ) -> None:
        """One request for what is missing. Returns when that brought more than `furthest` bytes."""
        have = out.tell()
        headers = self._headers | ({"Range": f"bytes={have}-"} if have else {})
        try:
            with get_session().stream("GET", url, headers=headers) as response:
                hf_raise_for_status(response)
                start = find_start(response)
                if start > have:
                    raise httpx2.RemoteProtocolError(f"asked for {have}, got {start}")
                out.seek(start)
                out.truncate()  # the server began earlier than asked, perhaps at the beginning
                self._copy(response, file, out, on_size)
            if out.tell() < file.size:
                raise httpx2.RemoteProtocolError(f"ended at {out.tell()} of {file.size}")
        except (*TRANSIENT, HfHubHTTPError):
            if out.tell() <= furthest:
                raise

    def _copy(
        self,
        response: httpx2.Response,
        file: HubFile,
        out: BinaryIO,
        on_size: Callable[[int], None],
    ) -> None:
        n_synced = out.tell()
        for block in response.iter_bytes():
            out.write(block[: file.size - out.tell()])
            if out.tell() - n_synced >= SYNC_BYTES:
                out.flush()
                os.fsync(out.fileno())
                n_synced = out.tell()
            on_size(out.tell())
            if self._is_stopped():
                raise Stopped
            if out.tell() >= file.size:
                return  # whatever else the server may have to say

    def _explain(self, error: Exception) -> DownloadError:
        if isinstance(error, HfHubHTTPError):
            status = error.response.status_code
            if status == PROXY_REFUSES:
                return DownloadError("download_proxy", host=self.host, reason=str(status))
            name = urlsplit(str(error.response.url)).path.rsplit("/", 1)[-1]
            code = "download_not_published" if status in (401, 404) else "download_refused"
            return DownloadError(code, host=self.host, file=name, status=status)
        refused = find_certificate_error(error)
        if refused is not None:
            return DownloadError("download_certificate", host=self.host, reason=refused)
        if isinstance(error, httpx2.ProxyError):
            return DownloadError("download_proxy", host=self.host, reason=str(error))
        if isinstance(error, httpx2.ReadTimeout | httpx2.ReadError | httpx2.RemoteProtocolError):
            return DownloadError("download_interrupted", host=self.host)
        return DownloadError("download_no_connection", host=self.host)


def is_passing(error: Exception) -> bool:
    """Whether the same may go well in a moment."""
    if isinstance(error, HfHubHTTPError):
        return error.response.status_code in TRANSIENT_STATUS
    return isinstance(error, TRANSIENT) and find_certificate_error(error) is None
