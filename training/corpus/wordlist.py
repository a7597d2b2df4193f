"""The words of Debian's wswedish list without odd ones, and what of their inflection it shows.

A word whose forms of one paradigm all stand in the list is taken for a noun, verb or adjective.
"""

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.corpus.inflection import (
    Adjective,
    Noun,
    Verb,
    inflect_adjective,
    inflect_noun,
    inflect_verb,
)
from training.errors import CorpusError

WORDLIST_PATH = Path("/usr/share/dict/swedish")
_ENCODING = "iso-8859-1"
_USABLE = re.compile(r"[a-zåäöé]{3,22}")
_VOWEL = re.compile(r"[aeiouyåäöé]")
# espeak-ng reads these as English.
_FOREIGN = re.compile(r"design|fashion|weekend|copyright|online|offline|software|hardware")
_NOUN_CLASSES = ("en-or", "en-ar", "en-er", "en-ner", "en-r", "en-are", "ett-0", "ett-n", "ett-er")


@dataclass(frozen=True, slots=True)
class WordList:
    """All usable words, and those whose inflection the list shows, each sorted."""

    words: tuple[str, ...]
    nouns: tuple[Noun, ...]
    verbs: tuple[Verb, ...]
    adjectives: tuple[Adjective, ...]
    sha256: str

    def lemmas(self) -> Iterator[tuple[str, ...]]:
        """The forms of every noun, verb and adjective."""
        yield from (noun.forms for noun in self.nouns)
        yield from (verb.forms for verb in self.verbs)
        yield from (adjective.forms for adjective in self.adjectives)

    def pick(self, rng: random.Random) -> str:
        """Any word."""
        return rng.choice(self.words)


def sort_words(raw_words: list[str], sha256: str = "") -> WordList:
    """The usable ones of `raw_words`, with the paradigms that are whole among them."""
    usable = {
        word
        for word in raw_words
        if _USABLE.fullmatch(word) and _VOWEL.search(word) and not _FOREIGN.search(word)
    }
    words = sorted(usable)
    verbs = [inflect_verb(word, "1") for word in words if word.endswith("a")]
    verbs = [verb for verb in verbs if usable.issuperset((*verb.forms, verb.infinitive + "s"))]
    infinitives = {verb.infinitive for verb in verbs}
    adjectives = [inflect_adjective(word, "t") for word in words]
    adjectives = [
        adjective
        for adjective in adjectives
        if usable.issuperset((*adjective.forms, adjective.common + "are"))
        and usable.issuperset((adjective.common + "ast",))
    ]
    return WordList(
        words=tuple(words),
        nouns=tuple(
            noun for word in words if word not in infinitives for noun in _find_noun(word, usable)
        ),
        verbs=tuple(verbs),
        adjectives=tuple(adjectives),
        sha256=sha256,
    )


def _find_noun(word: str, usable: set[str]) -> list[Noun]:
    """The noun that `word` is, where exactly one paradigm and its genitives are in the list."""
    if len(word) < 4 or f"{word}s" not in usable:
        return []
    found = []
    for noun_class in _NOUN_CLASSES:
        if (noun_class == "en-are") != word.endswith("are"):
            continue
        if (noun_class == "en-ner") != word.endswith(("i", "or")):
            continue
        if noun_class == "en-or" and not word.endswith("a"):
            continue
        noun = inflect_noun(word, noun_class)
        genitives = noun.definite + "s", noun.definite_plural + "s"
        if usable.issuperset(noun.forms) and usable.issuperset(genitives):
            found.append(noun)
    return found if len(found) == 1 else []


@cache
def load_wordlist(path: Path = WORDLIST_PATH) -> WordList:
    """Reads the list. Raises CorpusError where it is missing or is not the Swedish one."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"The Swedish word list {path} cannot be read ({error.strerror}). "
            "Install it with: sudo apt-get install espeak-ng wswedish"
        ) from error
    wordlist = sort_words(raw.decode(_ENCODING).split(), hashlib.sha256(raw).hexdigest())
    if not (wordlist.nouns and wordlist.verbs and wordlist.adjectives):
        raise CorpusError(
            f"The word list {path} holds no Swedish nouns, verbs and adjectives. "
            "Install it again with: sudo apt-get install --reinstall wswedish"
        )
    return wordlist
