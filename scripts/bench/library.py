"""A library of 10,000 transcripts and 5,000 hours: building its index, searching, scrolling, start.

The transcripts are made of dictionary words, each as frequent as its rank says (Zipf), half an
hour of 375 segments each. They stand in the index; their journals, which nothing here opens, are
cut short. What is measured is the processor's time, which does not depend on what else it does.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np

from desktop.file_queue import Phase
from desktop.library.index import FILE_NAME, delete_index, open_index
from desktop.library.job import Job
from desktop.library.refresh import read_stamp, refresh
from desktop.library.schema import VERSION
from desktop.transcript import Segment
from scripts.bench.app_window import AppWindow
from scripts.bench.measurement import Bench, Limit, Measurement, Result
from scripts.bench.processes import read_cpu_s
from scripts.bench.screen import Screen

N_JOBS, N_JOBS_QUICK = 10_000, 500
N_SEGMENTS, N_WORDS, SEGMENT_S = 375, 12, 4.8
DICTIONARY = Path("/usr/share/dict/swedish")
COMMON = "och det att i en jag som är på för av inte med till den har de ett om så man vi du"
N_KNOWN_WORDS = 60_000
N_TEXTS = 500  # different ones, whose sentences are shuffled
N_JOURNALS = 100  # read to see how fast that is
BEGUN = datetime(2016, 1, 1, 8, 0, tzinfo=UTC)
DONE_MARK = "made"
# From a single common letter to a phrase, and what only a few or none say.
QUERIES = (
    "i", "oc", "inte", "jag", "skol", "det är inte", '"det är inte"', '"och det"', "hund katt",
    "på -och", "förändring politik", "kvällstidning", "finnsinte",
)  # fmt: skip
N_FRAMES, SCROLL_PIXELS = 600, 90
FRAME_MS = 16.7  # 60 a second
N_STARTS = 10
REST_S = 1.0


def measure(bench: Bench) -> Result:
    """Rows: building the index, its size, search, list, start with the library and without."""
    n_jobs = N_JOBS_QUICK if bench.quick else N_JOBS
    home = make_library(bench.cache(f"library-{n_jobs}-{VERSION}"), n_jobs)
    build_s = build_index(bench.cache("library-journals")) * 1000 / N_JOURNALS
    size = sum(path.stat().st_size for path in home.glob(f"{FILE_NAME}*")) / 1e6
    searches = measure_searches(home, 3 if bench.quick else 9)
    slowest = max(searches, key=lambda query: median(searches[query]))
    frames = measure_frames(home)
    starts = measure_starts(home, 3 if bench.quick else N_STARTS)
    of = f"{n_jobs:,} transcripts, {n_jobs // 2:,} hours"
    every = tuple(ms for values in searches.values() for ms in values)
    search = f"search among {of}: from the query to the painted list"
    worst, note = tuple(searches[slowest]), f"`{slowest}`"
    scroll, start = "scrolling the list, a frame", "start, until the window is on the screen"
    hits = "scrolling the list of hits, a frame"
    frame = Limit(FRAME_MS)
    rows = (
        Measurement(search, "ms", every, Limit(100)),
        Measurement("… the slowest query", "ms", worst, Limit(100), note=note),
        Measurement(scroll, "ms", tuple(frames["all"]), frame, digits=1),
        Measurement(hits, "ms", tuple(frames["hits"]), frame, digits=1),
        Measurement(f"{start}, with the library", "s", tuple(starts["full"]), digits=2),
        Measurement("… with an empty one", "s", tuple(starts["empty"]), digits=2),
        Measurement("size of the index", "MB", (size,)),
        Measurement("index built anew of 1,000 journals, 500 hours", "s", (build_s,)),
    )
    return Result(rows, {"searches_ms": searches})


def make_library(home: Path, n_jobs: int) -> Path:
    """An index of that many finished jobs, and the beginnings of their journals."""
    if (home / DONE_MARK).exists():
        return home
    delete_index(home / FILE_NAME)
    texts = make_texts(N_TEXTS)
    rng = np.random.default_rng(2)
    index, _ = open_index(home / FILE_NAME)
    for number in range(n_jobs):
        job = make_job(number, [texts[number % N_TEXTS][at] for at in rng.permutation(N_SEGMENTS)])
        path = write_journal(home, replace(job, segments=()))
        index.put(job, read_stamp(path))
    index.close()
    (home / DONE_MARK).touch()
    return home


def make_texts(n_texts: int) -> list[list[str]]:
    """The sentences of that many transcripts."""
    rng = np.random.default_rng(1)
    rare = DICTIONARY.read_text("latin-1").split()
    rng.shuffle(rare)
    words = np.array([*COMMON.split(), *rare[:N_KNOWN_WORDS]], dtype=object)
    frequency = 1 / np.arange(1, len(words) + 1)
    frequency /= frequency.sum()
    texts = []
    for _ in range(n_texts):
        said = words[rng.choice(len(words), N_SEGMENTS * N_WORDS, p=frequency)]
        lines = said.reshape(N_SEGMENTS, N_WORDS)
        texts.append([" ".join(line).capitalize() + "." for line in lines])
    return texts


def make_job(number: int, sentences: list[str]) -> Job:
    """A finished job of a file that is not there any more."""
    segments = tuple(
        Segment(at * SEGMENT_S, at * SEGMENT_S + 4.5, text) for at, text in enumerate(sentences)
    )
    return Job(
        f"job{number:06d}",
        Path(f"/ljud/Intervju {number}.mp3"),
        is_recording=False,
        created=BEGUN + timedelta(hours=6 * number),
        phase=Phase.DONE,
        segments=segments,
        duration_s=N_SEGMENTS * SEGMENT_S,
        model="KB-Whisper large",
    )


def write_journal(home: Path, job: Job) -> Path:
    """A job's journal, with the text that it has."""
    records = [job.as_record(), {"type": "started", "model": job.model}]
    records += [
        {"type": "segment", "segment": segment.as_dict(), "committed_sample": 1}
        for segment in job.segments
    ]
    records.append({"type": "done", "duration_s": job.duration_s, "committed_sample": 1})
    (home / "jobs").mkdir(exist_ok=True)
    path = home / "jobs" / f"{job.job_id}.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def build_index(home: Path) -> float:
    """Seconds of the processor until N_JOURNALS journals are in a new index."""
    if not (home / DONE_MARK).exists():
        for number, sentences in enumerate(make_texts(N_JOURNALS)):
            write_journal(home, make_job(number, sentences))
        (home / DONE_MARK).touch()
    delete_index(home / FILE_NAME)
    begun_s = time.process_time()
    index, _ = open_index(home / FILE_NAME)
    for _batch in refresh(index, home / "jobs"):
        pass
    index.close()
    return time.process_time() - begun_s


