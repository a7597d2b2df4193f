"""Swedish inflection: the forms of a noun, verb or adjective from its dictionary form and class.

Noun classes are named by gender and plural ending. A word with "/" lists its forms itself: a
noun all four, or two when it has no plural.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Noun:
    """Four forms and gender ("en" or "ett"); a mass noun has no plural (empty strings)."""

    singular: str
    definite: str
    plural: str
    definite_plural: str
    gender: str

    @property
    def forms(self) -> tuple[str, ...]:
        return tuple(
            form
            for form in (self.singular, self.definite, self.plural, self.definite_plural)
            if form
        )


@dataclass(frozen=True, slots=True)
class Verb:
    """Infinitive, present, past, supine and imperative."""

    infinitive: str
    present: str
    past: str
    supine: str
    imperative: str

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.infinitive, self.present, self.past, self.supine, self.imperative)


@dataclass(frozen=True, slots=True)
class Adjective:
    """Common, neuter, and the form for plural and definite."""

    common: str
    neuter: str
    plural: str

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.common, self.neuter, self.plural)


# Noun class → (gender, endings of definite, plural, definite plural). None: no plural.
_NOUN_ENDINGS: dict[str, tuple[str, str, str | None, str]] = {
    "en-ar": ("en", "en", "ar", "arna"),
    "en-er": ("en", "en", "er", "erna"),
    "en-ner": ("en", "n", "er", "erna"),  # doktor, doktorn; akademi, akademin
    "en-r": ("en", "n", "r", "rna"),
    "en-0": ("en", "n", "", "na"),  # musiker, musikern, musiker, musikerna
    "en-are": ("en", "n", "", "na"),  # läkare, läkaren, läkare, läkarna
    "en-mass": ("en", "en", None, ""),
    "en-nmass": ("en", "n", None, ""),  # choklad has -en, medicin -en; ångest -en; kaffe -t
    "ett-0": ("ett", "et", "", "en"),
    "ett-n": ("ett", "t", "n", "na"),
    "ett-er": ("ett", "et", "er", "erna"),
    "ett-mass": ("ett", "et", None, ""),
    "ett-tmass": ("ett", "t", None, ""),
}


def inflect_noun(word: str, noun_class: str) -> Noun:
    """The noun `word` of `noun_class`.

    "!" after the word doubles its last consonant before an ending (rum! → rummet); "~" drops the
    unstressed vowel of its last syllable (nyckel~ → nyckeln, nycklar).
    Raises ValueError for an unknown class or a wrong number of listed forms. The gender of
    a word with listed forms is read off its definite form.
    """
    if "/" in word:
        forms = word.split("/")
        if len(forms) == 2:
            forms += ["-", "-"]
        if len(forms) != 4:
            raise ValueError(f"{word}: two or four forms wanted")
        plural, definite_plural = ("", "") if forms[2] == "-" else (forms[2], forms[3])
        gender = "ett" if forms[1].endswith("t") else "en"
        return Noun(forms[0], forms[1], plural, definite_plural, gender)
    base = word.rstrip("!~")
    if noun_class == "en-or":
        stem = base.removesuffix("a")
        return Noun(base, base + "n", stem + "or", stem + "orna", "en")
    if noun_class not in _NOUN_ENDINGS:
        raise ValueError(f"{word}: unknown noun class {noun_class}")
    gender, definite, plural_ending, definite_plural = _NOUN_ENDINGS[noun_class]
    stem = base
    if word.endswith("!"):
        stem = base + base[-1]
    if word.endswith("~"):
        stem = base[:-2] + base[-1]
        if gender == "en":
            return Noun(
                base, base + "n", stem + (plural_ending or ""), stem + definite_plural, "en"
            )
        # tecken, tecknet, tecken, tecknen
        return Noun(base, stem + "et", base, stem + "en", "ett")
    if noun_class == "en-are":
        return Noun(base, base + "n", base, base[:-1] + "na", "en")
    if plural_ending is None:
        return Noun(base, stem + definite, "", "", gender)
    if noun_class == "en-ar" and base.endswith("e"):  # pojke, pojken, pojkar
        return Noun(base, base + "n", base[:-1] + "ar", base[:-1] + "arna", "en")
    plural = stem + plural_ending if plural_ending else base
    return Noun(base, stem + definite, plural, stem + definite_plural, gender)


def inflect_verb(word: str, verb_class: str) -> Verb:
    """The verb `word` (infinitive) of conjugation 1, 2a, 2b, 2r, 3, s (deponent) or x (listed)."""
    if "/" in word:
        forms = word.split("/")
        if len(forms) == 4:
            infinitive = forms[0]
            short = infinitive.endswith("a") and len(infinitive) > 2
            forms.append(infinitive[:-1] if short else infinitive)
        if len(forms) != 5:
            raise ValueError(f"{word}: four or five forms wanted")
        return Verb(*forms)
    stem = word.removesuffix("a")
    match verb_class:
        case "1":
            return Verb(word, word + "r", word + "de", word + "t", word)
        case "2a":
            return Verb(word, stem + "er", stem + "de", stem + "t", stem)
        case "2b":
            return Verb(word, stem + "er", stem + "te", stem + "t", stem)
        case "2r":
            return Verb(word, stem, stem + "de", stem + "t", stem)
        case "3":
            return Verb(word, word + "r", word + "dde", word + "tt", word)
        case "s":
            return Verb(word, word, word[:-1] + "des", word[:-1] + "ts", word)
    raise ValueError(f"{word}: unknown verb class {verb_class}")


def inflect_adjective(word: str, adjective_class: str) -> Adjective:
    """The adjective `word` of class t (stor), tt (ny), d (rund), ad (van-lagad), el, en, er, 0."""
    if "/" in word:
        forms = word.split("/")
        if len(forms) != 3:
            raise ValueError(f"{word}: three forms wanted")
        return Adjective(*forms)
    match adjective_class:
        case "t":
            return Adjective(word, word + "t", word + "a")
        case "tt":
            return Adjective(word, word + "tt", word + "a")
        case "d":
            return Adjective(word, word[:-1] + "t", word + "a")
        case "ad":
            return Adjective(word, word[:-1] + "t", word[:-1] + "de")
        case "syncope":
            stem = word[:-2] + word[-1]
            neuter = word[:-1] + "t" if word.endswith("en") else word + "t"
            return Adjective(word, neuter, stem + "a")
        case "0":
            return Adjective(word, word, word)
    raise ValueError(f"{word}: unknown adjective class {adjective_class}")
