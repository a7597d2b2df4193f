"""Swedish sentences for the starter model: grammar, lexicon, and a list of dictionary words.

Draws cased and punctuated text of four kinds. Knows neither splits nor voices; see plan.py.
"""

import random
import re
from dataclasses import dataclass

from training.corpus.clauses import draw_clause, draw_subject, draw_time
from training.corpus.grammar import YOU, Grammar, split_written_spoken
from training.corpus.lexicon import Lexicon
from training.corpus.wordlist import WordList

_TOPICS = {
    "everyday": 34,
    "office": 20,
    "healthcare": 18,
    "interview": 14,
    "news": 14,
    "computing": 2,
}
# Shapes of sentences, with their shares.
_SHAPES = {
    "main": 24,
    "fronted": 16,
    "yes_no": 9,
    "wh": 9,
    "reason": 9,
    "front_clause": 7,
    "reported": 7,
    "imperative": 5,
    "and": 5,
    "but": 4,
    "so": 2,
    "cleft": 1,
    "opinion": 3,
    "list": 2,
}
_TEMPLATE_SHARE = 0.38
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is written, and what espeak-ng is given to say (they differ in numbers)."""

    text: str
    spoken: str


def find_words(text: str) -> list[str]:
    """The words of `text` in lower case, without digits and punctuation."""
    return _WORD.findall(text.lower())


def finish_sentence(phrase: str) -> Sentence:
    """The phrase with an initial capital, a final mark where it has none, and no stray blanks."""
    phrase = re.sub(r" +([,.?!])", r"\1", re.sub(r" +", " ", phrase.strip()))
    if phrase[-1] not in ".?!":
        phrase += "."
    text, spoken = (part[0].upper() + part[1:] for part in split_written_spoken(phrase))
    return Sentence(text, spoken)


class SwedishText:
    """Draws sentences; every draw depends on the random generator alone."""

    def __init__(self, lexicon: Lexicon, words: WordList) -> None:
        self._lexicon = lexicon
        self._grammar = Grammar(lexicon, words)

    def draw_words(self, rng: random.Random) -> Sentence:
        """An utterance of one to three words or so, such as "Lägga ut."."""
        return self._draw_template("words", rng)

    def draw_sentence(self, rng: random.Random) -> Sentence:
        """A sentence of the grammar."""
        if rng.random() < _TEMPLATE_SHARE:
            topic = rng.choices(tuple(_TOPICS), tuple(_TOPICS.values()))[0]
            return self._draw_template(topic, rng)
        return finish_sentence(self._draw_structure(rng))

    def draw_dictionary_sentence(self, rng: random.Random) -> Sentence:
        """A sentence around words of the word list."""
        return self._draw_template("dictionary", rng)

    def _draw_template(self, section: str, rng: random.Random) -> Sentence:
        templates = self._lexicon.sentences[section]
        template = rng.choice(templates)
        while "{" not in template and rng.random() < 0.75:  # set phrases would come too often
            template = rng.choice(templates)
        return finish_sentence(self._grammar.expand(template, rng))

    def _draw_structure(self, rng: random.Random) -> str:
        """A sentence of one or two clauses in one of the word orders of Swedish."""
        grammar = self._grammar
        shape = rng.choices(tuple(_SHAPES), tuple(_SHAPES.values()))[0]
        if shape == "main":
            return draw_clause(grammar, rng).main()
        if shape == "fronted":
            return self._draw_fronted(rng)
        if shape == "yes_no":
            return draw_clause(grammar, rng).inverted() + "?"
        if shape == "wh":
            word = rng.choice(("när", "varför", "hur", "hur länge", "varför", "när", "hur ofta"))
            return draw_clause(grammar, rng, with_adverbials=False).inverted(word) + "?"
        if shape == "imperative":
            return self._draw_imperative(rng)
        if shape == "list":
            subject = draw_subject("person", grammar, rng)
            rest = " och ".join(grammar.expand("{vp:person}", rng, subject) for _ in range(2))
            return f"{subject.text} ska {rest}"
        first = draw_clause(grammar, rng, with_adverbials=rng.random() < 0.3)
        second = draw_clause(grammar, rng, with_adverbials=rng.random() < 0.3)
        if shape == "reason":
            conjunction = grammar.expand("{conjunction}", rng)
            return f"{first.main()} {conjunction} {second.subordinate()}"
        if shape == "front_clause":
            conjunction = grammar.expand("{frontconjunction}", rng)
            return f"{conjunction} {first.subordinate()}, {second.inverted()}"
        if shape == "reported":
            who = grammar.expand("({person.def}|{fullname}|{firstname}|jag|hon|han|vi|de)", rng)
            return f"{who} {grammar.expand('{saying}', rng)} att {first.subordinate()}"
        if shape == "and":
            return f"{first.main()} och {second.main()}"
        if shape == "but":
            return f"{first.main()}, men {second.main()}"
        if shape == "so":
            return f"{first.main()}, så {second.main()}"
        if shape == "cleft":
            return f"det är därför {first.subordinate()}"
        opinion = grammar.expand(
            "det (är|var) (bra|synd|viktigt|konstigt|roligt|tråkigt|märkligt|skönt|tydligt) att",
            rng,
        )
        return f"{opinion} {first.subordinate()}"

    def _draw_fronted(self, rng: random.Random) -> str:
        clause = draw_clause(self._grammar, rng, with_adverbials=False)
        if clause.time and rng.random() < 0.7:
            front = draw_time(clause.time, self._grammar, rng)
        else:
            front = self._grammar.expand("{frame}", rng)
        return clause.inverted(front)

    def _draw_imperative(self, rng: random.Random) -> str:
        command = self._grammar.expand("{vp:person-imp}", rng)
        return rng.choice(
            (
                f"{command}",
                f"{command}, tack",
                f"{command}!",
                f"snälla, {command}",
                f"{command} {draw_time('future', self._grammar, rng)}",
                f"glöm inte att {self._grammar.expand('{vp:person}', rng, YOU)}",
                f"kom ihåg att {self._grammar.expand('{vp:person}', rng, YOU)}",
            )
        )
