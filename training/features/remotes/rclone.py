"""A folder that the program rclone reaches, as a remote: Google Drive, OneDrive, WebDAV, SFTP …"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import SplitResult, unquote

from training.features.remotes.remote import CHUNK_SIZE, RemoteError

PASSWORD_VARIABLE = "TALSKRIFT_REMOTE_PASSWORD"
_NO_SUCH_FOLDER = 3  # rclone's exit status
# Its clock and the connection string, which say nothing to the reader.
_PREFIX = re.compile(r'^[\d/]+ [\d:]+ (Failed to create file system for ".*?(?<!\\)": )?')
_OPTIONS = ("--retries", "2", "--low-level-retries", "3", "--contimeout", "20s")


class RcloneRemote:
    """Files below `root`, a folder in rclone's own form, such as `gdrive:speech/train`.

    `environment` are settings of rclone that must not be seen in the list of processes.
    """

    def __init__(self, address: str, root: str, environment: dict[str, str] | None = None) -> None:
        self.address = address
        self._root = root.rstrip("/")
        self._program = find_rclone(address)
        self._environment = {**os.environ, **(environment or {})}

    def list_sizes(self) -> dict[str, int]:
        listing = ("lsjson", "--recursive", "--files-only", "--no-modtime", "--no-mimetype")
        done = self._run(*listing, self._root)
        if done.returncode == _NO_SUCH_FOLDER:
            return {}
        self._check(done.returncode, done.stderr)
        return {entry["Path"]: entry["Size"] for entry in json.loads(done.stdout)}

    def read(self, path: str, offset: int = 0) -> Iterator[bytes]:
        command = self._command("cat", "--offset", str(offset), self._join(path))
        with tempfile.TemporaryFile() as told:
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=told, env=self._environment
            )
            assert process.stdout is not None
            try:
                with process.stdout:
                    while chunk := process.stdout.read(CHUNK_SIZE):
                        yield chunk
                status = process.wait()
            finally:
                process.kill()
                process.wait()
            told.seek(0)
            self._check(status, told.read().decode(errors="replace"))

    def upload(self, file: Path, path: str) -> None:
        # Under another name first: not every server, nor every rclone, puts a file there at once.
        place = PurePosixPath(path)
        temporary = self._join(str(place.with_name(f".{place.name}.tmp")))
        self._do("copyto", str(file), temporary)
        self._do("moveto", temporary, self._join(path))

    def delete(self, path: str) -> None:
        self._do("deletefile", self._join(path))

    def finish(self) -> None:
        pass

    def _join(self, path: str) -> str:
        separator = "" if self._root.endswith(":") else "/"
        return f"{self._root}{separator}{path}"

    def _command(self, *arguments: str) -> list[str]:
        return [self._program, *_OPTIONS, *arguments]

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(*arguments),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            env=self._environment,
        )

    def _do(self, *arguments: str) -> None:
        done = self._run(*arguments)
        self._check(done.returncode, done.stderr)

    def _check(self, status: int, told: str) -> None:
        if status == 0:
            return
        lines = [_PREFIX.sub("", line) for line in told.splitlines() if "NOTICE" not in line]
        reason = (lines or [f"rclone ended with status {status}"])[-1].strip()
        raise RemoteError(
            f"{self.address}: {reason}. Check the address and the login; `rclone config` sets up "
            "and renews logins."
        )


def find_rclone(address: str) -> str:
    """The path of the program; RemoteError where it is not installed."""
    program = shutil.which("rclone")
    if program is None:
        raise RemoteError(
            f"{address} needs the program rclone. Install it (Debian, Ubuntu: sudo apt-get install "
            "rclone; elsewhere see https://rclone.org/install/)."
        )
    return program


def open_configured(address: str, name: str, path: str) -> RcloneRemote:
    """A remote that `rclone config` has set up under this name."""
    listed = subprocess.run(
        [find_rclone(address), "listremotes"], capture_output=True, text=True, check=False
    )
    names = [line.rstrip(":") for line in listed.stdout.split()]
    if name not in names:
        raise RemoteError(
            f"{address}: rclone knows no remote called {name} (it knows: "
            f"{', '.join(names) or 'none'}). Run `rclone config` and make one of that name."
        )
    return RcloneRemote(address, f"{name}:{path}")


def open_webdav(address: str, url: SplitResult) -> RcloneRemote:
    """webdav://[user@]host[:port]/folder, or webdavs:// where the server speaks HTTPS."""
    server = f"{'https' if url.scheme == 'webdavs' else 'http'}://{_host(url)}"
    options = {"url": server, "vendor": "other", **_name_user(url)}
    return RcloneRemote(
        address, _describe("webdav", options, url.path.lstrip("/")), _hide_password("WEBDAV")
    )


def open_sftp(address: str, url: SplitResult) -> RcloneRemote:
    """sftp://[user@]host[:port]/absolute/folder.

    The server's key must be in ~/.ssh/known_hosts. Without a password, keys of the ssh-agent or
    of RCLONE_SFTP_KEY_FILE are tried.
    """
    environment = _hide_password("SFTP")
    known_hosts = "RCLONE_SFTP_KNOWN_HOSTS_FILE"
    environment[known_hosts] = os.environ.get(known_hosts, "~/.ssh/known_hosts")
    options = {"host": url.hostname or "", **_name_user(url), "shell_type": "none"}
    if url.port:
        options["port"] = str(url.port)
    return RcloneRemote(address, _describe("sftp", options, url.path), environment)


def _host(url: SplitResult) -> str:
    return f"{url.hostname}:{url.port}" if url.port else str(url.hostname)


def _name_user(url: SplitResult) -> dict[str, str]:
    return {"user": unquote(url.username)} if url.username else {}


def _describe(kind: str, options: dict[str, str], path: str) -> str:
    """rclone's connection string: https://rclone.org/docs/#connection-strings."""
    quoted = [f'{key}="{value.replace(chr(34), chr(34) * 2)}"' for key, value in options.items()]
    return f":{','.join([kind, *quoted])}:{unquote(path)}"


def _hide_password(kind: str) -> dict[str, str]:
    """The password, where one is set, as rclone wants it: in its environment, obscured."""
    password = os.environ.get(PASSWORD_VARIABLE)
    program = shutil.which("rclone")
    if not password or not program:
        return {}
    done = subprocess.run(
        [program, "obscure", "-"], input=password, capture_output=True, text=True, check=True
    )
    return {f"RCLONE_{kind}_PASS": done.stdout.strip()}