class Window:
    """The app's window on the library, without engine and recorder, drawn in memory."""

    def __init__(self, home: Path) -> None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from PySide6.QtWidgets import QApplication

        from desktop.ui.engine_client import EngineClient
        from desktop.ui.job_desk import Imports, JobDesk, Journals
        from desktop.ui.main_window import MainWindow
        from desktop.ui.searching import Searching
        from desktop.ui.shelf import Shelf

        self.qt = QApplication.instance() or QApplication([])
        self.window = MainWindow("bench")
        engine = EngineClient([], home / "engine.log")
        self.desk = JobDesk(engine, Journals(home / "jobs"), Imports(home / "imports"))
        self.desk.jobs_added.connect(self.window.add_jobs)
        self.shelf = Shelf(self.desk, self.window, home)
        self.searching = Searching(self.shelf, self.window)
        self.window.show()
        self.shelf.begin()
        self.wait_until(lambda: self.shelf.is_ready)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Let the window work until then."""
        from PySide6.QtCore import QEventLoop

        while not is_so():  # asleep until something comes: waiting is no work
            self.qt.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def search(self, typed: str) -> float:
        """Milliseconds of the processor from the query to a list that is painted."""
        shown: list[bool] = []
        self.window.jobs.modelReset.connect(lambda: shown.append(True))
        self.window.search_field.blockSignals(True)  # the pause between keys is not measured
        self.window.search_field.setText(typed)
        self.window.search_field.blockSignals(False)
        begun_s = time.process_time()
        self.searching.look()
        self.wait_until(lambda: bool(shown))
        self.window.list.grab()
        self.window.jobs.modelReset.disconnect()
        return 1000 * (time.process_time() - begun_s)

    def scroll(self) -> list[float]:
        """Milliseconds of the processor for each frame, from the top of the list on."""
        bar = self.window.list.verticalScrollBar()
        bar.setValue(0)
        frames = []
        for _ in range(N_FRAMES):
            begun_s = time.process_time()
            bar.setValue(bar.value() + SCROLL_PIXELS)
            self.qt.processEvents()
            self.window.list.grab()
            frames.append(1000 * (time.process_time() - begun_s))
        return frames

    def close(self) -> None:
        self.shelf.close()
        self.window.close()


def measure_searches(home: Path, n_times: int) -> dict[str, list[float]]:
    """Milliseconds of each query, several times."""
    window = Window(home)
    for query in QUERIES:
        window.search(query)
    found = {query: [window.search(query) for _ in range(n_times)] for query in QUERIES}
    window.close()
    return found


def measure_frames(home: Path) -> dict[str, list[float]]:
    """Milliseconds of each frame: of the whole list, and of what a common word finds."""
    window = Window(home)
    everything = window.scroll()
    window.search("inte")
    hits = window.scroll()
    window.close()
    return {"all": everything, "hits": hits}


def measure_starts(home: Path, n_times: int) -> dict[str, list[float]]:
    """Seconds of the processor until a window is painted, in turns with the library and without."""
    empty = home.with_name("library-empty")
    shutil.rmtree(empty, ignore_errors=True)
    empty.mkdir()
    found: dict[str, list[float]] = {"full": [], "empty": []}
    with Screen() as screen:
        for number in range(n_times + 1):  # the first warms up
            for name, place in (("full", home), ("empty", empty)):
                screen.wait_until_empty()
                with AppWindow(screen.display, place) as window:
                    screen.wait_for_window()
                    shown_s = read_cpu_s(window.pid)
                    window.wait_for_engine()
                    time.sleep(REST_S)
                if number:
                    found[name].append(shown_s)
                time.sleep(REST_S)
    return found
