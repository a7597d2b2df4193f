"""Which files of a watched folder are new and wholly there, told as looks at it."""

import os
from pathlib import Path

import pytest

from desktop.watched_folder import (
    STILL_S,
    Stamp,
    WatchState,
    append_notes,
    look,
    name_text_beside,
    note_taken,
    read_log,
    step,
    take_all,
)

A, B = Path("/in/a.mp3"), Path("/in/b.mp3")


def play(*looks: tuple[float, dict[Path, Stamp]]) -> tuple[WatchState, list[list[Path]]]:
    state, taken = WatchState(), []
    for now_s, listing in looks:
        state, ready = step(state, listing, now_s)
        taken.append(ready)
    return state, taken


def test_a_file_is_taken_once_and_not_while_it_grows() -> None:
    small, whole = Stamp(10, 1.0), Stamp(20, 2.0)
    _, taken = play(
        (0, {A: small}),
        (STILL_S - 1, {A: whole}),
        (STILL_S, {A: whole}),
        (2 * STILL_S - 2, {A: whole}),
        (2 * STILL_S - 1, {A: whole}),
        (3 * STILL_S, {A: whole}),
    )
    assert taken == [[], [], [], [], [A], []]


def test_an_empty_file_waits_for_its_content() -> None:
    _, taken = play((0, {A: Stamp(0, 1.0)}), (100, {A: Stamp(0, 1.0)}), (101, {A: Stamp(5, 2.0)}))
    assert taken == [[], [], []]


def test_a_file_that_was_replaced_is_new() -> None:
    state, _ = play((0, {A: Stamp(10, 1.0)}), (STILL_S, {A: Stamp(10, 1.0)}))
    state, ready = step(state, {A: Stamp(11, 9000.0)}, 100)
    assert ready == []
    assert step(state, {A: Stamp(11, 9000.0)}, 100 + STILL_S)[1] == [A]


def test_a_drive_that_comes_back_brings_nothing_new() -> None:
    """Its folder may be there without it, and empty; a stick's clock may have moved by an hour."""
    stamp = Stamp(10, 7200.0)
    state, taken = play((0, {A: stamp}), (STILL_S, {A: stamp}), (30, {}), (60, {A: stamp}))
    assert taken == [[], [A], [], []]
    for moved_s in (3600, -3602, 2 * 3600):
        moved = {A: Stamp(10, stamp.changed_s + moved_s)}
        state, ready = step(state, moved, 100)
        assert (ready, dict(state.growing)) == ([], {})


def test_what_lay_there_is_known() -> None:
    state = take_all(WatchState(), {A: Stamp(1, 1.0)})
    listing = {A: Stamp(1, 1.0), B: Stamp(2, 1.0)}
    state, _ = step(state, listing, 0)
    assert step(state, listing, STILL_S)[1] == [B]


def test_only_media_files_that_nobody_writes_are_seen(tmp_path: Path) -> None:
    for name in (
        "tal.mp3", "film.MKV", "text.txt", ".dold.mp3", "~tillfällig.wav", "halv.mp3",
        "halv.mp3.part", "hämtas.mp4.crdownload", "mapp/inre.wav", ".gömd/x.wav",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert sorted(path.name for path in look(tmp_path, nested=False)) == ["film.MKV", "tal.mp3"]
    found = look(tmp_path, nested=True)
    assert sorted(path.name for path in found) == ["film.MKV", "inre.wav", "tal.mp3"]
    status = (tmp_path / "tal.mp3").stat()
    assert found[tmp_path / "tal.mp3"] == Stamp(1, status.st_mtime)


def test_a_folder_that_is_gone_is_told_from_an_empty_one(tmp_path: Path) -> None:
    assert look(tmp_path, nested=True) == {}
    with pytest.raises(OSError):
        look(tmp_path / "borta", nested=True)


@pytest.mark.skipif(os.name != "posix", reason="links need a right of their own")
def test_a_file_that_cannot_be_read_waits(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").symlink_to(tmp_path / "borta.mp3")
    assert look(tmp_path, nested=False) == {}
    (tmp_path / "borta.mp3").write_bytes(b"x")
    assert sorted(look(tmp_path, nested=False)) == [tmp_path / "a.mp3", tmp_path / "borta.mp3"]


def test_the_log_is_read_back_and_a_torn_line_costs_nothing(tmp_path: Path) -> None:
    log = tmp_path / "data" / "watched.jsonl"
    assert read_log(log).taken == {}
    stamp = Stamp(10, 1234.56789)
    append_notes(log, [note_taken(A, stamp, "job-a"), {"type": "watched", "folder": "/in"}])
    with log.open("ab") as file:
        file.write(b'{"type": "taken", "pa')
    append_notes(log, [note_taken(B, stamp, "job-b"), {"type": "saved", "job": "job-a"}])
    kept = read_log(log)
    assert kept.taken == {A: stamp, B: stamp}
    assert kept.folders == {Path("/in")}
    assert kept.unsaved == {"job-b": B}


def test_a_text_never_takes_the_name_of_another_file(tmp_path: Path) -> None:
    file, names = tmp_path / "tal.mp3", []
    for _ in range(4):
        path = name_text_beside(file, "txt")
        path.touch()
        names.append(path.name)
    assert names == ["tal.txt", "tal.mp3.txt", "tal 2.txt", "tal 3.txt"]
