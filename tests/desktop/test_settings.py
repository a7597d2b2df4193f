"""Settings survive malformed files, and are written whole or not at all."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.settings import (
    FORMAT_VERSION,
    LONGEST_TERM,
    MAX_TERMS,
    Settings,
    load_settings,
    read_vocabulary,
    save_settings,
)

CHOSEN = Settings(
    language="en", model_folder="/models/kb", threads=3, save_folder="/home/åsa",
    save_format="docx", microphone="ALSA:usb", warm_microphone=False, show_times=True,
    speed=12.5, watched_folder="/in", watched_nested=True, split_speakers="always",
    clean_up=True, own_commands=(("mvh", "Med vänlig hälsning\nÅsa"),),
    vocabulary=("Åsa Lagercrantz", "metoprolol"),
)  # fmt: skip


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "settings.json"
    save_settings(CHOSEN, path)
    assert load_settings(path) == CHOSEN
    assert json.loads(path.read_text())["format_version"] == FORMAT_VERSION
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.json") == Settings()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("written", "loaded"),
    [
        ('{"language": "de", "show_times": true}', Settings(show_times=True)),
        ('{"language": "en", "show_times": "yes"}', Settings(language="en")),
        ('{"language": "en", "microphone": 7}', Settings(language="en")),
        ('{"language": "en", "model_folder": ""}', Settings(language="en")),
        ('{"language": "en", "threads": 0}', Settings(language="en")),
        ('{"language": "en", "threads": true}', Settings(language="en")),
        ('{"language": "en", "own_commands": [["mvh", 1]]}', Settings(language="en")),
        ('{"language": "en", "own_commands": "mvh"}', Settings(language="en")),
        ('{"language": "en", "vocabulary": ["Åsa", 1]}', Settings(language="en")),
        ('{"language": "en", "clean_up": 1}', Settings(language="en")),
        ('{"language": "en", "offline": "no"}', Settings(language="en")),
        ('{"language": "en", "proxy": ["a"]}', Settings(language="en")),
        ('{"language": "en", "speed": 0}', Settings(language="en")),
        ('{"language": "en", "speed": true}', Settings(language="en")),
        ('{"language": "en", "split_speakers": "maybe"}', Settings(language="en")),
        ('{"language": "en", "watched_nested": 1}', Settings(language="en")),
        ("[1, 2]", Settings()),
        ('{"language": "e', Settings()),
        ("", Settings()),
    ],
)
def test_what_is_malformed_falls_back_and_is_kept_aside(
    tmp_path: Path, written: str, loaded: Settings
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(written)
    assert load_settings(path) == loaded
    assert (tmp_path / "settings.json.broken").read_text() == written


def test_a_vocabulary_is_read_line_by_line() -> None:
    read = read_vocabulary("Åsa\r\n\n  Sankt   Eriksplan \nÅsa\n" + "x" * (LONGEST_TERM + 1))
    assert read.terms == ("Åsa", "Sankt Eriksplan")
    assert read.n_left_out == 1
    many = read_vocabulary("\n".join(map(str, range(MAX_TERMS + 2))))
    assert (len(many.terms), many.n_left_out) == (MAX_TERMS, 2)


def test_fields_of_a_newer_version_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"format_version": 9, "language": "en", "theme": "dark"}')
    assert load_settings(path) == Settings(language="en")
    assert not path.with_name("settings.json.broken").exists()


def test_a_failed_write_leaves_the_old_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    save_settings(CHOSEN, path)

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        save_settings(Settings(), path)
    assert load_settings(path) == CHOSEN
    assert len(list(tmp_path.iterdir())) == 1


@settings(deadline=None)  # a slow disk is no fault
@given(st.binary(max_size=200))
def test_no_content_makes_loading_fail(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    path.write_bytes(raw)
    assert load_settings(path).language in ("sv", "en")
