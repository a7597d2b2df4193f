"""Expands templates of the lexicon into Swedish phrases with the right inflection.

A template holds slots `{name.form}` (a noun category, rule, name list or quantity), optional parts
`[...]` and choices `(a|b)`. Where speech and writing differ, as in numbers, a phrase carries both,
marked `⟦written¦spoken⟧`; `split_written_spoken` takes them apart in the end.
"""

import random
import re
from dataclasses import dataclass

from training.corpus.inflection import Adjective, Noun, Verb
from training.corpus.lexicon import Lexicon, VerbPhrase
from training.corpus.quantities import QUANTITIES
from training.corpus.wordlist import WordList
from training.errors import CorpusError

_SLOT = re.compile(r"\{([\w/]+)(?:\.(\w+))?([+-])?(?:@(\w+))?(?::([\w-]+))?\}")
_OPTIONAL = re.compile(r"( ?)\[([^\[\]]*)\]")
_CHOICE = re.compile(r"\(([^()]*)\)")
_MARKED = re.compile(r"⟦([^¦]*)¦([^⟧]*)⟧")
_OPTIONAL_SHARE = 0.4
_ADJECTIVE_SHARE = 0.3
_POSSESSIVES = {
    "jag": ("min", "mitt", "mina"),
    "du": ("din", "ditt", "dina"),
    "vi": ("vår", "vårt", "våra"),
    "ni": ("er", "ert", "era"),
    "": ("sin", "sitt", "sina"),
}
_OBJECT_PRONOUNS = {"jag": "mig", "du": "dig", "vi": "oss", "ni": "er"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject in its written form; `pronoun` is jag, du, vi or ni, or empty for all others."""

    text: str
    pronoun: str = ""
    gender: str = "en"


NOBODY = Subject("")
YOU = Subject("du", "du")


def split_written_spoken(phrase: str) -> tuple[str, str]:
    """(what is written, what is said) of a phrase with marks."""
    return _MARKED.sub(r"\1", phrase), _MARKED.sub(r"\2", phrase)


def to_genitive(name: str) -> str:
    return name if name[-1] in "sxz" else name + "s"


class Grammar:
    """Expands templates with `lexicon`, and with `words` in the slots w, wn, wv and wa."""

    def __init__(self, lexicon: Lexicon, words: WordList) -> None:
        self._lexicon = lexicon
        self._words = words
        self._nouns = {**lexicon.nouns, "wn": words.nouns}
        self._adjectives = {**lexicon.adjectives, "wn": words.adjectives, "wa": words.adjectives}

    def expand(
        self, template: str, rng: random.Random, subject: Subject = NOBODY, depth: int = 0
    ) -> str:
        """One expansion of `template`. `subject` decides possessives and agreement in it."""

        def keep_or_drop(match: re.Match[str]) -> str:
            kept = rng.random() < _OPTIONAL_SHARE
            return match[1] + match[2] if kept else ""

        def fill(match: re.Match[str]) -> str:
            name, form, adjective, gender, argument = match.groups()
            if name == "vp":
                return self._expand_verb_phrase(argument, rng, subject, depth)
            return self._fill(name, form, adjective, gender, argument, rng, subject, depth)

        while _OPTIONAL.search(template):
            template = _OPTIONAL.sub(keep_or_drop, template)
        while _CHOICE.search(template):
            template = _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), template)
        return _SLOT.sub(fill, template)

    def pick_verb_phrase(self, category: str, rng: random.Random, depth: int = 0) -> VerbPhrase:
        """A verb phrase for a subject of `category`; nested ones hold no further nesting."""
        phrases = self._lexicon.verb_phrases[category]
        while True:
            phrase = rng.choice(phrases)
            if depth == 0 or "{vp" not in phrase.complement:
                return phrase

    def noun_phrase(
        self,
        categories: str,
        rng: random.Random,
        form: str = "",
        adjective: str = "",
        gender: str = "",
    ) -> tuple[str, Noun]:
        """(phrase, its noun). Forms: ind, def, pl, dpl, bare, gen; adjective "+", "-" or by chance.

        Several categories are parted by "/".
        """
        category = rng.choice(categories.split("/"))
        nouns = self._nouns[category]
        while True:
            noun = rng.choice(nouns)
            if (gender in ("", noun.gender)) and (noun.plural or form not in ("pl", "dpl")):
                break
        if not form:
            form = rng.choices(("ind", "def", "pl", "dpl"), (38, 38, 14, 10))[0]
            if not noun.plural:
                form = rng.choice(("bare", "def"))
        if not noun.plural and form == "ind":
            form = "bare"
        adjectives = self._adjectives.get(category, ())
        if form in ("bare", "gen") or adjective == "-" or not adjectives:
            chosen = None
        elif adjective == "+" or rng.random() < _ADJECTIVE_SHARE:
            general = self._lexicon.adjectives["any"] if category == "abstract" else ()
            chosen = rng.choice(adjectives + general)
        else:
            chosen = None
        return _inflect_phrase(noun, form, chosen), noun

    def _expand_verb_phrase(
        self, argument: str, rng: random.Random, subject: Subject, depth: int
    ) -> str:
        category, _, form = argument.partition("-")
        phrase = self.pick_verb_phrase(category, rng, depth + 1)
        verb = phrase.verb.infinitive
        if form == "imp":
            verb, subject = phrase.verb.imperative, YOU
        return f"{verb} {self.expand(phrase.complement, rng, subject, depth + 1)}".strip()

    def _fill(
        self,
        name: str,
        form: str | None,
        adjective: str | None,
        gender: str | None,
        argument: str | None,
        rng: random.Random,
        subject: Subject,
        depth: int,
    ) -> str:
        lexicon = self._lexicon
        if name == "w":
            return self._words.pick(rng)
        if name == "wv":
            return verb_form(rng.choice(self._words.verbs), form or "inf")
        if name == "sin":
            return self._possessed(form or "thing", adjective, rng, subject)
        if name == "verb":
            return self._intransitive(form or "inf", rng)
        if name in ("adj", "wa"):
            chosen = rng.choice(self._adjectives[form or name])
            return {"ett": chosen.neuter, "pl": chosen.plural}.get(argument or "", chosen.common)
        if name == "vpclause":
            return self._relative_clause(rng)
        if name in QUANTITIES:
            return QUANTITIES[name](rng, argument or "")
        if name in lexicon.names:
            text = rng.choice(lexicon.names[name])
            return to_genitive(text) if form == "gen" else text
        if name in lexicon.rules:
            text = self.expand(rng.choice(lexicon.rules[name]), rng, subject, depth)
            if text == _OBJECT_PRONOUNS.get(subject.pronoun):
                text = "henne"  # "jag ringde mig" would need a reflexive
            return to_genitive(text) if form == "gen" else text
        if name.split("/")[0] in self._nouns:
            return self.noun_phrase(name, rng, form or "", adjective or "", gender or "")[0]
        raise CorpusError(f"The lexicon has no slot {{{name}}}; see training/corpus/grammar.py.")

    def _possessed(
        self, category: str, adjective: str | None, rng: random.Random, subject: Subject
    ) -> str:
        noun = rng.choice(self._nouns[category])
        common, neuter, _ = _POSSESSIVES[subject.pronoun]
        words = [common if noun.gender == "en" else neuter]
        adjectives = self._adjectives.get(category)
        if adjectives and adjective != "-" and rng.random() < _ADJECTIVE_SHARE:
            words.append(_definite_form(rng.choice(adjectives)))
        return " ".join([*words, noun.singular])

    def _relative_clause(self, rng: random.Random) -> str:
        phrase = self.pick_verb_phrase("person", rng, depth=1)
        verb = rng.choice((phrase.verb.present, phrase.verb.past, f"har {phrase.verb.supine}"))
        negation = "inte " if rng.random() < 0.15 else ""
        return f"{negation}{verb} {self.expand(phrase.complement, rng, depth=1)}".strip()

    def _intransitive(self, form: str, rng: random.Random) -> str:
        infinitive, _, rest = rng.choice(self._lexicon.rules["intransitive"]).partition(" ")
        verb = self._lexicon.verbs[infinitive]
        return f"{verb_form(verb, form)} {rest}".strip()


def verb_form(verb: Verb, form: str) -> str:
    """A form by its short name: inf, pres, past, sup or imp."""
    match form:
        case "pres":
            return verb.present
        case "past":
            return verb.past
        case "sup":
            return verb.supine
        case "imp":
            return verb.imperative
    return verb.infinitive


def _definite_form(adjective: Adjective) -> str:
    return "lilla" if adjective.common == "liten" else adjective.plural


def _inflect_phrase(noun: Noun, form: str, adjective: Adjective | None) -> str:
    neuter = noun.gender == "ett"
    match form:
        case "bare":
            return noun.singular
        case "gen":
            return to_genitive(noun.definite)
        case "ind":
            words = ["ett" if neuter else "en"]
            if adjective:
                words.append(adjective.neuter if neuter else adjective.common)
            words.append(noun.singular)
        case "def":
            words = [noun.definite]
            if adjective:
                words = ["det" if neuter else "den", _definite_form(adjective), noun.definite]
        case "pl":
            words = [adjective.plural, noun.plural] if adjective else [noun.plural]
        case _:
            words = [noun.definite_plural]
            if adjective:
                words = ["de", adjective.plural, noun.definite_plural]
    return " ".join(words)
