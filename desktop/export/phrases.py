"""Where a Swedish sentence may be broken in two, and how bad each place is. Knows words alone.

The usual rules of subtitling: break after punctuation, else before a conjunction or preposition;
never part an article, a preposition, a pronoun or an auxiliary from what it belongs to.
https://partnerhelp.netflixstudios.com/hc/en-us/articles/215758617
"""

from __future__ import annotations

# What it costs to break after a word; the scale is that of the costs in desktop.export.cues.
SENTENCE_END = 0.0
CLAUSE_END = 3.0
BEFORE_PHRASE = 6.0
MID_PHRASE = 12.0
TORN_APART = 30.0


def _list(words: str) -> frozenset[str]:
    return frozenset(words.split())


CLOSING = "\"'”’»)]"
CONJUNCTIONS = _list(
    "och men eller utan samt att som när om där då eftersom medan innan sedan fast så tills"
)
PREPOSITIONS = _list(
    "i på av till från med hos under över vid mot mellan genom enligt åt ur inom bland kring "
    "längs trots efter före för utom omkring bakom framför"
)
# What belongs to the word that follows: articles, possessives, subjects, auxiliaries.
LEADING = _list(
    "en ett den det de denna detta dessa min mitt mina din ditt dina sin sitt sina vår vårt våra "
    "er ert era hans hennes deras jag du han hon vi ni man är var har hade ska skall skulle kan "
    "kunde vill ville måste får fick blir blev inte mycket mer varje alla några någon något "
    "ingen inget"
)


def rate_break(word: str, following: str) -> float:
    """How bad it is to break after `word`, when `following` comes next."""
    bare = word.rstrip(CLOSING)
    if bare.endswith((".", "?", "!", "…")) and not following[:1].islower():
        return SENTENCE_END
    if bare.endswith((",", ";", ":", "–", ".", "?", "!", "…")):
        return CLAUSE_END
    first, second = word.lower(), following.lower()
    if first in LEADING or first in PREPOSITIONS or first in CONJUNCTIONS:
        return TORN_APART
    if second in CONJUNCTIONS or second in PREPOSITIONS:
        return BEFORE_PHRASE
    return MID_PHRASE
