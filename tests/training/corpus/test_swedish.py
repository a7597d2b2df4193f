"""The grammar: word order, agreement, writing against speech, and texts that hold together."""

import random
import re

import pytest

from training.corpus.clauses import Clause, draw_clause
from training.corpus.grammar import Grammar, Subject, split_written_spoken, to_genitive
from training.corpus.lexicon import load_lexicon
from training.corpus.plan import CorpusPlan, PlannedUtterance
from training.corpus.swedish import find_words, finish_sentence
from training.corpus.wordlist import load_wordlist


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return Grammar(load_lexicon(), load_wordlist())


def expand_all(grammar: Grammar, template: str, n: int = 200, **kwargs: Subject) -> set[str]:
    rng = random.Random(0)
    return {split_written_spoken(grammar.expand(template, rng, **kwargs))[0] for _ in range(n)}


def test_a_clause_takes_each_word_order_of_swedish() -> None:
    clause = Clause("hon", "har", "inte", "ringt", "chefen", "")
    assert clause.main() == "hon har inte ringt chefen"
    assert clause.inverted("i dag") == "i dag har hon inte ringt chefen"
    assert clause.inverted() == "har hon inte ringt chefen"
    assert clause.subordinate() == "hon inte har ringt chefen"
    assert Clause("han", "sover", "", "", "", "present").main() == "han sover"


def test_drawn_clauses_agree_with_their_time(grammar: Grammar) -> None:
    lexicon = load_lexicon()
    pasts = {verb.past for verb in lexicon.verbs.values()}
    rng = random.Random(3)
    clauses = [draw_clause(grammar, rng) for _ in range(500)]
    in_the_past = [clause for clause in clauses if clause.time == "past"]
    assert len(in_the_past) > 50
    assert all(clause.finite in pasts and not clause.nonfinite for clause in in_the_past)


def test_articles_and_adjectives_agree_with_the_noun(grammar: Grammar) -> None:
    lexicon = load_lexicon()
    nouns = {noun.singular: noun for noun in lexicon.nouns["document"]}
    n_checked = 0
    countable = [p for p in expand_all(grammar, "{document.ind+}", 400) if " " in p]
    for phrase in countable:
        article, adjective, noun = phrase.split()
        assert article == nouns[noun].gender
        forms = next(a for a in lexicon.adjectives["document"] if adjective in a.forms)
        assert adjective == (forms.neuter if article == "ett" else forms.common)
        n_checked += 1
    assert n_checked > 100
    definite = {noun.definite: noun for noun in lexicon.nouns["document"]}
    for phrase in expand_all(grammar, "{document.def+}", 400):
        article, _, noun = phrase.split()
        assert article == ("det" if definite[noun].gender == "ett" else "den")


def test_small_has_its_own_definite_form(grammar: Grammar) -> None:
    phrases = expand_all(grammar, "{vehicle.def+}", 800)
    assert any(" lilla " in phrase for phrase in phrases)
    assert not any(" små " in phrase or " liten " in phrase for phrase in phrases)


def test_possessives_follow_the_subject(grammar: Grammar) -> None:
    assert all(
        re.match(r"(vår|vårt) ", phrase)
        for phrase in expand_all(grammar, "{sin.thing}", subject=Subject("vi", "vi"))
    )
    assert all(
        re.match(r"(sin|sitt) ", phrase)
        for phrase in expand_all(grammar, "{sin.thing}", subject=Subject("läraren"))
    )
    assert "mig" not in expand_all(grammar, "{someone}", subject=Subject("jag", "jag"))


def test_choices_and_optional_parts(grammar: Grammar) -> None:
    assert expand_all(grammar, "han (sjunger|dansar) [i dag]") == {
        *("han sjunger", "han sjunger i dag", "han dansar", "han dansar i dag"),
    }


def test_genitives() -> None:
    assert to_genitive("Anna") == "Annas"
    assert to_genitive("Lars") == "Lars"


def test_every_template_of_the_lexicon_expands(grammar: Grammar) -> None:
    rng = random.Random(0)
    templates = list(load_lexicon().templates())
    assert len(templates) > 900
    for template in templates:
        for _ in range(5):
            text, spoken = split_written_spoken(grammar.expand(template, rng))
            assert not re.search(r"[{}\[\]()|⟦⟧¦]", text + spoken), template


def test_writing_and_speech_of_numbers() -> None:
    sentence = finish_sentence("mötet  börjar klockan ⟦14.30¦fjorton och trettio⟧ , tack")
    assert sentence.text == "Mötet börjar klockan 14.30, tack."
    assert sentence.spoken == "Mötet börjar klockan fjorton och trettio, tack."
    assert finish_sentence("⟦12 000¦tolv tusen⟧").spoken == "Tolv tusen."


def test_sentences_are_cased_and_punctuated(planned: dict[str, list[PlannedUtterance]]) -> None:
    for utterance in planned["train"]:
        for text in filter(None, (utterance.text, utterance.spoken)):
            assert text[0].isupper() or text[0].isdigit(), text
            assert text[-1] in ".?!", text
            assert "  " not in text
            assert " ," not in text
            assert not re.search(r"[{}\[\]()|⟦⟧¦]", text), text


def test_espeak_is_never_left_to_read_digits(planned: dict[str, list[PlannedUtterance]]) -> None:
    with_digits = [u for u in planned["train"] if re.search(r"\d", u.text)]
    assert len(with_digits) > 300
    for utterance in planned["train"]:
        assert not re.search(r"[\d@/]", utterance.spoken), utterance.spoken
        if not re.search(r"[\d@]", utterance.text):
            # Amounts up to twelve are words in both.
            assert utterance.text == utterance.spoken


def test_the_lexicon_inflects_as_the_word_list_does(plan: CorpusPlan) -> None:
    """Where the list has a paradigm of a word, the lexicon's forms are those of the list."""
    listed = {noun.singular: noun for noun in plan.words.nouns}
    n_checked = 0
    for nouns in plan.lexicon.nouns.values():
        for noun in nouns:
            other = listed.get(noun.singular)
            both_are_right = noun.singular == "huvud"  # flera huvuden, flera huvud
            if other is not None and noun.plural and not both_are_right:
                assert noun == other
                n_checked += 1
    assert n_checked > 250


def test_find_words_keeps_hyphens_and_drops_the_rest() -> None:
    assert find_words("Öron-, näs- och E-post: 14.30, ja!") == [
        "öron",
        "näs",
        "och",
        "e-post",
        "ja",
    ]
