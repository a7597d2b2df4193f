"""The plan of a synthesised corpus: what utterance `index` of a split says, in which voice.

Pure: a planned utterance is a function of seed, split and index, so a larger corpus extends a
smaller one. A sentence belongs to one split by a hash of its text, and some words (a hash of the
dictionary form decides) occur in no training sentence at all.
"""

import hashlib
import random
import re
from dataclasses import dataclass
from functools import cached_property

from training.corpus.lexicon import Lexicon, load_lexicon
from training.corpus.numbers import spell_cardinal, spell_ordinal
from training.corpus.rare_words import RareWords
from training.corpus.swedish import Sentence, SwedishText, find_words
from training.corpus.voices import (
    Delivery,
    default_delivery,
    draw_test_delivery,
    draw_training_delivery,
)
from training.corpus.wordlist import WordList, load_wordlist

GENERATOR_VERSION = 2
SPLITS = ("train", "validation", "test_default", "test_voices")
# More to train on, with words that `train` seldom has; its sentences and voices are those of train.
RARE_SPLIT = "rare"
# Thousandths of all possible sentences that belong to a split.
_SENTENCE_SHARES = {"train": 910, "validation": 30, "test_default": 30, "test_voices": 30}
_HELD_OUT_PERCENT = 5
# Of every fifty utterances, in an order that mixes them, so that any prefix has the proportions.
_TRAINING_MIX = ("words",) * 10 + ("sentence",) * 25 + ("dictionary",) * 11 + ("long",) * 3
_MIXES = {
    "train": (*_TRAINING_MIX, "silence"),
    RARE_SPLIT: ("dictionary",) * 20 + ("walk",) * 18 + ("coined",) * 7 + ("sentence",) * 5,
    "validation": ("words",) * 5 + ("sentence",) * 30 + ("dictionary",) * 12 + ("long",) * 3,
    "test_default": ("sentence",) * 38 + ("dictionary",) * 12,
    "test_voices": ("sentence",) * 38 + ("dictionary",) * 12,
}
_MIX_STEP = 27  # has no factor in common with fifty
# What espeak-ng speaks at least, so that no long utterance outgrows Whisper's 30 s (measured).
_LETTERS_PER_S_AND_WPM = 0.068
_LONGEST_S = 27
_SLOT = re.compile(r"\{[^}]*\}")
_COMMON_VERBS = (
    *("vara", "ha", "bli", "få", "göra", "gå", "komma", "ta", "ge", "se", "säga", "stå", "ligga"),
    *("sitta", "hålla", "veta"),
)


@dataclass(frozen=True, slots=True)
class PlannedUtterance:
    """An utterance before it is spoken. `text` is written, `spoken` is what espeak-ng is given."""

    split: str
    index: int
    kind: str
    text: str
    spoken: str
    delivery: Delivery
    audio_seed: int

    @property
    def id(self) -> str:
        return f"{self.split}-{self.index:07d}"

    @property
    def file_name(self) -> str:
        """Path in the split's folder: a thousand files to a folder."""
        return f"audio/{self.index // 1000:04d}/{self.id}.flac"


