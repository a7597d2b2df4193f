"""Spoken commands: carried out where they are meant, and nowhere else."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.text.commands import BY_PHRASE, COMMANDS, holds_command_word
from desktop.text.own import LONGEST_SAID, Replacement
from desktop.text.presentation import Presentation, TextOptions, present
from desktop.transcript import Begins, Segment, Word


def load_beside(name: str):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dictated = load_beside("dictated")
time_words = load_beside("conftest").time_words
COMMANDED = TextOptions(commands=True)


@pytest.mark.parametrize(("said", "written"), dictated.HITS)
def test_a_command_is_carried_out(said: str, written: str, dictate: Callable[..., str]) -> None:
    assert dictate(said) == written


@pytest.mark.parametrize("said", dictated.NON_HITS)
def test_a_word_stays_a_word(said: str, dictate: Callable[..., str]) -> None:
    assert dictate(said) == said


def test_every_way_to_say_a_command_is_tried() -> None:
    said = " ".join(text for text, _ in dictated.HITS).casefold().replace("|", " ")
    plain = " ".join("".join(c if c.isalnum() else " " for c in said).split())
    missing = [phrase for one in COMMANDS for phrase in one.phrases if phrase not in plain]
    assert missing == []


def test_most_commands_are_tried_as_words_too() -> None:
    assert len(dictated.HITS) + len(dictated.NON_HITS) >= 220
    said = " ".join(dictated.NON_HITS).casefold()
    for word in ("punkt", "komma", "frågetecken", "utropstecken", "kolon", "citat", "parentes"):
        assert word in said


@pytest.mark.parametrize(
    ("said", "pauses", "written"),
    [
        ("vi ska åka dit komma sen äter vi", (4, 5), "vi ska åka dit, sen äter vi"),
        ("vi ska åka dit komma sen äter vi", (), "vi ska åka dit komma sen äter vi"),
        ("bröd komma mjölk komma ost", (1, 2, 3, 4), "bröd, mjölk, ost"),
        ("vi ska komma hem", (2, 3), "vi ska komma hem"),
        ("vi vill komma", (2,), "vi vill komma"),
        ("vi möts i bredd punkt fem kom", (4, 5), "vi möts i bredd. Fem kom"),
        ("vi möts i bredd punkt fem kom", (), "vi möts i bredd punkt fem kom"),
        ("det var fel stryk det nu rätt", (3, 5), "Nu rätt"),
        ("han sa citat kom hit", (2, 3), "han sa ”kom hit"),
        ("han sa citat kom hit", (), "han sa citat kom hit"),
    ],
)
def test_pauses_tell_what_is_meant(said: str, pauses: tuple[int, ...], written: str) -> None:
    shown = present([time_words(said, pauses=pauses)], COMMANDED)
    assert " ".join(segment.text for segment in shown) == written


def test_the_words_follow_the_text() -> None:
    heard = time_words("Hej Anna. Komma, vi ses ny rad här e bindestreck post")
    first, second = present([heard], COMMANDED)
    assert [word.text for word in first.words] == ["Hej", "Anna,", "vi", "ses"]
    assert [word.start_s for word in first.words] == [0.0, 0.4, 1.2, 1.6]
    assert (first.start_s, first.end_s) == (0.0, 2.0)
    assert [word.text for word in second.words] == ["Här", "e-post"]
    assert second.words[1] == Word("e-post", 3.2, 4.4, 0.9)
    assert (second.start_s, second.end_s, second.begins) == (2.8, 4.4, Begins.LINE)


def test_a_mark_alone_goes_to_the_utterance_before() -> None:
    heard = [time_words("Hej Anna"), time_words("Komma.", 2.0), time_words("Vi ses.", 4.0)]
    first, second = present(heard, COMMANDED)
    assert [word.text for word in first.words] == ["Hej", "Anna,"]
    assert [word.text for word in second.words] == ["vi", "ses."]


def test_without_times_a_line_break_shares_the_time_out() -> None:
    first, second = present([Segment(0.0, 10.0, "aaaa ny rad bbbb")], COMMANDED)
    assert (first.start_s, first.end_s, second.start_s, second.end_s) == (0.0, 5.0, 5.0, 10.0)


def test_with_nothing_asked_for_nothing_changes() -> None:
    heard = [Segment(0.0, 1.0, "Hej  punkt. ny rad"), time_words("öh tjugo procent", 2.0)]
    assert present(heard, TextOptions()) == heard
    assert present(heard[1:], COMMANDED) == heard[1:]


SIGNATURE = ("med vänlig hälsning", "Med vänlig hälsning\n\nÅsa Öberg\nKommunen")


@pytest.mark.parametrize(
    ("said", "own", "written"),
    [
        ("Vi använder kb.", ("kb", "KB-Whisper"), "Vi använder KB-Whisper."),
        ("Vi ses. Med vänlig hälsning.", SIGNATURE, None),
        ("åsa snabel a kommunen", ("snabel a", "@"), "åsa @ kommunen"),
        ("Vi ska komma hem", ("komma hem", "återvända"), "Vi ska återvända"),
        ("Skriv bokstavligen kb nu", ("kb", "KB-Whisper"), "Skriv kb nu"),
        ("Tack. Mvh. hej", ("MVH", "Hälsningar!"), "Tack. Hälsningar! Hej"),
        ("Ett KB, två", ("kb", "kB"), "Ett kB, två"),
    ],
)
def test_the_users_own_commands(
    said: str, own: tuple[str, str], written: str | None, dictate: Callable[..., str]
) -> None:
    written = written or "Vi ses. Med vänlig hälsning⏎⏎Åsa Öberg⏎Kommunen"
    assert dictate(said, own) == written


def test_own_text_has_the_time_of_its_words() -> None:
    own = (Replacement("med vänlig hälsning", "MVH\nÅsa Ö"),)
    first, second = present(
        [time_words("tack med vänlig hälsning")], TextOptions(commands=True, own=own)
    )
    assert [word.text for word in first.words] == ["tack", "MVH"]
    assert [(word.start_s, word.end_s) for word in second.words] == [(0.4, 1.6), (0.4, 1.6)]


def test_what_is_no_command_of_ones_own() -> None:
    assert not Replacement(" . ", "x").is_usable
    assert not Replacement("ord " * (LONGEST_SAID + 1), "x").is_usable
    assert Replacement("Mvh!", "x").phrase == ("mvh",)


def test_words_are_kept_for_the_pauses_beside_a_command() -> None:
    assert all(holds_command_word(" ".join(phrase)) for phrase in BY_PHRASE)
    assert not holds_command_word("Det stora slutet kom till sist på nytt.")


PIECES = st.sampled_from(
    [*(" ".join(phrase) for phrase in BY_PHRASE), "bokstavligen", "Anna", "jag", "ska", "hej", "3"]
)
UTTERANCES = st.lists(
    st.lists(st.tuples(PIECES, st.sampled_from(["", ".", ",", "?"])), min_size=1, max_size=8).map(
        lambda parts: " ".join(word + mark for word, mark in parts)
    ),
    max_size=14,
)


@given(UTTERANCES, st.booleans())
@settings(max_examples=40, deadline=None)
def test_growing_it_shows_what_it_shows_at_once(said: list[str], clean_up: bool) -> None:
    options = TextOptions(commands=True, clean_up=clean_up)
    heard = [time_words(text, 20.0 * at) for at, text in enumerate(said)]
    presentation = Presentation(options)
    shown: list[Segment] = []
    for n_heard, segment in enumerate(heard, start=1):
        change = presentation.feed(segment)
        assert change.n_taken_back <= len(shown)
        del shown[len(shown) - change.n_taken_back :]
        shown += change.segments
        assert shown == present(heard[:n_heard], options)
    for segment in shown:
        assert segment.text.strip() == segment.text != ""
        assert " ".join(word.text for word in segment.words) == segment.text
        assert segment.start_s <= segment.end_s
        assert all(word.start_s <= word.end_s for word in segment.words)
