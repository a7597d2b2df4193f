"""Plans and small corpora for the corpus tests."""

from pathlib import Path

import pytest

from training.corpus.plan import SPLITS, CorpusPlan, PlannedUtterance, make_plan
from training.corpus.synthesise import SynthesisOptions, synthesise_corpus

COUNTS = {"test_voices": 12, "test_default": 12, "validation": 12, "train": 60}


@pytest.fixture(scope="session")
def plan() -> CorpusPlan:
    return make_plan(1)


@pytest.fixture(scope="session")
def planned(plan: CorpusPlan) -> dict[str, list[PlannedUtterance]]:
    """A large corpus on paper: 4,000 utterances to train on, and all of the others' usual 400."""
    counts = dict.fromkeys(SPLITS, 400) | {"train": 4000}
    return {
        split: [plan.plan(split, index) for index in range(count)]
        for split, count in counts.items()
    }


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished corpus with audio; tests must leave it as it is."""
    out = tmp_path_factory.mktemp("synthetic")
    synthesise_corpus(SynthesisOptions(out, COUNTS, n_workers=2, show_progress=False))
    return out
