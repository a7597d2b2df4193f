"""The engine as its driver sees it when it is not there, or talks nonsense."""

import sys

import pytest

from desktop.engine_process import EngineProcess
from desktop.errors import EngineError


def say(output: str) -> list[str]:
    """A program that says this instead of an engine's events."""
    return [sys.executable, "-c", f"print({output!r}, end='')"]


@pytest.mark.parametrize(
    ("output", "code"),
    [
        ("", "engine_died"),
        ('{"v": 1, "type": "segm', "engine_died"),  # killed over its last line
        ("hej\n", "engine_malformed_line"),
        ("[1]\n", "engine_malformed_line"),
        ("[" * 100_000 + "\n", "engine_malformed_line"),
        ('{"v": 1, "type": "error", "code": 7}\n', "engine_malformed_line"),
        ('{"v": 2, "type": "ready"}\n', "engine_wrong_version"),
    ],
)
def test_an_engine_that_is_none(output: str, code: str) -> None:
    with EngineProcess(say(output)) as engine, pytest.raises(EngineError) as caught:
        engine.wait_for("ready")
    assert caught.value.code == code


def test_an_engine_that_cannot_be_started() -> None:
    with pytest.raises(EngineError) as caught:
        EngineProcess(["/nowhere/talskrift"])
    assert caught.value.code == "engine_failed"
    assert "/nowhere/talskrift" in caught.value.details["reason"]
