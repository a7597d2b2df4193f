"""The engine is killed again and again, at any moment: the text is that of an undisturbed run."""

import os
import random
import signal
import sys
from collections.abc import Callable
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.file_queue import Phase
from desktop.library.job import Job
from desktop.library.journal import read_journal

pytestmark = [
    pytest.mark.window,
    pytest.mark.slow,
    pytest.mark.timeout(900),  # on a machine that is busy with much else
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL"),
]

N_KILLS = 20
SEED = 20
LONGEST_LIFE_MS = 300  # after it has begun to work
# A job during which the engine dies three times with no word between is given up, as it must be.
MAX_VAIN_DEATHS = 1


class Assassin:
    """Kills the engine at moments of a seeded row: half at work, the others at its start."""

    def __init__(self, user: Any) -> None:
        self._user = user
        self._random = random.Random(SEED)
        self._n_vain = 0
        self._told = 0  # that the engine is gone, by the window's own client
        self.n_at_work = 0
        self.killed: list[int] = []
        user.app.engine.lost.connect(self._count)
        print("seed", SEED)

    def kill_once(self) -> None:
        """Lets the engine live for a random while, then kills it."""
        user, progress = self._user, self._measure_progress()
        if self._n_vain >= MAX_VAIN_DEATHS:
            user.wait_until(lambda: self._measure_progress() > progress)
        if self._random.random() < 0.5:
            user.wait_until(lambda: any(job.phase is Phase.RUNNING for job in user.jobs))
        user.wait_ms(self._random.randrange(LONGEST_LIFE_MS))
        user.wait_until(user.engine_pid)
        pid = user.engine_pid()
        self.n_at_work += any(job.phase is Phase.RUNNING for job in user.jobs)
        os.kill(pid, signal.SIGKILL)
        self.killed.append(pid)
        user.wait_until(lambda: self._told == len(self.killed))
        self._n_vain = 0 if self._measure_progress() > progress else self._n_vain + 1

    def _measure_progress(self) -> int:
        return sum(job.committed_sample for job in self._user.jobs)

    def _count(self, by_crash: bool) -> None:
        self._told += by_crash

    def assert_all_hit(self) -> None:
        assert len(set(self.killed)) == N_KILLS == self._told
        assert self.n_at_work >= N_KILLS // 4


class LiveText:
    """Follows the text of open utterances: what is committed is never taken back."""

    def __init__(self, user: Any) -> None:
        self.n_shown = 0
        self._committed: dict[float, str] = {}
        user.app.engine.job_event.connect(self._take)

    def _take(self, event: dict[str, Any]) -> None:
        if event["type"] == "live" and event["committed"]:
            start_s, committed = event["start_s"], event["committed"]
            assert committed.startswith(self._committed.get(start_s, "")) or (
                # A new engine begins the utterance anew, and comes to the same.
                self._committed[start_s].startswith(committed)
            )
            longest = max(committed, self._committed.get(start_s, ""), key=len)
            self._committed[start_s] = longest
            self.n_shown += 1
        if event["type"] == "segment":
            segment = event["segment"]
            for start_s in [at for at in self._committed if at <= segment["end_s"]]:
                assert segment["text"].startswith(self._committed.pop(start_s))


def assert_shown(user: Any, job: Job) -> None:
    """The window shows the whole text and complains of nothing."""
    assert user.read_text(job).split() == " ".join(one.text for one in job.segments).split()
    assert user.read_row(job) == "Klar"
    assert user.read_page(job) == user.read_notice() == ""
    assert user.window.status_line.text.text().endswith("redo")


def test_a_file_survives_twenty_deaths_of_the_engine(
    open_window: Callable[..., Any], speech: np.ndarray, tmp_path: Path, write_wav: Callable,
    ffmpeg: Callable, transcribe_undisturbed: Callable, list_lines: Callable,
) -> None:  # fmt: skip
    file = tmp_path / "möte.mp3"
    ffmpeg("-i", write_wav(tmp_path / "möte.wav", np.tile(speech, 3)), file)
    undisturbed = transcribe_undisturbed(file=str(file))
    assert len(undisturbed) > 20
    user = open_window()
    assassin = Assassin(user)
    while len(assassin.killed) < N_KILLS:
        if all(job.phase is Phase.DONE for job in user.jobs):
            user.app.add_files([file])
            user.wait_until(lambda: any(job.phase is not Phase.DONE for job in user.jobs))
        assassin.kill_once()
    for number in range(len(user.jobs)):
        job = user.wait_for_phase(Phase.DONE, number)
        assert list_lines(job) == undisturbed
        journal = tmp_path / "home" / "jobs" / f"{job.job_id}.jsonl"
        assert list_lines(read_journal(journal)) == undisturbed
        assert_shown(user, job)
    assassin.assert_all_hit()


def test_a_dictation_survives_twenty_deaths_of_the_engine(
    open_window: Callable[..., Any], spoken: tuple, make_speaker: Callable,
    read_recording: Callable, transcribe_undisturbed: Callable, list_lines: Callable,
    steady_engine: list[str],
) -> None:  # fmt: skip
    speaker = make_speaker(speed=2.5)
    user = open_window(speaker, engine_command=steady_engine)
    live, assassin = LiveText(user), Assassin(user)
    user.begin_recording()
    pause = np.zeros(12_000, np.int16)
    sentences = cycle(np.concatenate([sentence, pause]) for sentence in spoken)
    while len(assassin.killed) < N_KILLS:
        if speaker.is_silent:
            speaker.say(np.concatenate([next(sentences), next(sentences)]))
        assassin.kill_once()
    # A recording that ends while there is no engine is transcribed as a file is, and not live.
    committed = user.jobs[0].committed_sample
    speaker.say(next(sentences))
    user.wait_until(lambda: user.jobs[0].committed_sample > committed)
    user.wait_until(lambda: speaker.is_silent)
    user.end_recording()
    job = user.wait_for_phase(Phase.DONE)
    assassin.assert_all_hit()

    heard, kept = np.concatenate(speaker.heard), read_recording(job.source)
    assert np.array_equal(kept, heard[: len(kept)])
    assert list_lines(job) == transcribe_undisturbed(recording=str(job.source), follow=True)
    assert len(job.segments) > N_KILLS // 3
    assert all(before.end_s <= after.start_s for before, after in pairwise(job.segments))
    assert_shown(user, job)
    assert live.n_shown > 0
