"""A dictation as one text."""

from desktop.text.plain import join_segments
from desktop.transcript import Begins, Segment


def test_lines_end_only_where_the_speaker_said_so() -> None:
    segments = [
        Segment(0, 1, " Hej Åsa,", begins=Begins.PARAGRAPH),
        Segment(30, 31, "det är jag."),  # after a long pause for thought
        Segment(31, 32, "- mjölk", begins=Begins.LINE),
        Segment(32, 33, "", begins=Begins.PARAGRAPH),
        Segment(33, 34, "Hälsningar"),
        Segment(34, 35, ""),
    ]
    assert join_segments(segments) == "Hej Åsa, det är jag.\n- mjölk\n\nHälsningar"
    assert join_segments([]) == ""
