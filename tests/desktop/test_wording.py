"""Every error has its sentences, in both languages."""

import string

import pytest

from desktop.errors import ALL_CODES, ERROR_TYPES, EngineError, ModelError, error_from_code
from desktop.wording import SENTENCES, UNKNOWN, describe, format_time

KNOWN_FIELDS = {
    "path", "name", "folder", "at", "file", "size", "expected", "reason", "device", "command",
    "field", "format", "code", "host", "status", "needed", "free", "keys", "track", "n_tracks",
    "n_channels", "address", "port",
}  # fmt: skip


def test_codes_are_unique_and_all_have_sentences() -> None:
    assert len(set(ALL_CODES)) == len(ALL_CODES)
    assert set(SENTENCES) == set(ALL_CODES)


@pytest.mark.parametrize("code", ALL_CODES)
def test_each_code_says_what_is_wrong_and_what_to_do_in_both_languages(code: str) -> None:
    swedish, english = SENTENCES[code]["sv"], SENTENCES[code]["en"]
    assert swedish != english
    for sentence in (swedish, english):
        assert sentence.count(". ") >= 1 or sentence.count(": ") >= 1, "two sentences at least"
        fields = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        assert fields <= KNOWN_FIELDS
    assert _fields(swedish) == _fields(english)


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", ALL_CODES)
def test_missing_details_do_not_stop_the_message(code: str) -> None:
    assert "{" not in describe(code, {}, "sv")


def test_details_are_filled_in() -> None:
    text = describe("audio_truncated", {"path": "/hem/Åsa/möte ett.mp3", "at_s": 3723.9}, "sv")
    assert "möte ett.mp3" in text
    assert "1:02:03" in text


def test_further_faults_follow_the_first() -> None:
    also = [{"code": "model_altered", "details": {"path": "/m", "file": "config.json"}}]
    text = describe("model_missing_file", {"path": "/m", "file": "model.bin", "also": also}, "en")
    assert "model.bin" in text
    assert "config.json" in text


def test_braces_in_a_file_name_are_left_alone() -> None:
    assert "{0}.mp3" in describe("audio_empty", {"path": "/x/{0}.mp3"}, "sv")


def test_an_unknown_code_is_still_told() -> None:
    assert "from_the_future" in describe("from_the_future", {}, "en")
    assert set(UNKNOWN) == {"sv", "en"}


def test_errors_accept_their_own_codes_only() -> None:
    assert ModelError("model_altered", file="a").details == {"file": "a"}
    with pytest.raises(ValueError):
        ModelError("audio_empty")


@pytest.mark.parametrize("kind", ERROR_TYPES)
def test_a_code_from_the_wire_becomes_its_typed_error(kind: type) -> None:
    for code in kind.codes:
        assert type(error_from_code(code, {})) is kind
    assert isinstance(error_from_code("nonsense", {}), EngineError)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (59.9, "0:59"), (750, "12:30"), (3600, "1:00:00")]
)
def test_time_is_written_as_people_do(seconds: float, text: str) -> None:
    assert format_time(seconds) == text
