"""What a plan promises: no overlap between training and tests, determinism, the mixture."""

from collections import Counter

import pytest

from training.corpus.plan import (
    RARE_SPLIT,
    SPLITS,
    CorpusPlan,
    PlannedUtterance,
    find_split,
    make_plan,
    normalise_text,
)
from training.corpus.swedish import find_words
from training.corpus.voices import DEFAULT_VOICE, TEST_VOICES, TRAINING_VOICES, Delivery

Planned = dict[str, list[PlannedUtterance]]
TESTS = ("validation", "test_default", "test_voices")


def find_sentences(utterances: list[PlannedUtterance]) -> set[str]:
    """Normalised sentences: an utterance of several counts for each of them."""
    sentences: set[str] = set()
    for utterance in utterances:
        text = utterance.text
        for mark in "?!":
            text = text.replace(f"{mark} ", f"{mark}\n")
        parts = text.replace(". ", ".\n").splitlines() if utterance.kind == "long" else [text]
        sentences.update(normalise_text(part) for part in parts if part)
    return sentences


@pytest.mark.parametrize("split", TESTS)
def test_no_test_sentence_is_trained_on(planned: Planned, split: str) -> None:
    trained = find_sentences(planned["train"])
    assert len(trained) > 4000
    assert trained.isdisjoint(find_sentences(planned[split]))


def test_the_test_splits_share_no_sentence(planned: Planned) -> None:
    sentences = [find_sentences(planned[split]) for split in TESTS]
    assert len(set.union(*sentences)) == sum(map(len, sentences))


def test_held_out_words_stand_in_no_training_text(plan: CorpusPlan, planned: Planned) -> None:
    trained = {word for utterance in planned["train"] for word in find_words(utterance.text)}
    assert trained.isdisjoint(plan.held_out_words)


def test_held_out_words_are_met_in_the_tests(plan: CorpusPlan, planned: Planned) -> None:
    for split in TESTS:
        n_met = sum(
            not plan.held_out_words.isdisjoint(find_words(utterance.text))
            for utterance in planned[split]
        )
        assert n_met >= 10, split


def test_about_one_word_in_twenty_is_held_out_and_none_that_grammar_needs(
    plan: CorpusPlan,
) -> None:
    assert 0.03 < len(plan.held_out_words) / len(plan.words.words) < 0.06
    grammatical = ("och", "att", "som", "inte", "är", "har", "den", "det", "jag", "hon", "till")
    assert plan.held_out_words.isdisjoint(grammatical)


def test_all_forms_of_a_held_out_noun_are_held_out(plan: CorpusPlan) -> None:
    held_out = [forms for forms in plan.lexicon.lemmas() if forms[0] in plan.held_out_words]
    assert len(held_out) > 20
    for forms in held_out:
        assert plan.held_out_words.issuperset(forms)


def test_test_voices_never_train(planned: Planned) -> None:
    assert set(TEST_VOICES).isdisjoint({*TRAINING_VOICES, DEFAULT_VOICE})
    voices = {split: {u.delivery.voice for u in planned[split]} for split in SPLITS}
    assert voices["train"] == {DEFAULT_VOICE, *TRAINING_VOICES}
    assert voices["validation"] <= voices["train"]
    assert voices["test_voices"] == set(TEST_VOICES)
    assert {u.delivery for u in planned["test_default"]} == {Delivery(DEFAULT_VOICE, 175, 50)}


def test_the_default_voice_makes_about_a_third_of_training(planned: Planned) -> None:
    n_default = sum(u.delivery.voice == DEFAULT_VOICE for u in planned["train"])
    assert 0.32 < n_default / len(planned["train"]) < 0.38


def test_an_utterance_depends_on_seed_split_and_index_alone(plan: CorpusPlan) -> None:
    again = make_plan(1)
    for index in (0, 5, 47, 12_345):
        for split in reversed(SPLITS):
            assert again.plan(split, index) == plan.plan(split, index)
    other = make_plan(2)
    assert [other.plan("train", i).text for i in range(9)] != [
        plan.plan("train", i).text for i in range(9)
    ]


