"""Judges a personal model by what was held out, and softens one that forgot other voices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.finetune.checkpoint import load_tokenizer, save_checkpoint
from training.finetune.model import load_model
from training.scoring.recognise import load_recogniser, recognise
from training.scoring.recordings import read_recordings
from training.scoring.report import score_normalised
from training.scoring.wer import TextScore

# Other voices may get worse by so much, as a share of words.
MAX_LOSS = 0.01
N_OTHERS = 250
# Shares of what was learnt that are tried one after another where other voices suffer.
SOFTER = (0.75, 0.5, 0.25)


@dataclass(frozen=True)
class Judgement:
    """Normalised scores of one model on what was held out and on other voices."""

    own: TextScore
    others: TextScore


def judge(model: Path, held_out: Path, others: Path) -> Judgement:
    """Score a checkpoint or model folder on two feature stores, of the second N_OTHERS at most."""
    recogniser = load_recogniser(model)
    scores = []
    for store, limit in ((held_out, None), (others, N_OTHERS)):
        recordings = read_recordings(store, limit)
        heard = recognise(recogniser, recordings, show_progress=False)
        scores.append(score_normalised([recording.text for recording in recordings], heard))
    return Judgement(*scores)


def is_better(after: Judgement, before: Judgement) -> bool:
    """Whether the user's words are understood better, and others' hardly worse."""
    return after.own.wer < before.own.wer and not has_forgotten(after, before)


def has_forgotten(after: Judgement, before: Judgement) -> bool:
    return after.others.wer > before.others.wer + MAX_LOSS


def soften(base: Path, trained: Path, folder: Path) -> Iterator[Path]:
    """Checkpoints on the straight line from `trained` towards `base`, made one by one in `folder`.

    Wortsman et al. 2022, "Robust fine-tuning of zero-shot models": much of what was learnt stays,
    most of what was forgotten comes back.
    """
    old = load_model(base).state_dict()
    tokenizer = load_tokenizer(trained)
    for share in SOFTER:
        model = load_model(trained)
        weights = model.state_dict()
        model.load_state_dict(
            {n: old[n].lerp(w, share) if n in old else w for n, w in weights.items()}
        )
        target = folder / f"softened-{round(100 * share)}"
        save_checkpoint(model, tokenizer, target)
        yield target
