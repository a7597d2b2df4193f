"""Makes a model that knows the user's voice: learns, judges, converts, one step after the other.

Killed at any moment, the same call goes on from what is done. Everything that it makes on the way
lies in runs/personal/<digest>, where the digest stands for speech, checkpoint and others.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from training.errors import TrainingError
from training.finetune.trainer import train
from training.personalise.base import Base, find_base
from training.personalise.judge import (
    MAX_LOSS,
    Judgement,
    has_forgotten,
    is_better,
    judge,
    soften,
)
from training.personalise.offer import convert_model, write_scores
from training.personalise.others import Others, find_others
from training.personalise.speech import OwnStores, divide_speech, store_speech
from training.personalise.tuning import Tuning, choose_tuning, make_recipe

RUNS = Path("runs/personal")


@dataclass(frozen=True)
class PersonaliseOptions:
    """`dataset` and `model` as the user gives them; `target` is the model folder to make.

    tuning: None chooses by the model, `lora` and `n_steps` being what the user says of it.
    """

    dataset: str
    model: str
    target: Path
    name: str
    others: Path | None = None
    licence: str = "unknown"
    tuning: Tuning | None = None
    lora: bool | None = None
    n_steps: int | None = None
    n_workers: int = 2


def personalise(options: PersonaliseOptions) -> None:
    """Train on the user's speech and put the model folder in place, telling each step on stdout.

    Raises TrainingError when a step cannot be done, or when the model did not become better: no
    model folder is made then, and one that was there stays.
    """
    base = find_base(options.model)
    tuning = options.tuning or choose_tuning(base, options.lora)
    if options.n_steps is not None:
        tuning = replace(tuning, n_steps=options.n_steps)
    speech = divide_speech(options.dataset)
    others = find_others(options.others, RUNS / "others", options.n_workers)
    name = f"{RUNS.name}/{_make_digest(base, speech.digest, others, tuning)}"
    work = RUNS.parent / name
    own = store_speech(speech, work / "speech")
    _tell(f"Your speech, {own.minutes:.1f} min:\n{own.report}")
    _tell(f"Other voices: {others.train}, judged by {others.check}")

    before = judge(base.folder, own.held_out, others.check)
    _tell(f"{base.name} as it is: {_describe(before)}")
    _tell("Training small matrices beside its weights" if tuning.lora else "Training all of it")
    trained = train(make_recipe(name, base, own, others, tuning), workers=0)
    after = judge(trained, own.held_out, others.check)
    _tell(f"After training: {_describe(after)}")
    checkpoint, after = _take_best(base, before, trained, after, own, others, work)

    write_scores(before, after, work / "scores.json")
    convert_model(checkpoint, options.target, work, own.held_out, _describe_model(options, own))
    _tell(
        f"In your words, {before.own.words.n_errors} of {before.own.words.n_reference} were wrong, "
        f"and now {after.own.words.n_errors} are.\nYour model: {options.target}"
    )


def _take_best(
    base: Base,
    before: Judgement,
    trained: Path,
    after: Judgement,
    own: OwnStores,
    others: Others,
    work: Path,
) -> tuple[Path, Judgement]:
    """What was trained, or a softer one where that forgot other voices."""
    if has_forgotten(after, before):
        for softer in soften(base.folder, trained, work):
            judgement = judge(softer, own.held_out, others.check)
            _tell(f"Softened, {softer.name}: {_describe(judgement)}")
            if is_better(judgement, before):
                return softer, judgement
    if is_better(after, before):
        return trained, after
    raise TrainingError(
        "The model did not become better, so none was made. It must have fewer errors in what was "
        f"held out of your speech, and at most {100 * MAX_LOSS:g} point more in other voices. "
        "Check that the texts say exactly what is said, and give more of your speech."
    )


def _make_digest(base: Base, speech_digest: str, others: Others, tuning: Tuning) -> str:
    told = "\0".join([base.digest, speech_digest, str(others.train.absolute()), repr(tuning)])
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _describe_model(options: PersonaliseOptions, own: OwnStores) -> dict[str, str]:
    today = datetime.date.today().isoformat()
    return {
        "name": options.name,
        "base": options.model,
        "licence": options.licence,
        "description-sv": f"Din egen modell: har lärt sig av {own.minutes:.0f} min av din röst "
        f"{today}.",
        "description-en": f"Your own model: learnt from {own.minutes:.0f} min of your voice, "
        f"{today}.",
    }


def _describe(judgement: Judgement) -> str:
    return (
        f"{100 * judgement.own.wer:.1f} % of your words wrong, "
        f"{100 * judgement.others.wer:.1f} % of others'"
    )


def _tell(line: str) -> None:
    print(line, flush=True)