def test_every_fifty_utterances_have_the_whole_mixture(planned: Planned) -> None:
    wanted = {"words": 10, "sentence": 25, "dictionary": 11, "long": 3, "silence": 1}
    for start in (0, 50, 3950):
        assert Counter(u.kind for u in planned["train"][start : start + 50]) == wanted
    first_twenty = Counter(u.kind for u in planned["train"][:20])
    assert first_twenty["words"] >= 3
    assert first_twenty["sentence"] >= 8


def test_test_sentences_are_sentences(planned: Planned) -> None:
    for split in ("test_default", "test_voices"):
        kinds = Counter(u.kind for u in planned[split])
        assert kinds == {"sentence": 304, "dictionary": 96}


def test_silence_has_no_text_and_nothing_else_is_empty(planned: Planned) -> None:
    for utterance in planned["train"]:
        assert (utterance.text == "") == (utterance.kind == "silence")


def test_texts_are_varied(planned: Planned) -> None:
    texts = [u.text for u in planned["train"] if u.text]
    assert len(set(texts)) > 0.93 * len(texts)
    words = {word for text in texts for word in find_words(text)}
    assert len(words) > 5000


def test_short_utterances_have_few_words(planned: Planned) -> None:
    counts = [len(u.text.split()) for u in planned["train"] if u.kind == "words"]
    assert max(counts) <= 5
    assert sum(count <= 3 for count in counts) > 0.9 * len(counts)


def test_files_lie_a_thousand_to_a_folder(plan: CorpusPlan) -> None:
    assert plan.plan("train", 12_345).file_name == "audio/0012/train-0012345.flac"


def test_case_and_punctuation_make_no_other_sentence() -> None:
    assert normalise_text("Ja, det går!") == normalise_text("ja det går")
    assert find_split("Ja, det går!") == find_split("ja det går")


@pytest.fixture(scope="module")
def rare(plan: CorpusPlan) -> list[PlannedUtterance]:
    return [plan.plan(RARE_SPLIT, index) for index in range(3000)]


def test_the_rare_split_holds_nothing_that_is_kept_for_tests(
    plan: CorpusPlan, planned: Planned, rare: list[PlannedUtterance]
) -> None:
    assert {find_split(utterance.text) for utterance in rare} == {"train"}
    words = {word for utterance in rare for word in find_words(utterance.text)}
    assert words.isdisjoint(plan.held_out_words)
    assert {utterance.delivery.voice for utterance in rare}.isdisjoint(TEST_VOICES)
    heard = find_sentences(rare)
    assert all(heard.isdisjoint(find_sentences(planned[split])) for split in TESTS)


def test_a_walk_comes_by_other_forms_before_it_comes_by_one_again(plan: CorpusPlan) -> None:
    walked = [plan.plan(RARE_SPLIT, index) for index in range(2000)]
    walked = [utterance for utterance in walked if utterance.kind == "walk"]
    forms = {form for lemma in (*plan.lexicon.lemmas(), *plan.words.lemmas()) for form in lemma}
    heard = Counter(word for u in walked for word in find_words(u.text) if word in forms)
    assert len(walked) == 2000 * 18 // 50
    assert heard.total() > 2000
    # A fifth of the words are drawn by chance instead, and may be a form that has been walked by.
    assert sum(n == 1 for n in heard.values()) > 0.9 * len(heard)


def test_most_coined_words_stand_in_no_dictionary(
    plan: CorpusPlan, rare: list[PlannedUtterance]
) -> None:
    known = set(plan.words.words)
    coined = [word for u in rare if u.kind == "coined" for word in find_words(u.text)]
    assert len(coined) > 4 * 400
    assert sum(word not in known for word in coined if word != "och") > 0.5 * len(coined)
