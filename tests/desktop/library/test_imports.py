"""What the engine decoded is kept for its job; what it could not go on from is cleared away."""

import json
from pathlib import Path

import pytest

from desktop.audio.recording import RecordingWriter
from desktop.engine.source import ImportSource, is_imported
from desktop.library.imports import Imports
from desktop.tracks import SoundChoice

FILE = Path("/tal/Åsa.mp3")


def write_import(recording: Path, source: str, *, finished: bool) -> None:
    recording.parent.mkdir(exist_ok=True)
    writer = RecordingWriter(recording, source=source)
    if finished:
        writer.finish()
    else:
        writer._file.close()  # as when its process is killed


@pytest.mark.parametrize("finished", [True, False])
def test_what_was_decoded_of_the_file_stays(tmp_path: Path, finished: bool) -> None:
    imports = Imports(tmp_path / "imports")
    recording = tmp_path / "imports" / "a.wav"
    write_import(recording, str(FILE), finished=finished)
    assert imports.prepare("a", FILE) == recording
    assert recording.exists()
    assert is_imported(FILE, recording) is finished


@pytest.mark.parametrize(
    "info", [None, b"", b"\0" * 1024, b"{}", b'{"source": 3, "state": "recording"}', b"another"]
)
def test_what_the_engine_would_refuse_is_cleared_away(tmp_path: Path, info: bytes | None) -> None:
    recording = tmp_path / "imports" / "a.wav"
    write_import(recording, "/tal/Örjan.mp3", finished=True)
    beside = recording.with_suffix(".json")
    if info is None:
        beside.unlink()
    elif info != b"another":
        beside.write_bytes(info)
    assert Imports(tmp_path / "imports").prepare("a", FILE) == recording
    assert not recording.exists()
    assert not beside.exists()


def test_the_engine_takes_what_is_prepared(tmp_path: Path, ffmpeg) -> None:
    """Whatever lay there: nothing that the user would be told of."""
    file = tmp_path / "ton.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", str(file))
    imports = Imports(tmp_path / "imports")
    recording = imports.prepare("a", file)
    assert recording is not None
    for leave in (
        lambda: None,
        lambda: recording.write_bytes(b""),
        lambda: (recording.write_bytes(b"RIFF"), recording.with_suffix(".json").write_text("{")),
        lambda: write_import(recording, str(file), finished=False),
    ):
        leave()
        assert imports.prepare("a", file) == recording
        source = ImportSource(file, recording, lambda damage: None, _NeverSet())  # type: ignore[arg-type]
        while not source.measure()[1]:
            pass
        source.close()
        assert is_imported(file, recording)
        assert json.loads(recording.with_suffix(".json").read_text())["state"] == "finished"
        (leftover,) = imports.discard("a")
        leftover.unlink()
    assert list((tmp_path / "imports").iterdir()) == []


class _NeverSet:
    """An event that stops nothing."""

    def is_set(self) -> bool:
        return False

    def set(self) -> None:
        pass


def test_where_nothing_can_be_kept_there_is_no_place(tmp_path: Path) -> None:
    (tmp_path / "imports").write_bytes(b"a file where the folder should be")
    imports = Imports(tmp_path / "imports")
    assert imports.prepare("a", FILE) is None
    assert imports.discard("a") == []


def test_other_sound_of_the_file_is_decoded_anew(tmp_path: Path) -> None:
    imports = Imports(tmp_path / "imports")
    recording = tmp_path / "imports" / "a.wav"
    split = SoundChoice(split_channels=True)
    for name in ("a.wav", "a.channels.wav"):
        write_import(recording.with_name(name), split.name_source(FILE), finished=True)
    assert imports.prepare("a", FILE, split) == recording
    assert is_imported(FILE, recording, split)
    assert not is_imported(FILE, recording)
    imports.prepare("a", FILE, SoundChoice(track=2))
    assert list((tmp_path / "imports").iterdir()) == []
