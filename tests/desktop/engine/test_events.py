"""Lines from the engine: what is an event is taken, all else is passed over."""

import json

import pytest

from desktop.engine.events import parse_event

SEGMENT = {"start_s": 1, "end_s": 2.5, "text": "Hej.", "confidence": None, "words": []}
WORD = {"text": "Hej.", "start_s": 1.0, "end_s": 2.0, "confidence": 0.9}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"hello\n",
        b"[1]\n",
        b'{"v": 2, "type": "done"}\n',
        b'{"v": 1}\n',
        b"\xff\n",
        b"[" * 100_000,
        b'{"v": 1, "type": "done", "job": "a"}',
        b'{"v": 1, "type": "something_new", "job": 7}',
        b'{"v": 1, "type": "progress", "job": "a", "position_s": 1e999}',
        b'{"v": 1, "type": "progress", "job": "a", "position_s": NaN}',
        b'{"v": 1, "type": "error", "code": "disk_full", "details": "full"}',
    ],
)
def test_what_is_no_event_is_passed_over(line: bytes) -> None:
    assert parse_event(line) is None


def test_an_event_is_read() -> None:
    event = {"v": 1, "type": "ready", "new_field": 3}
    assert parse_event(json.dumps(event).encode() + b"\n") == event


@pytest.mark.parametrize("change", [{}, {"words": [WORD]}, {"confidence": 0.5, "more": 1}])
def test_a_segment_is_read(change: dict) -> None:
    assert tell_segment(SEGMENT | change) is not None


@pytest.mark.parametrize(
    "change",
    [{"text": 5}, {"start_s": "1"}, {"end_s": None}, {"confidence": True}, {"words": None}]
    + [{"words": [WORD | odd]} for odd in ({"text": None}, {"end_s": "x"})]
    + [{"words": [7]}, {"words": {}}],
)
def test_a_segment_with_an_odd_field_is_not(change: dict) -> None:
    assert tell_segment(SEGMENT | change) is None


def tell_segment(segment: dict) -> object:
    event = {"v": 1, "type": "segment", "job": "a", "segment": segment, "committed_sample": 5}
    return parse_event(json.dumps(event).encode())
