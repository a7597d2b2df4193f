"""A library on disk: recordings as the app leaves them, and the journals of their jobs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from desktop.audio.recording import RecordingWriter
from desktop.library.bin import Bin
from desktop.library.job import Job, apply_record
from desktop.library.journal import Journals

BEGUN = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)


@dataclass
class Library:
    """The folders of a user's data."""

    home: Path

    def __post_init__(self) -> None:
        self.recordings = self.home / "recordings"
        self.jobs = self.home / "jobs"
        self.journals = Journals(self.jobs)
        self.bin = Bin(self.home / "bin", self.recordings, self.jobs)

    def record(self, name: str, seconds: float = 2.0, finish: bool = False) -> Path:
        """A recording; without `finish` as a killed app leaves it. Returns the WAV's path."""
        folder = self.recordings / name
        folder.mkdir(parents=True)
        writer = RecordingWriter(folder / "recording.wav", "USB", clock=lambda: 0.0)
        writer.append(np.arange(round(seconds * 16_000), dtype=np.int16))
        if finish:
            writer.finish()
        else:
            writer._file.close()
        return writer.path

    def list_job(self, job_id: str, recording: Path, *records: dict) -> Job:
        """A job in the list, with what its journal says of it."""
        job = Job(job_id, recording, is_recording=True, created=BEGUN)
        self.journals.create(job)
        for record in records:
            self.journals.append(job_id, record)
            job = apply_record(job, record)
        return job

    def list_files(self) -> set[str]:
        """Every file below the user's data."""
        files = (path for path in self.home.rglob("*") if path.is_file())
        return {str(path.relative_to(self.home)) for path in files}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "Åsas hem")


@pytest.fixture
def said() -> Callable[..., dict]:
    """The record of a sentence that was transcribed."""

    def make(text: str, committed_sample: int = 16_000) -> dict:
        segment = {"start_s": 0.0, "end_s": 1.0, "text": text, "confidence": 0.9, "words": []}
        return {"type": "segment", "segment": segment, "committed_sample": committed_sample}

    return make
