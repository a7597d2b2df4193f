"""What the HTTP API asks of the app, and the snapshots it shows. Knows no Qt and no HTTP.

Every method may be called from any thread and answers by a future, for the work is done in the
window's thread or the disk's.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from desktop.library.job import Fault
from desktop.transcript import Transcript
from desktop.wording import Language

GOING = ("waiting", "running", "recording")  # states in which the text is not there yet


@dataclass(frozen=True)
class JobView:
    """A transcription as other programs see it. Times in seconds."""

    id: str
    name: str
    state: str  # recording, waiting, running, paused, done, failed, cancelled
    progress: float | None  # 0 to 1, as far as it is known
    duration_s: float | None
    is_recording: bool  # recorded by the app itself
    created: str  # ISO 8601
    model: str
    fault: Fault | None = None

    def as_dict(self) -> dict[str, Any]:
        """What stands in a JSON answer, but for the error, which needs a language."""
        return {name: value for name, value in asdict(self).items() if name != "fault"}


@dataclass(frozen=True)
class Status:
    """The app as a whole."""

    version: str
    engine: str  # stopped, starting, ready, broken
    model: str
    recording: str  # idle, recording, paused …
    n_waiting: int
    n_running: int
    offline: bool


class Service(Protocol):
    """The app, seen from the HTTP API. Futures may raise TalskriftError."""

    @property
    def language(self) -> Language:
        """In which errors are worded."""

    def add(self, file: Path) -> Future[JobView]:
        """Make a job for a file, and write it down."""

    def find(self, job_id: str) -> Future[JobView | None]:
        """One job of the library."""

    def list_jobs(self, first: int, most: int) -> Future[tuple[list[JobView], int]]:
        """Jobs from the `first` (0: the newest) on, and how many there are in all."""

    def read(self, job_id: str) -> Future[Transcript | None]:
        """A job's text as the window shows it, with the times of words."""

    def render(self, job_id: str, format: str, times: bool) -> Future[bytes | None]:
        """… as the file that the window would save."""

    def remove(self, job_id: str) -> Future[bool]:
        """Do as if the user had removed the job in the window; False: there is none."""

    def toggle_dictation(self) -> Future[str]:
        """Begin or end a dictation into the program in front; the state of recording after."""

    def read_status(self) -> Future[Status]:
        """How the app is."""

    def watch(self, tell: Callable[[JobView], None]) -> Callable[[], None]:
        """Call `tell`, in whatever thread, with each job that changes; returns how to stop."""
