"""What every download shares: when to try again, where an answer begins, why it did not come.

For processes of their own, never the window's. Certificates are checked as the system would: a
company's own authority, once installed there, is trusted (httpx2 asks the system's store, on
Windows and macOS through truststore).
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2

SYNC_BYTES = 4_000_000  # at most so much is lost when the power goes
TRANSIENT = (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError)
TRANSIENT_STATUS = {408, 425, 429, 500, 502, 503, 504}
PROXY_REFUSES = 407


@dataclass(frozen=True)
class Patience:
    """When to try again: after so many tries in a row that brought nothing, no more."""

    n_tries: int = 5
    timeout_s: float = 20.0  # without a byte
    wait_s: float = 1.0  # doubled after each try in vain
    longest_wait_s: float = 15.0


PATIENCE = Patience()


class Stopped(Exception):
    """The user has paused or cancelled."""


def find_host(address: str) -> str:
    """The part of an address that people know a server by; all of one that is no address."""
    try:
        return urlsplit(address).netloc or address
    except ValueError:
        return address


def find_start(response: httpx2.Response) -> int:
    """The place in the file at which an answer begins: 0 where the server ignored the range."""
    told = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return int(told[1]) if response.status_code == httpx2.codes.PARTIAL_CONTENT and told else 0


def find_certificate_error(error: BaseException | None) -> str | None:
    """Why a certificate was not accepted, None where that is not what went wrong."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return None
