from hypothesis import given
from hypothesis import strategies as st

from training.scoring.alignment import (
    DELETED,
    EQUAL,
    INSERTED,
    SUBSTITUTED,
    AlignedWord,
    align_words,
    count_confusions,
)
from training.scoring.wer import count_edits, score_texts

texts = st.lists(st.sampled_from(["på", "ål", "ö"]), max_size=8).map(" ".join)


def test_kinds() -> None:
    assert align_words("jag såg en ål i ån", "ja såg ål i ån nu") == [
        AlignedWord(SUBSTITUTED, "jag", "ja"),
        AlignedWord(EQUAL, "såg", "såg"),
        AlignedWord(DELETED, "en", ""),
        *(AlignedWord(EQUAL, word, word) for word in ("ål", "i", "ån")),
        AlignedWord(INSERTED, "", "nu"),
    ]


@given(texts, texts)
def test_both_texts_are_there_whole_and_errors_are_as_counted(said: str, heard: str) -> None:
    aligned = align_words(said, heard)
    assert " ".join(word.said for word in aligned if word.said) == said
    assert " ".join(word.heard for word in aligned if word.heard) == heard
    n_errors = sum(word.kind != EQUAL for word in aligned)
    assert n_errors == count_edits(said.split(), heard.split()).n_errors


def test_confusions_are_counted_over_all_utterances() -> None:
    score = score_texts(["en ål", "en ål", "på ö"], ["en al", "ett al", "ö"])
    counts = count_confusions(score.utterances)
    assert counts.most_common(1) == [(AlignedWord(SUBSTITUTED, "ål", "al"), 2)]
    assert counts[AlignedWord(DELETED, "på", "")] == 1 and counts.total() == 4