def hash_number(*parts: object) -> int:
    """A number that depends on the parts alone, the same on every machine and in every run."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def normalise_text(text: str) -> str:
    """Letters and digits in lower case with single blanks: what counts as the same sentence."""
    return " ".join(re.findall(r"\w+", text.lower()))


def find_split(text: str) -> str:
    """The only split that may hold this sentence."""
    place = hash_number("sentence", normalise_text(text)) % 1000
    for split, share in _SENTENCE_SHARES.items():
        if place < share:
            return split
        place -= share
    raise AssertionError("the shares make a thousand")


def choose_held_out_words(lexicon: Lexicon, words: WordList) -> frozenset[str]:
    """Open-class words that no training text holds: with all forms where the lexicon knows them.

    Words that templates contain as they stand (grammatical words above all) are never held out,
    nor are numbers, names and the commonest verbs.
    """
    fixed = {word for text in lexicon.templates() for word in find_words(_SLOT.sub(" ", text))}
    fixed.update(word for verb in _COMMON_VERBS for word in lexicon.verbs[verb].forms)
    fixed.update(name.lower() for names in lexicon.names.values() for name in names)
    fixed.update(word for number in range(1000) for word in find_words(spell_cardinal(number)))
    fixed.update(spell_ordinal(number) for number in range(100))
    known: set[str] = set()
    held_out: set[str] = set()
    for forms in (*lexicon.lemmas(), *words.lemmas()):
        known.update(forms)
        if _is_held_out(forms[0]) and fixed.isdisjoint(forms):
            held_out.update(forms)
    held_out.update(
        word
        for word in words.words
        if word not in known and word not in fixed and _is_held_out(word)
    )
    return frozenset(held_out)


def _is_held_out(word: str) -> bool:
    return hash_number("word", word) % 100 < _HELD_OUT_PERCENT


class CorpusPlan:
    """Plans utterances for one seed."""

    def __init__(self, seed: int, lexicon: Lexicon, words: WordList) -> None:
        self.seed = seed
        self.lexicon = lexicon
        self.words = words
        self._text = SwedishText(lexicon, words)

    @cached_property
    def _rare_words(self) -> RareWords:
        return RareWords(self.seed, self.lexicon, self.words, self.held_out_words)

    @cached_property
    def held_out_words(self) -> frozenset[str]:
        return choose_held_out_words(self.lexicon, self.words)

    def plan(self, split: str, index: int) -> PlannedUtterance:
        """Utterance `index`, from 0, of `split`."""
        rng = random.Random(hash_number(self.seed, split, index))
        kind = _MIXES[split][index * _MIX_STEP % len(_MIXES[split])]
        if split == "test_default":
            delivery = default_delivery()
        elif split == "test_voices":
            delivery = draw_test_delivery(rng)
        else:
            delivery = draw_training_delivery(rng)
        if kind == "silence":
            sentence = Sentence("", "")
        elif kind == "long":
            sentence = self._plan_long(split, delivery, rng)
        else:
            sentence = self._plan_sentence(split, kind, rng, index)
        return PlannedUtterance(
            split, index, kind, sentence.text, sentence.spoken, delivery, rng.getrandbits(32)
        )

    def _plan_sentence(self, split: str, kind: str, rng: random.Random, index: int = 0) -> Sentence:
        """The first sentence drawn that may stand in `split`."""
        draw = {
            "words": self._text.draw_words,
            "sentence": self._text.draw_sentence,
            "dictionary": self._text.draw_dictionary_sentence,
            "walk": lambda rng: self._rare_words.walk(index, rng),
            "coined": lambda rng: self._rare_words.coin(rng),
        }[kind]
        owner = "train" if split == RARE_SPLIT else split
        while True:
            sentence = draw(rng)
            if find_split(sentence.text) != owner:
                continue
            if owner == "train" and not self.held_out_words.isdisjoint(find_words(sentence.text)):
                continue
            return sentence

    def _plan_long(self, split: str, delivery: Delivery, rng: random.Random) -> Sentence:
        """Two to five sentences on end: about 8 to 28 s."""
        n_most = int(_LONGEST_S * delivery.rate_wpm * _LETTERS_PER_S_AND_WPM)
        n_wanted = rng.uniform(0.4, 1) * n_most
        sentences: list[Sentence] = []
        n_letters = 0
        while n_letters < n_wanted and len(sentences) < 5:
            kind = "sentence" if rng.random() < 0.8 else "dictionary"
            sentence = self._plan_sentence(split, kind, rng)
            n_letters += len(sentence.spoken)
            if n_letters > n_most and len(sentences) > 1:
                break
            sentences.append(sentence)
        return Sentence(
            " ".join(sentence.text for sentence in sentences),
            " ".join(sentence.spoken for sentence in sentences),
        )


def make_plan(seed: int) -> CorpusPlan:
    """The plan with the project's lexicon and this machine's word list. Raises CorpusError."""
    return CorpusPlan(seed, load_lexicon(), load_wordlist())
