"""The engine's order of things, with no process and no model: what comes after what."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from desktop.engine.guards import Hypothesis
from desktop.engine.protocol import LoadModel, encode_line
from desktop.engine.server import EngineServer
from desktop.models.model_folder import ModelInfo, open_model_folder


class SilentModel:
    n_threads = 1

    def __init__(self, info: ModelInfo) -> None:
        self.info = info

    def knows_language(self, language: str) -> bool:
        return True

    def recognize(self, *_: Any) -> Hypothesis:
        raise AssertionError("there is nothing to hear")

    def recognize_many(self, *_: Any) -> Iterator[tuple[int, Hypothesis]]:
        raise AssertionError("there is nothing to hear")


class DeafEstimator:
    def reset(self) -> None:
        pass

    def __call__(self, samples: np.ndarray) -> list[float]:
        return [0.0] * (len(samples) // 512)


def test_the_name_of_a_job_can_be_used_again_as_soon_as_its_end_is_told(
    fake_model: Path, make_recording: Callable[..., Path]
) -> None:
    recording = make_recording(np.zeros(16_000, np.float32))
    told: list[dict[str, Any]] = []
    ask = encode_line("transcribe", job="a", recording=str(recording))
    missing = encode_line("transcribe", job="a", recording=str(recording.with_name("borta.wav")))
    answers = iter([ask, missing, ask, encode_line("shutdown")])

    def write_line(line: bytes) -> None:
        told.append(json.loads(line))
        if told[-1]["type"] in ("done", "error"):
            server.take_line(next(answers))

    def load(command: LoadModel) -> SilentModel:
        return SilentModel(open_model_folder(command.folder))

    server = EngineServer(write_line, load, DeafEstimator, "0")
    server.take_line(encode_line("load_model", folder=str(fake_model)))
    server.take_line(ask)
    server.run()
    ends = [event["type"] for event in told if event["type"] in ("done", "error")]
    assert ends == ["done", "done", "error", "done"]
