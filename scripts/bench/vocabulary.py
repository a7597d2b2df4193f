"""The vocabulary: rare names and terms in sentences, without and with a list of them.

What the list spoils is looked for in test sentences in which none of them was said.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from desktop.audio.recording import SAMPLE_RATE_HZ
from desktop.engine.__main__ import load_model
from desktop.engine.protocol import LoadModel
from desktop.engine.server import LoadedModel
from scripts.bench.measurement import Bench, Limit, Measurement, Result
from training.corpus.plan import make_plan
from training.corpus.speech import speak
from training.corpus.voices import default_delivery, draw_test_delivery
from training.scoring.normalise import normalise
from training.scoring.wer import score_texts

SEED = 11
N_EACH = 4  # sentences with each term
N_OTHERS = 300
FIRST_INDEX = 20_000  # far from the sentences of the other benchmarks
QUIET_S = (0.2, 0.3)  # before and after, as the detector leaves it
PEAK = 10 ** (-6 / 20)

# The threshold was chosen on other terms and sentences.
TERMS = {
    "Jag träffade {} i går.|Ring {} på måndag.|{} kommer på mötet.|Vi väntar på svar från {}.|"
    "Doktor {} har läst journalen.": (
        "Almgren Beijerstam Cederqvist Dyrssen Edelsvärd Flyckt Grufman Hedenskog Ingemarsson "
        "Jägerskiöld Kjellander Lindencrona Munthe Nilshammar Odelstierna Posse Rappe Segerberg "
        "Thornberg Uddenfeldt Virsén Wachtmeister Yngvesson Zander Åhlfeldt Älvestrand Öbrink"
    ),
    "Vi bor i {} nu.|Tåget till {} är sent.|Hon är född i {}.|I {} finns en skola.": (
        "Arvidsjaur Bengtsfors Degerfors Eksjö Filipstad Grästorp Hjällbo Kungälv Lycksele Munkedal"
    ),
    "Patienten får {} varje dag.|Hon tar {} på kvällen.|Sätt ut {} i morgon.|Han tål inte {}.": (
        "amlodipin bisoprolol candesartan digoxin escitalopram flunitrazepam gabapentin "
        "hydroxyzin ibuprofen klopidogrel losartan mirtazapin naproxen oxazepam propranolol"
    ),
}


def measure(bench: Bench) -> Result:
    """Rows: terms that are right, and the WER of sentences with and without them."""
    rng = random.Random(SEED)
    sorts = [(frames.split("|"), many.split()) for frames, many in TERMS.items()]
    terms = [term for _, many in sorts for term in many]
    planned = [
        (rng.choice(frames).format(term), term) for frames, many in sorts for term in many * N_EACH
    ]
    if bench.quick:
        planned = planned[::10]
    deliveries = [default_delivery, lambda: draw_test_delivery(rng)]
    texts = [text for text, _ in planned]
    spoken = [pad(speak(text, deliveries[i % 2]())) for i, text in enumerate(texts)]
    plan = make_plan(0)
    others = [
        plan.plan(("test_default", "test_voices")[i % 2], FIRST_INDEX + i)
        for i in range(30 if bench.quick else N_OTHERS)
    ]
    other_texts = [one.text for one in others]
    other_spoken = [pad(speak(one.spoken, one.delivery)) for one in others]
    model = load_model(LoadModel(bench.model))
    rows, heard = [], {}
    for name, vocabulary in (("without", ()), ("with", tuple(terms))):
        heard[name] = transcribe(model, spoken, vocabulary)
        heard[f"others {name}"] = transcribe(model, other_spoken, vocabulary)
    right = {
        name: sum(term in text for (_, term), text in zip(planned, heard[name], strict=True))
        for name in ("without", "with")
    }
    for name in ("without", "with"):
        note = f"WER {score(texts, heard[name]):.1f} %"
        title = f"rare names and terms right, of {len(planned)}, {name} the vocabulary"
        rows.append(Measurement(title, "", (right[name],), note=note))
    gain = right["with"] / max(1, right["without"])
    rows.append(Measurement("as many with it", "×", (gain,), Limit(1.5, at_least=True), digits=1))
    before, after = (score(other_texts, heard[f"others {name}"]) for name in ("without", "with"))
    title = f"{len(others)} sentences with none of the {len(terms)} terms, more WER with it"
    note = f"{before:.2f} % without"
    rows.append(Measurement(title, "", (after - before,), Limit(0.2), digits=2, note=note))
    return Result(tuple(rows), {"texts": texts, "heard": heard})


def pad(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    before, after = (round(quiet_s * SAMPLE_RATE_HZ) for quiet_s in QUIET_S)
    return np.pad(samples * np.float32(PEAK / np.abs(samples).max()), (before, after))


def transcribe(
    model: LoadedModel, spoken: Sequence[NDArray[np.float32]], vocabulary: tuple[str, ...]
) -> list[str]:
    """What the model hears, in the order of the sentences."""
    heard = dict(model.recognize_many(spoken, "sv", vocabulary, 5))
    return [heard[i].text for i in range(len(spoken))]


def score(texts: Sequence[str], heard: Sequence[str]) -> float:
    """WER in per cent, normalised as `training score` does it."""
    return 100 * score_texts([normalise(t) for t in texts], [normalise(h) for h in heard]).wer
