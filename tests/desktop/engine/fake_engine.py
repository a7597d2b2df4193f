"""An engine process with a made-up model: everything else in it is real.

The model writes how much it was given to hear. What it is to do besides stands in environment
variables: FAKE_SLOW_S (sleep that long over every utterance), FAKE_CRASH_AT (kill the process at
that utterance), FAKE_MEMORY (run out of memory).
"""

import os
import signal
import sys
import time

import numpy as np

from desktop.engine.__main__ import run_engine
from desktop.engine.guards import Hypothesis
from desktop.engine.protocol import LoadModel
from desktop.models.model_folder import ModelInfo, open_model_folder


class FakeModel:
    n_threads = 1

    def __init__(self, info: ModelInfo) -> None:
        self.info = info
        self._n_heard = 0

    def knows_language(self, language: str) -> bool:
        return language in self.info.languages

    def recognize_many(self, utterances, *options):  # type: ignore[no-untyped-def]
        return ((i, self.recognize(samples, *options)) for i, samples in enumerate(utterances))

    def recognize(self, samples, language, vocabulary, beam_size, settled=()) -> Hypothesis:  # type: ignore[no-untyped-def]
        self._n_heard += 1
        print("noise of a library")
        os.write(1, b"noise of a library in C\n")
        time.sleep(float(os.environ.get("FAKE_SLOW_S", "0")))
        if str(self._n_heard) == os.environ.get("FAKE_CRASH_AT"):
            os.kill(os.getpid(), signal.SIGKILL)
        if "FAKE_MEMORY" in os.environ:
            raise MemoryError
        words = [f"Hörde {len(samples) / 16_000:.1f} s", *vocabulary]
        return Hypothesis(" ".join(words), avg_logprob=-0.2, no_speech_prob=0.01)


class LoudnessEstimator:
    """Takes whatever is loud for speech."""

    def reset(self) -> None:
        pass

    def __call__(self, samples):  # type: ignore[no-untyped-def]
        frames = samples.reshape(-1, 512)
        return [0.95 if np.sqrt(np.mean(frame**2)) > 0.05 else 0.02 for frame in frames]


def load_model(command: LoadModel) -> FakeModel:
    return FakeModel(open_model_folder(command.folder, command.verify))


if __name__ == "__main__":
    sys.exit(run_engine(load_model, LoudnessEstimator))
