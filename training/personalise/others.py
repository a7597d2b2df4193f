"""Other voices: heard along with the user's, so that nothing else is forgotten, and judged by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.corpus.source import open_source
from training.corpus.synthesise import SynthesisOptions, synthesise_corpus
from training.errors import CorpusError, TrainingError
from training.features.pipeline import build_store
from training.features.store import MANIFEST_NAME

# What `make starter` leaves.
DEFAULT_FOLDER = Path("data/features")
SPLITS = ("train", "validation")
# Made where there is none: two to three hours, in about a minute.
N_SYNTHESISED = {"validation": 250, "train": 2500}


@dataclass(frozen=True)
class Others:
    """Feature stores of other voices: to train on, and to judge by."""

    train: Path
    check: Path


def find_others(
    folder: Path | None, work: Path, n_workers: int, counts: dict[str, int] = N_SYNTHESISED
) -> Others:
    """The stores in the folder named, else those of the starter, else new ones made in `work`, of
    so many utterances.

    Raises TrainingError when a folder is named and they are not in it, CorpusError when they
    have to be synthesised and cannot be.
    """
    if folder is not None and not _has_stores(folder):
        raise TrainingError(
            f"{folder} must hold the feature stores train and validation. Make them of any Swedish "
            f"speech: `python -m training features SOURCE {folder} --by-speaker 0.1`."
        )
    if folder is None and _has_stores(DEFAULT_FOLDER):
        folder = DEFAULT_FOLDER
    if folder is None:
        folder = work / "features"
        if not _has_stores(folder):
            _synthesise_stores(work / "speech", folder, n_workers, counts)
    return Others(*(folder / split for split in SPLITS))


def _has_stores(folder: Path) -> bool:
    return all((folder / split / MANIFEST_NAME).is_file() for split in SPLITS)


def _synthesise_stores(speech: Path, folder: Path, n_workers: int, counts: dict[str, int]) -> None:
    try:
        synthesise_corpus(
            SynthesisOptions(speech, counts, n_workers=n_workers, show_progress=False)
        )
    except CorpusError as error:
        raise CorpusError(
            f"{error.message} Or name feature stores of other voices with --others."
        ) from error
    for split, corpus in open_source(str(speech)).items():
        build_store(corpus, folder / split, n_workers=n_workers, show_progress=False)
