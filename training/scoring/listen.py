"""Decides by what a model hears a recording: a window of its own, windows at pauses, or the app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from tqdm import tqdm

from training.scoring.app_engine import AppEngine
from training.scoring.errors import ScoringError
from training.scoring.recognise import (
    MAX_WINDOW,
    Recogniser,
    check_model,
    is_model_folder,
    load_recogniser,
    recognise,
)
from training.scoring.recordings import Recording
from training.scoring.windows import cut_at_pauses

APP, WINDOWS = "app", "windows"
APP_BEAM_SIZE = 5


@dataclass(frozen=True)
class Listening:
    """How to listen. `beam_size`: None for 1, or for the app's own 5 where the app listens.

    `as_app`: every recording goes through the app's engine. `long`: by what recordings over 30 s
    are heard, APP or WINDOWS; None takes the app for a model folder, windows for a checkpoint.
    """

    beam_size: int | None = None
    full_context: bool = False
    as_app: bool = False
    long: str | None = None


class Listener:
    """A model that hears recordings of any length; a context manager, for it may run an engine.

    Raises ScoringError when the folder is no model, or not one that can be listened to like this.
    """

    def __init__(
        self, model: Path, listening: Listening | None = None, show_progress: bool = True
    ) -> None:
        self._model = model
        self._listening = listening or Listening()
        self._show_progress = show_progress
        self._engine: AppEngine | None = None
        check_model(model, self._listening.beam_size or 1)
        if self._listening.as_app or self._listening.long == APP:
            self._check_app()

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._engine:
            self._engine.close()

    @property
    def beam_size(self) -> int:
        """Of recordings that are not long."""
        return self._listening.beam_size or (APP_BEAM_SIZE if self._listening.as_app else 1)

    @property
    def long_by(self) -> str:
        """By what recordings over 30 s are heard: APP or WINDOWS."""
        if self._listening.as_app:
            return APP
        if self._listening.long is not None:
            return self._listening.long
        is_by_app = is_model_folder(self._model) and not self._listening.full_context
        return APP if is_by_app else WINDOWS

    @property
    def n_removed(self) -> int:
        """Texts that the app's guards took away so far."""
        return self._engine.n_removed if self._engine else 0

    def hear(self, recordings: Sequence[Recording]) -> list[str]:
        """The text of each recording, in their order."""
        texts: dict[int, str] = {}
        short = []
        n_alone = sum(self._is_alone(recording) for recording in recordings)
        bar = tqdm(total=n_alone, unit="recording", disable=not (n_alone and self._show_progress))
        for index, recording in enumerate(recordings):
            if not self._is_alone(recording):
                short.append(index)
                continue
            if self._is_for_app(recording):
                texts[index] = self._start_engine().transcribe(recording.load())
            else:
                texts[index] = self._hear_in_pieces(recording)
            bar.update()
        bar.close()
        heard = self._recognise([recordings[index] for index in short]) if short else []
        texts.update(zip(short, heard, strict=True))
        return [texts[index] for index in range(len(recordings))]

    def _is_for_app(self, recording: Recording) -> bool:
        if is_long(recording):
            return self.long_by == APP
        return self._listening.as_app

    def _is_alone(self, recording: Recording) -> bool:
        """Whether it is not heard in a batch with others."""
        return is_long(recording) or self._is_for_app(recording)

    def _start_engine(self) -> AppEngine:
        if self._engine is None:
            beam_size = self._listening.beam_size or APP_BEAM_SIZE
            self._engine = AppEngine(self._model, beam_size)
        return self._engine

    def _hear_in_pieces(self, recording: Recording) -> str:
        samples = recording.load()
        pieces = [
            Recording(recording.id, "", part.stop - part.start, partial(samples.__getitem__, part))
            for part in cut_at_pauses(samples)
        ]
        return " ".join(filter(None, self._recognise(pieces, show_progress=False)))

    def _recognise(self, recordings: Sequence[Recording], show_progress: bool = True) -> list[str]:
        return recognise(
            self._recogniser,
            recordings,
            self._listening.full_context,
            show_progress and self._show_progress,
        )

    @cached_property
    def _recogniser(self) -> Recogniser:
        return load_recogniser(self._model, self.beam_size)

    def _check_app(self) -> None:
        if not is_model_folder(self._model):
            raise ScoringError(
                f"{self._model} is no model folder, and the app takes no other. Convert the "
                "checkpoint (python -m convert export), or leave --as-app and --long app out."
            )
        if self._listening.full_context:
            raise ScoringError(
                "The app takes the context from model.json: --full-context does not go with "
                "--as-app or --long app."
            )


def is_long(recording: Recording) -> bool:
    """Whether it is longer than Whisper's window."""
    return recording.n_samples > MAX_WINDOW
