"""Folds text for searching, a character for a character: case and accents go, å, ä and ö stay.

To a Swede å, ä and ö are letters of their own: "mal" must not find "mål". An accent on another
letter is only an accent: "ide" finds "idé", "muller" finds "Müller". The Danish and Norwegian æ and
ø are spelt ä and ö. Places in the folded text are places in the text itself.

The index keeps folded words: a change here needs a step in desktop.library.schema that empties it.
"""

from __future__ import annotations

import unicodedata

OWN_LETTERS = "åäö"
SAME_LETTERS = {"æ": "ä", "ø": "ö"}


def fold(text: str) -> str:
    """The text as it is compared with others; as long as the text itself."""
    return text.translate(_FOLDED)


def fold_character(character: str) -> str:
    """One character for one."""
    lower = character.lower()
    if len(lower) != 1 or lower in OWN_LETTERS:
        return lower[:1]
    parts = unicodedata.normalize("NFD", lower)
    base = compose(parts[:2]) if compose(parts[:2]) in OWN_LETTERS else parts[0]
    return SAME_LETTERS.get(base, base)


def compose(text: str) -> str:
    """The text with each letter as one character, as `fold` needs it (a Mac writes a + ring)."""
    return unicodedata.normalize("NFC", text)


class _Folded(dict[int, str]):
    """Remembers what characters are folded to; `str.translate` asks it."""

    def __missing__(self, code: int) -> str:
        self[code] = fold_character(chr(code))
        return self[code]


_FOLDED = _Folded()
