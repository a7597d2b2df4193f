"""Swedish clauses: drawn once, then put in main, inverted or subordinate word order."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from training.corpus.grammar import Grammar, Subject

_ANIMATE = ("person", "clinician", "patient", "organisation")
_CATEGORIES = {
    "person": 50,
    "organisation": 10,
    "clinician": 7,
    "patient": 7,
    "animal": 5,
    "thing": 4,
    "tool": 3,
    "document": 4,
    "meeting": 4,
    "vehicle": 3,
    "abstract": 5,
    "nature": 1,
}
# (finite verb, what follows the sentence adverb before the infinitive)
_MODALS = (
    *(("kan", ""), ("ska", ""), ("ska", ""), ("måste", ""), ("vill", ""), ("bör", "")),
    *(("brukar", ""), ("får", ""), ("borde", ""), ("skulle", ""), ("kunde", ""), ("ville", "")),
    *(("behöver", ""), ("tänker", ""), ("hinner", ""), ("vågar", ""), ("slipper", "")),
    *(("kommer", "att "), ("kommer", "att "), ("verkar", ""), ("skulle", "kunna ")),
    *(("skulle", "vilja "), ("orkar", ""), ("lyckades", ""), ("fick", ""), ("hade", "tänkt ")),
)
_INANIMATE_MODALS = (
    *(("kan", ""), ("ska", ""), ("måste", ""), ("bör", ""), ("brukar", ""), ("borde", "")),
    *(("skulle", "kunna "), ("kommer", "att "), ("verkar", ""), ("kunde", "")),
)
_FUTURE = (("ska", ""), ("kommer", "att "), ("kan", ""), ("måste", ""), ("bör", ""), ("vill", ""))
_PRONOUNS = ("jag", "jag", "du", "vi", "vi", "ni", "han", "hon", "de", "man", "det")
_CLINICIANS = (
    "jag",
    "läkaren",
    "vi",
    "doktorn",
    "sjuksköterskan",
    "överläkaren",
    "distriktsläkaren",
)
_PATIENTS = ("patienten", "han", "hon", "kvinnan", "mannen", "jag", "du", "flickan", "pojken")


@dataclass(frozen=True, slots=True)
class Clause:
    """Subject, finite verb, sentence adverb, the rest of the verb, complement and adverbials.

    Words with nothing in them are empty strings. `time` is "past", "present" or "future".
    """

    subject: str
    finite: str
    adverb: str
    nonfinite: str
    complement: str
    time: str

    def main(self) -> str:
        """Hon ringde inte chefen."""
        return _join(self.subject, self.finite, self.adverb, self.nonfinite, self.complement)

    def inverted(self, front: str = "") -> str:
        """(I går) ringde hon inte chefen: the verb second, and first in a yes/no question."""
        return _join(front, self.finite, self.subject, self.adverb, self.nonfinite, self.complement)

    def subordinate(self) -> str:
        """(att) hon inte ringde chefen: the adverb before the finite verb."""
        return _join(self.subject, self.adverb, self.finite, self.nonfinite, self.complement)


def _join(*parts: str) -> str:
    return " ".join(part for part in (part.strip() for part in parts) if part)


def draw_subject(category: str, grammar: Grammar, rng: random.Random) -> Subject:
    """A subject for the verb phrases of `category`."""
    chance = rng.random()
    if category == "clinician" and chance < 0.85:
        text = rng.choice(_CLINICIANS)
    elif category == "patient" and chance < 0.8:
        text = rng.choice(_PATIENTS)
    elif category in ("person", "clinician", "patient"):
        if chance < 0.4:
            text = rng.choice(_PRONOUNS[:-1])
        elif chance < 0.58:
            text = grammar.expand("{firstname}", rng)
        elif chance < 0.64:
            text = grammar.expand("({fullname}|{firstname} och {firstname})", rng)
        elif chance < 0.70:
            text = grammar.expand("(min|din|vår|hennes|hans|deras|{firstname.gen}) ", rng)
            text += grammar.expand("{relative.bare}", rng)
        else:
            text = grammar.noun_phrase("person", rng, _draw_form(rng))[0]
    else:
        phrase, noun = grammar.noun_phrase(category, rng, _draw_form(rng))
        return Subject(phrase, gender=noun.gender)
    return Subject(text, text if text in ("jag", "du", "vi", "ni") else "")


def _draw_form(rng: random.Random) -> str:
    """Subjects are mostly known things."""
    return rng.choices(("def", "ind", "dpl", "pl"), (60, 16, 14, 10))[0]


def draw_clause(
    grammar: Grammar, rng: random.Random, *, category: str = "", with_adverbials: bool = True
) -> Clause:
    """A clause with tense, subject, verb phrase and, by chance, adverb and adverbials."""
    if not category:
        category = rng.choices(tuple(_CATEGORIES), tuple(_CATEGORIES.values()))[0]
    subject = draw_subject(category, grammar, rng)
    phrase = grammar.pick_verb_phrase(category, rng)
    verb = phrase.verb
    tense = rng.choices(
        ("present", "past", "perfect", "pluperfect", "modal", "future"), (27, 32, 11, 3, 17, 10)
    )[0]
    time = {"past": "past", "future": "future"}.get(tense, "present")
    finite, nonfinite = verb.present, ""
    if tense == "past":
        finite = verb.past
    elif tense in ("perfect", "pluperfect"):
        finite, nonfinite = ("har" if tense == "perfect" else "hade"), verb.supine
        time = ""
    elif tense in ("modal", "future"):
        choices: Sequence[tuple[str, str]] = _FUTURE
        if tense == "modal":
            choices = _MODALS if category in _ANIMATE else _INANIMATE_MODALS
            time = ""
        finite, link = rng.choice(choices)
        nonfinite = link + verb.infinitive
    adverb = ""
    if rng.random() < 0.2:
        adverb = grammar.expand("{adverb}" if with_adverbials else "(inte|inte|alltid|aldrig)", rng)
    complement = grammar.expand(phrase.complement, rng, subject)
    if with_adverbials and rng.random() < 0.12 and category in ("person", "animal"):
        complement += " " + grammar.expand("{manner}", rng, subject)
    if with_adverbials and time and rng.random() < 0.22 and not complement.endswith("⟧"):
        complement += " " + draw_time(time, grammar, rng)
    return Clause(subject.text, finite, adverb, nonfinite, complement, time)


def draw_time(time: str, grammar: Grammar, rng: random.Random) -> str:
    """An adverbial of time that suits a clause in the past, present or future."""
    return grammar.expand("{time_" + time + "}", rng)
