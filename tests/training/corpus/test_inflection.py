"""Swedish inflection, one example of each class and mark."""

import pytest

from training.corpus.inflection import inflect_adjective, inflect_noun, inflect_verb


@pytest.mark.parametrize(
    ("word", "noun_class", "forms", "gender"),
    [
        ("flicka", "en-or", "flicka flickan flickor flickorna", "en"),
        ("bil", "en-ar", "bil bilen bilar bilarna", "en"),
        ("pojke", "en-ar", "pojke pojken pojkar pojkarna", "en"),
        ("nyckel~", "en-ar", "nyckel nyckeln nycklar nycklarna", "en"),
        ("telefon", "en-er", "telefon telefonen telefoner telefonerna", "en"),
        ("artikel~", "en-er", "artikel artikeln artikler artiklerna", "en"),
        ("doktor", "en-ner", "doktor doktorn doktorer doktorerna", "en"),
        ("händelse", "en-r", "händelse händelsen händelser händelserna", "en"),
        ("läkare", "en-are", "läkare läkaren läkare läkarna", "en"),
        ("musiker", "en-0", "musiker musikern musiker musikerna", "en"),
        ("hus", "ett-0", "hus huset hus husen", "ett"),
        ("rum!", "ett-0", "rum rummet rum rummen", "ett"),
        ("fönster~", "ett-0", "fönster fönstret fönster fönstren", "ett"),
        ("äpple", "ett-n", "äpple äpplet äpplen äpplena", "ett"),
        ("vin", "ett-er", "vin vinet viner vinerna", "ett"),
        ("mus/musen/möss/mössen", "ett-0", "mus musen möss mössen", "en"),
        ("kött", "ett-mass", "kött köttet", "ett"),
        ("grädde/grädden", "en-mass", "grädde grädden", "en"),
    ],
)
def test_nouns(word: str, noun_class: str, forms: str, gender: str) -> None:
    noun = inflect_noun(word, noun_class)
    assert " ".join(noun.forms) == forms
    assert noun.gender == gender


@pytest.mark.parametrize(
    ("word", "verb_class", "forms"),
    [
        ("tala", "1", "tala talar talade talat tala"),
        ("ringa", "2a", "ringa ringer ringde ringt ring"),
        ("köpa", "2b", "köpa köper köpte köpt köp"),
        ("köra", "2r", "köra kör körde kört kör"),
        ("bo", "3", "bo bor bodde bott bo"),
        ("hoppas", "s", "hoppas hoppas hoppades hoppats hoppas"),
        ("skriva/skriver/skrev/skrivit", "x", "skriva skriver skrev skrivit skriv"),
        ("få/får/fick/fått", "x", "få får fick fått få"),
        ("glömma/glömmer/glömde/glömt/glöm", "x", "glömma glömmer glömde glömt glöm"),
    ],
)
def test_verbs(word: str, verb_class: str, forms: str) -> None:
    assert " ".join(inflect_verb(word, verb_class).forms) == forms


@pytest.mark.parametrize(
    ("word", "adjective_class", "forms"),
    [
        ("stor", "t", "stor stort stora"),
        ("ny", "tt", "ny nytt nya"),
        ("känd", "d", "känd känt kända"),
        ("planerad", "ad", "planerad planerat planerade"),
        ("enkel", "syncope", "enkel enkelt enkla"),
        ("egen", "syncope", "egen eget egna"),
        ("bra", "0", "bra bra bra"),
        ("gammal/gammalt/gamla", "t", "gammal gammalt gamla"),
    ],
)
def test_adjectives(word: str, adjective_class: str, forms: str) -> None:
    assert " ".join(inflect_adjective(word, adjective_class).forms) == forms


@pytest.mark.parametrize(
    ("inflect", "word", "word_class"),
    [
        (inflect_noun, "bil", "en-xx"),
        (inflect_noun, "mus/musen/möss", "en-ar"),
        (inflect_verb, "tala", "9"),
        (inflect_verb, "få/får", "x"),
        (inflect_adjective, "stor", "q"),
        (inflect_adjective, "gammal/gamla", "t"),
    ],
)
def test_a_faulty_entry_is_refused_by_name(inflect, word: str, word_class: str) -> None:
    with pytest.raises(ValueError, match=word.split("/")[0]):
        inflect(word, word_class)
