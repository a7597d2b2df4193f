"""Who speaks: names, renaming, and giving what a voice was heard saying to its speaker."""

from __future__ import annotations

from dataclasses import replace

from desktop.speakers import (
    Turn,
    assign_turns,
    count_speakers,
    find_renamed,
    name_speaker,
    tidy_name,
)
from desktop.transcript import Segment, Word


def say(start_s: float, text: str, speaker: str = "", note: str = "") -> Segment:
    """A segment whose words take half a second each."""
    words = tuple(
        Word(word, start_s + 0.5 * at, start_s + 0.5 * (at + 1), 0.9)
        for at, word in enumerate(text.split())
    )
    return Segment(start_s, words[-1].end_s, text, words, 0.9, speaker=speaker, note=note)


def test_a_voice_without_a_name_has_its_number_in_the_readers_language() -> None:
    assert name_speaker("2", "sv") == "Talare 2"
    assert name_speaker("2", "en") == "Speaker 2"
    assert name_speaker("Åsa Öberg", "en") == "Åsa Öberg"
    assert name_speaker("", "sv") == ""
    assert tidy_name("  Åsa \n Öberg ") == "Åsa Öberg"


def test_speakers_are_counted_in_the_order_in_which_they_speak() -> None:
    talk = [say(0, "hej", "Bo"), say(1, "hej", "Åsa"), say(2, "öh"), say(3, "ja", "Bo")]
    assert count_speakers(talk) == {"Bo": 2, "Åsa": 1}


def test_renaming_tells_runs_of_segments_and_merges_by_giving_one_name_to_two() -> None:
    talk = [say(0, "a", "1"), say(1, "b", "1"), say(2, "c", "2"), say(3, "d"), say(4, "e", "1")]
    assert find_renamed(talk, {"1": "Åsa"}) == [(0, 2, "Åsa"), (4, 5, "Åsa")]
    assert find_renamed(talk, {"1": "Åsa", "2": "Åsa"}) == [(0, 3, "Åsa"), (4, 5, "Åsa")]
    assert find_renamed(talk, {"1": "1"}) == []


def test_a_segment_in_which_the_voice_changes_is_split_between_two_words() -> None:
    segment = say(0, "hur mår du bra tack", note="en fråga")
    (share,) = assign_turns([segment], [Turn(0, 1.4, 7), Turn(1.5, 2.5, 3)])
    first, second = share.segments
    assert (first.text, first.speaker, first.end_s, first.note) == (
        "hur mår du",
        "1",
        1.5,
        "en fråga",
    )
    assert (second.text, second.speaker, second.start_s, second.note) == ("bra tack", "2", 1.5, "")
    assert first.words + second.words == segment.words


def test_what_the_user_has_said_is_kept_and_gives_the_voice_its_name() -> None:
    talk = [say(0, "ett två", "Åsa"), say(2, "tre fyra"), say(4, "fem sex")]
    turns = [Turn(0, 1, 0), Turn(2, 3, 0), Turn(4, 5, 1)]
    shares = assign_turns(talk, turns)
    assert [(share.number, share.segments[0].speaker) for share in shares] == [(1, "Åsa"), (2, "1")]


def test_a_number_that_is_taken_is_not_given_to_another_voice() -> None:
    talk = [say(0, "ett", "1"), say(5, "två")]
    (share,) = assign_turns(talk, [Turn(5, 6, 0)])
    assert share.segments[0].speaker == "2"


def test_silence_between_words_belongs_to_who_spoke_before() -> None:
    (share,) = assign_turns([say(0, "ett två tre fyra")], [Turn(0.5, 1.0, 0), Turn(1.6, 2.0, 1)])
    assert [part.text for part in share.segments] == ["ett två tre", "fyra"]


def test_where_no_voice_is_heard_nothing_changes() -> None:
    assert assign_turns([say(0, "ett två")], [Turn(7, 8, 0)]) == []


def test_without_the_times_of_its_words_a_segment_stays_whole() -> None:
    segment = replace(say(0, "ett två tre"), words=())
    (share,) = assign_turns([segment], [Turn(0, 0.4, 0), Turn(0.5, 1.5, 1)])
    assert share.segments == (replace(segment, speaker="2"),)
