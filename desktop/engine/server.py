"""The engine at work: carries out commands in order, one at a time, and can be interrupted.

Knows neither pipes nor process: lines come in through `take_line`, from any thread, and go out
through `write_line`.
"""

from __future__ import annotations

import logging
import os
import queue
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ
from desktop.engine.channels import ChannelFinder
from desktop.engine.detector import FRAMES_A_READ, ProbabilityEstimator, UtteranceFinder
from desktop.engine.examiner import Examiner
from desktop.engine.guards import Hypothesis, Words
from desktop.engine.import_folder import open_import_folder
from desktop.engine.job import Outcome, TranscriptionJob
from desktop.engine.live import LiveDecoder
from desktop.engine.media import Damage
from desktop.engine.protocol import (
    Cancel,
    Decode,
    Examine,
    Hello,
    LoadModel,
    Shutdown,
    Transcribe,
    encode_line,
    parse_command,
)
from desktop.engine.source import ImportSource, RecordingSource, is_imported
from desktop.errors import EngineError, TalskriftError
from desktop.models.model_folder import ModelInfo
from desktop.tracks import Contents

log = logging.getLogger(__name__)


class LoadedModel(Protocol):
    """What the server asks of a recognizer."""

    info: ModelInfo
    n_threads: int

    def knows_language(self, language: str) -> bool: ...

    def recognize(
        self,
        samples: NDArray[np.float32],
        language: str,
        vocabulary: tuple[str, ...],
        beam_size: int,
        settled: Words = (),
    ) -> Hypothesis: ...

    def recognize_many(
        self,
        utterances: Sequence[NDArray[np.float32]],
        language: str,
        vocabulary: tuple[str, ...],
        beam_size: int,
    ) -> Iterable[tuple[int, Hypothesis]]: ...


