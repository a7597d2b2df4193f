"""What the engine's events must hold: a client takes none that is not as the protocol words it.

docs/engine-protocol.md has the fields; only those that a client relies on are looked at.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from desktop.engine.protocol import VERSION

Check = Callable[[Any], bool]


def parse_event(line: bytes) -> Mapping[str, Any] | None:
    """The event of a line; None for a line that is none of our version of the protocol.

    An event of an unknown type is one.
    """
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict) or event.get("v") != VERSION or not is_text(event.get("type")):
        return None
    checks = {"job": is_text} if "job" in event else {}
    return event if holds(event, checks | EVENT_FIELDS.get(event["type"], {})) else None


def holds(data: Any, checks: Mapping[str, Check]) -> bool:
    """Whether `data` is an object in which all of these fields are as they must be."""
    return isinstance(data, dict) and all(check(data.get(name)) for name, check in checks.items())


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_time(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and abs(value) < math.inf  # which also no NaN is


def is_time_or_null(value: Any) -> bool:
    return value is None or is_time(value)


def is_object(value: Any) -> bool:
    return isinstance(value, dict)


SPOKEN: dict[str, Check] = {
    "text": is_text,
    "start_s": is_time,
    "end_s": is_time,
    "confidence": is_time_or_null,
}


def is_segment(value: Any) -> bool:
    if not holds(value, SPOKEN) or not isinstance(value.get("words"), list):
        return False
    return all(holds(word, SPOKEN) for word in value["words"])


def is_yes_no_or_null(value: Any) -> bool:
    return value is None or isinstance(value, bool)


TRACK: dict[str, Check] = {
    "number": is_count,
    "language": is_text,
    "title": is_text,
    "n_channels": is_count,
    "is_default": lambda value: isinstance(value, bool),
}


def is_list_of_tracks(value: Any) -> bool:
    return isinstance(value, list) and all(holds(track, TRACK) for track in value)


EVENT_FIELDS: dict[str, dict[str, Check]] = {
    "media": {
        "job": is_text,
        "tracks": is_list_of_tracks,
        "track": is_count,
        "duration_s": is_time_or_null,
        "two_speakers": is_yes_no_or_null,
    },
    "model_loaded": {"name": is_text},
    "progress": {"job": is_text, "position_s": is_time, "duration_s": is_time_or_null},
    "live": {"job": is_text, "start_s": is_time, "committed": is_text, "tentative": is_text},
    "segment": {"job": is_text, "segment": is_segment, "committed_sample": is_count},
    "removed": {
        "job": is_text,
        "segment": is_segment,
        "reason": is_text,
        "committed_sample": is_count,
    },
    "warning": {"code": is_text, "details": is_object},
    "error": {"code": is_text, "details": is_object},
    "done": {"job": is_text, "duration_s": is_time, "committed_sample": is_count},
    "cancelled": {"job": is_text, "committed_sample": is_count},
}
