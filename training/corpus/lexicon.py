"""Reads the Swedish lexicon: inflected nouns, verbs and adjectives, names, rules and sentences."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from training.corpus.inflection import (
    Adjective,
    Noun,
    Verb,
    inflect_adjective,
    inflect_noun,
    inflect_verb,
)
from training.errors import CorpusError

_FILES = (
    "nouns.txt",
    "verbs.txt",
    "adjectives.txt",
    "names.txt",
    "rules.txt",
    "clauses.txt",
    "sentences.txt",
    "dictionary.txt",
    "words.txt",
)


@dataclass(frozen=True, slots=True)
class VerbPhrase:
    """A verb and the template of what follows it, such as "till {someone}"."""

    verb: Verb
    complement: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The whole lexicon, by category. `sha256` is that of all its files together."""

    nouns: dict[str, tuple[Noun, ...]]
    verbs: dict[str, Verb]
    adjectives: dict[str, tuple[Adjective, ...]]
    names: dict[str, tuple[str, ...]]
    rules: dict[str, tuple[str, ...]]
    verb_phrases: dict[str, tuple[VerbPhrase, ...]]
    sentences: dict[str, tuple[str, ...]]
    sha256: str

    def lemmas(self) -> Iterator[tuple[str, ...]]:
        """The forms of every noun, verb and adjective, dictionary form first."""
        for nouns in self.nouns.values():
            yield from (noun.forms for noun in nouns)
        yield from (verb.forms for verb in self.verbs.values())
        for adjectives in self.adjectives.values():
            yield from (adjective.forms for adjective in adjectives)

    def templates(self) -> Iterator[str]:
        """Every template text: rules, complements and sentences."""
        for group in (*self.rules.values(), *self.sentences.values()):
            yield from group
        for phrases in self.verb_phrases.values():
            yield from (phrase.complement for phrase in phrases)


def _read_text(name: str) -> str:
    return (resources.files("training.corpus") / "lexicon" / name).read_text(encoding="utf-8")


def _read_sections(name: str) -> Iterator[tuple[str, str, int]]:
    """Yields (section, line, line number) of a lexicon file without comments and blank lines."""
    section = ""
    for number, raw in enumerate(_read_text(name).splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]") and "{" not in line and " " not in line:
            section = line[1:-1]
        else:
            yield section, line, number


def _read_lists(name: str) -> dict[str, tuple[str, ...]]:
    lists: dict[str, list[str]] = {}
    for section, line, _ in _read_sections(name):
        lists.setdefault(section, []).append(line)
    return {section: tuple(lines) for section, lines in lists.items()}


def _read_inflected(name: str, inflect) -> dict[str, tuple]:  # type: ignore[no-untyped-def]
    words: dict[str, dict] = {}
    for section, line, number in _read_sections(name):
        word_class, _, rest = line.partition(":")
        for word in rest.split():
            try:
                entry = inflect(word, word_class)
            except ValueError as error:
                raise CorpusError(f"lexicon/{name}, line {number}: {error}.") from error
            words.setdefault(section, {})[entry.forms[0]] = entry
    return {section: tuple(entries.values()) for section, entries in words.items()}


def _read_verb_phrases(verbs: dict[str, Verb]) -> dict[str, tuple[VerbPhrase, ...]]:
    phrases: dict[str, list[VerbPhrase]] = {}
    for section, line, number in _read_sections("clauses.txt"):
        word, _, complement = line.partition(" ")
        verb = inflect_verb(word, "x") if "/" in word else verbs.get(word)
        if verb is None:
            raise CorpusError(f"lexicon/clauses.txt, line {number}: {word} is not in verbs.txt.")
        verbs[verb.infinitive] = verb
        phrases.setdefault(section, []).append(VerbPhrase(verb, complement))
    return {section: tuple(entries) for section, entries in phrases.items()}


@cache
def load_lexicon() -> Lexicon:
    """The project's lexicon. Raises CorpusError, with file and line, where it is malformed."""
    verbs = {verb.infinitive: verb for verb in _read_inflected("verbs.txt", inflect_verb)[""]}
    verb_phrases = _read_verb_phrases(verbs)
    names = {
        section: tuple(word for line in lines for word in line.split())
        for section, lines in _read_lists("names.txt").items()
    }
    sentences: dict[str, tuple[str, ...]] = {}
    for name in ("sentences.txt", "dictionary.txt", "words.txt"):
        sentences |= _read_lists(name)
    digest = hashlib.sha256("".join(_read_text(name) for name in _FILES).encode()).hexdigest()
    return Lexicon(
        nouns=_read_inflected("nouns.txt", inflect_noun),
        verbs=verbs,
        adjectives=_read_inflected("adjectives.txt", inflect_adjective),
        names=names,
        rules=_read_lists("rules.txt"),
        verb_phrases=verb_phrases,
        sentences=sentences,
        sha256=digest,
    )