class EngineServer:
    """`load_model` and `make_estimator` build the heavy parts when they are first needed."""

    def __init__(
        self,
        write_line: Callable[[bytes], None],
        load_model: Callable[[LoadModel], LoadedModel],
        make_estimator: Callable[[], ProbabilityEstimator],
        app_version: str,
    ) -> None:
        self._write_line = write_line
        self._load_model = load_model
        self._make_estimator = make_estimator
        self._app_version = app_version
        self._model: LoadedModel | None = None
        self._estimator: ProbabilityEstimator | None = None
        self._commands: queue.SimpleQueue[LoadModel | Transcribe | Decode | None] = (
            queue.SimpleQueue()
        )
        self._cancelled: dict[str, Event] = {}  # jobs waiting or running
        self._examiner = Examiner(self._emit_contents)
        self._lock = Lock()
        self._write_lock = Lock()
        self._stopping = False
        self._finishing = False

    @property
    def is_stopping(self) -> bool:
        return self._stopping

    def take_line(self, line: bytes) -> None:
        """Takes one command. Answers what can be answered at once, queues the rest."""
        try:
            self._take(line)
        except TalskriftError as error:
            self._emit_error(error, error.details.get("job"))

    def end_input(self) -> None:
        """No more commands will come: stops, unless it was told to finish its jobs."""
        if not self._finishing:
            self.stop()

    def stop(self) -> None:
        """Drops all work; `run` returns as soon as the utterance in hand is decoded."""
        with self._lock:
            self._stopping = True
            for cancelled in self._cancelled.values():
                cancelled.set()
        self._commands.put(None)

    def run(self) -> None:
        """Carries out commands until the engine is stopped or shut down."""
        while (command := self._commands.get()) is not None and not self._stopping:
            job = command.job if isinstance(command, Transcribe | Decode) else None
            try:
                if isinstance(command, Transcribe):
                    self._transcribe(command)
                elif isinstance(command, Decode):
                    self._decode(command)
                else:
                    self._load(command)
            except TalskriftError as error:
                self._fail(error, job)
            except MemoryError:
                self._fail(EngineError("out_of_memory"), job)
            except Exception as error:
                log.exception("unforeseen")
                reason = f"{type(error).__name__}: {error}"
                self._fail(EngineError("engine_failed", reason=reason), job)

    def _fail(self, error: TalskriftError, job: str | None) -> None:
        if job is not None:
            self._forget(job)
        self._emit_error(error, job)

    def _forget(self, job: str) -> None:
        """Before its end is told: the client may use the name again at once."""
        with self._lock:
            del self._cancelled[job]

    def _take(self, line: bytes) -> None:
        command = parse_command(line)
        if isinstance(command, Hello):
            self._emit("ready", app_version=self._app_version, pid=os.getpid())
        elif isinstance(command, Examine):
            self._examiner.examine(command.job, command.file)
        elif isinstance(command, Cancel):
            self._cancel(command.job)
        elif isinstance(command, Shutdown):
            if command.after_jobs:
                self._finishing = True
                self._commands.put(None)
            else:
                self.stop()
        else:
            if isinstance(command, Transcribe | Decode):
                with self._lock:
                    if command.job in self._cancelled:
                        raise EngineError("engine_bad_field", field="job", job=command.job)
                    self._cancelled[command.job] = Event()
            self._commands.put(command)

    def _cancel(self, job: str) -> None:
        with self._lock:
            cancelled = self._cancelled.get(job)
        if cancelled is None:  # it may just have ended
            self._emit("warning", job=job, code="engine_unknown_job", details={"job": job})
        else:
            cancelled.set()

    def _load(self, command: LoadModel) -> None:
        self._model = None  # two large models at once may be more than the memory holds
        self._model = self._load_model(command)
        info = self._model.info
        self._emit(
            "model_loaded",
            folder=str(info.folder),
            name=info.name,
            languages=list(info.languages),
            dynamic_context=info.dynamic_context,
            licence=info.licence,
            threads=self._model.n_threads,
        )

    def _transcribe(self, command: Transcribe) -> None:
        cancelled = self._cancelled[command.job]
        if cancelled.is_set():
            self._end(command, Outcome(False, command.from_sample))
            return
        model = self._model
        if model is None:
            raise EngineError("engine_no_model")
        if not model.knows_language(command.language):
            raise EngineError("engine_bad_field", field="language")
        if self._estimator is None:
            self._estimator = self._make_estimator()
        options = (command.language, command.vocabulary, command.beam_size)

        def emit(kind: str, **fields: Any) -> None:
            self._emit(kind, job=command.job, **fields)

        def show(start_s: float, committed: str, tentative: str) -> None:
            emit("live", start_s=round(start_s, 3), committed=committed, tentative=tentative)

        with ExitStack() as opened:
            source = self._open_source(command, opened)
            opened.callback(source.close)
            live = None
            if command.follow:
                live = LiveDecoder(
                    source.reader,
                    lambda samples, settled: model.recognize(samples, *options, settled),
                    show,
                )
            finder: UtteranceFinder | ChannelFinder
            if source.difference is not None:
                parts = (source.reader, source.difference)
                finder = ChannelFinder(*parts, self._estimator, command.from_sample)
            else:
                n_frames = 1 if live else FRAMES_A_READ
                finder = UtteranceFinder(
                    source.reader, self._estimator, command.from_sample, frames_a_read=n_frames
                )
            outcome = TranscriptionJob(
                reader=source.reader,
                measure=source.measure,
                finder=finder,
                recognize_many=lambda utterances: model.recognize_many(utterances, *options),
                emit=emit,
                cancelled=cancelled,
                live=live,
                expected_s=source.expected_s,
            ).run()
        self._end(command, outcome)

    def _decode(self, command: Decode) -> None:
        if is_imported(command.file, command.recording, command.sound):
            source: RecordingSource | ImportSource = RecordingSource(command.recording, False)
        else:
            source = self._import(command, command.file, command.recording)
        try:
            n_samples, completed = source.wait()
        finally:
            source.close()
        self._end(command, Outcome(completed, n_samples))

    def _end(self, command: Transcribe | Decode, outcome: Outcome) -> None:
        self._forget(command.job)
        place = {"job": command.job, "committed_sample": outcome.committed_sample}
        if outcome.completed:
            self._emit("done", duration_s=outcome.committed_sample / SAMPLE_RATE_HZ, **place)
        else:
            self._emit("cancelled", **place)

    def _open_source(
        self, command: Transcribe, opened: ExitStack
    ) -> RecordingSource | ImportSource:
        if command.file is None:
            assert command.recording is not None
            return RecordingSource(command.recording, command.follow)
        recording = command.recording
        if recording is None:
            recording = opened.enter_context(open_import_folder()) / "import.wav"
        if is_imported(command.file, recording, command.sound):
            return RecordingSource(recording, False, command.split_channels)
        return self._import(command, command.file, recording)

    def _import(self, command: Transcribe | Decode, file: Path, recording: Path) -> ImportSource:
        def warn(damage: Damage) -> None:
            details = {"path": str(file), "at_s": round(damage.at_s, 2)}
            self._emit("warning", job=command.job, code=damage.code, details=details)

        def describe(contents: Contents) -> None:
            self._emit_contents(command.job, contents)

        cancelled = self._cancelled[command.job]
        return ImportSource(file, recording, warn, cancelled, command.sound, describe)

    def _emit_contents(self, job: str, contents: Contents) -> None:
        self._emit("media", job=job, **contents.as_dict())

    def _emit(self, kind: str, **fields: Any) -> None:
        with self._write_lock:
            self._write_line(encode_line(kind, **fields))

    def _emit_error(self, error: TalskriftError, job: str | None) -> None:
        names_job = {} if job is None else {"job": job}
        self._emit("error", **names_job, code=error.code, details=error.details)
