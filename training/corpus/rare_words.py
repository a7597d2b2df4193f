"""Lists of words that walk through the dictionary, and lists of words that mostly do not exist.

A model hears most forms of a dictionary less than five times in a corpus of sentences, and writes
a word that it knows instead. Walking gives each form its turn; coined words can only be spelt.
Knows neither splits nor voices; see plan.py.
"""

import random
from functools import lru_cache

from training.corpus.lexicon import Lexicon
from training.corpus.swedish import Sentence, finish_sentence
from training.corpus.wordlist import WordList

WORDS_A_LIST = 4
_ANY_WORD_SHARE = 0.2  # of a walk's words, instead of a form with a known paradigm
_LONGEST_COINED = 16
_LAYOUTS = ("{}, {}, {} och {}", "{}, {}, {}, {}", "{} {} {} {}")


class RareWords:
    """Draws lists; each depends on seed, index and random generator alone.

    `left_out`: words that no list may hold.
    """

    def __init__(
        self, seed: int, lexicon: Lexicon, words: WordList, left_out: frozenset[str]
    ) -> None:
        forms = {form for lemma in (*lexicon.lemmas(), *words.lemmas()) for form in lemma}
        self.forms = sorted(form for form in forms - left_out if form.isalpha())
        self._words = [word for word in words.words if word not in left_out]
        self._seed = seed
        self._order_of_pass = lru_cache(1)(self._shuffle)

    def walk(self, index: int, rng: random.Random) -> Sentence:
        """The `index`-th four forms of an order that is another in each pass through them."""
        number_of_pass, start = divmod(index * WORDS_A_LIST, len(self.forms))
        order = self._order_of_pass(number_of_pass)
        chosen = [order[(start + i) % len(order)] for i in range(WORDS_A_LIST)]
        for i in range(WORDS_A_LIST):
            if rng.random() < _ANY_WORD_SHARE:
                chosen[i] = rng.choice(self._words)
        return _lay_out(chosen, rng)

    def coin(self, rng: random.Random) -> Sentence:
        """Four words, each begun as one word and ended as another."""
        return _lay_out([self._coin_word(rng) for _ in range(WORDS_A_LIST)], rng)

    def _coin_word(self, rng: random.Random) -> str:
        """Two words joined at two letters that both have: "verkställa" and "bestämma" may give
        "verkstämma"."""
        while True:
            first, second = rng.choice(self._words), rng.choice(self._words)
            at = rng.randrange(1, len(first) - 1)
            found = second.find(first[at : at + 2], 1)
            if found > 0 and at + len(second) - found <= _LONGEST_COINED:
                return first[:at] + second[found:]

    def _shuffle(self, number_of_pass: int) -> list[str]:
        order = list(self.forms)
        random.Random(f"{self._seed} walk {number_of_pass}").shuffle(order)
        return order


def _lay_out(words: list[str], rng: random.Random) -> Sentence:
    rng.shuffle(words)
    return finish_sentence(rng.choice(_LAYOUTS).format(*words))
