"""The words of Debian's wswedish list, without odd ones, sorted by what their endings tell."""

import hashlib
import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.errors import CorpusError

WORDLIST_PATH = Path("/usr/share/dict/swedish")
_ENCODING = "iso-8859-1"
_USABLE = re.compile(r"[a-zåäöé]{3,22}")
_VOWEL = re.compile(r"[aeiouyåäöé]")
# espeak-ng reads these as English.
_FOREIGN = re.compile(r"design|fashion|weekend|copyright|online|offline|software|hardware")
# An ending tells a word's form only where the word is long enough to hold a stem as well.
_ENDINGS = {
    "defplural": re.compile(r".{3,}(?:[^s]orna|arna|erna|heterna)"),
    "plural": re.compile(r".{3,}(?:ningar|heter|tioner|iteter|skaper|ioner|erier)"),
    "definite": re.compile(r".{3,}(?:ningen|heten|tionen|iteten|ismen|skapen|ingen)"),
    "present": re.compile(r".{3,}(?:erar|igar)"),
    "past": re.compile(r".{3,}(?:erade|igade)"),
    "neuter": re.compile(r".{3,}(?:ligt|iskt|samt|löst)"),
}


@dataclass(frozen=True, slots=True)
class WordList:
    """Usable dictionary words: all under "any", and by form under the names of `_ENDINGS`."""

    kinds: dict[str, tuple[str, ...]]
    sha256: str

    def pick(self, rng: random.Random, kind: str) -> str:
        """A random word of a kind."""
        return rng.choice(self.kinds[kind])


def sort_words(words: list[str]) -> dict[str, tuple[str, ...]]:
    """The usable ones of `words` by kind."""
    usable = sorted(
        {
            word
            for word in words
            if _USABLE.fullmatch(word) and _VOWEL.search(word) and not _FOREIGN.search(word)
        }
    )
    kinds = {
        kind: tuple(word for word in usable if ending.fullmatch(word))
        for kind, ending in _ENDINGS.items()
    }
    return {"any": tuple(usable), **kinds}


@cache
def load_wordlist(path: Path = WORDLIST_PATH) -> WordList:
    """Reads the list. Raises CorpusError where it is missing or holds too few words."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"The Swedish word list {path} cannot be read ({error.strerror}). "
            "Install it with: sudo apt-get install espeak-ng wswedish"
        ) from error
    kinds = sort_words(raw.decode(_ENCODING).split())
    empty = [kind for kind, words in kinds.items() if not words]
    if empty:
        raise CorpusError(
            f"The Swedish word list {path} holds no words of the kind {', '.join(empty)}. "
            "Install it again with: sudo apt-get install --reinstall wswedish"
        )
    return WordList(kinds, hashlib.sha256(raw).hexdigest())
