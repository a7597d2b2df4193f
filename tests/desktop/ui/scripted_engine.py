"""An engine that speaks the protocol by itself: a source's name says what happens to it.

A recording goes by the name of its folder.

    done*       two segments, then done
    crash*      the process dies after its first segment, once (a mark beside the source tells)
    fatal*      the process dies before anything is said, every time
    bad*        fails with not_audio
    stays*      one segment, then nothing until it is cancelled
    live*       one segment a follow command; done once its JSON says finished
    removed*    as done, and between the two a text that is taken away
A file is "decoded" into the recording that is asked for, which `<source>.decoded` counts.
Every file is 6 s long, with an English track and a Swedish one in stereo; *stereo* in its name:
two speakers are found. The vocabulary of a job, and the choice of its sound, where it has one, are
written down beside its source.
Beside a recording that is followed, `.events` may hold events to tell of it as they are written
there, one a line; at `die` the process dies, and the next one goes on after that line.
The model folder's name matters too: `broken` cannot be loaded, `deadly` kills, `babbling` says
nothing but nonsense after it is loaded, `babbling once` only the first time.
Nonsense is said on purpose.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

RATE = 16_000
cancelled: set[str] = set()


def tell(kind: str, **fields: object) -> None:
    sys.stdout.write(json.dumps({"v": 1, "type": kind, **fields}) + "\n")
    sys.stdout.flush()


def say(job: str, number: int) -> None:
    segment = {
        "start_s": 3.0 * number,
        "end_s": 3.0 * number + 2,
        "text": f"Mening {number + 1}.",
        "confidence": 0.9,
        "words": [
            {"text": "Mening", "start_s": 3.0 * number, "end_s": 3.0 * number + 1},
            {"text": f"{number + 1}.", "start_s": 3.0 * number + 1, "end_s": 3.0 * number + 2},
        ],
    }
    tell("segment", job=job, segment=segment, committed_sample=(number + 1) * 3 * RATE)


def take_away(job: str) -> None:
    text = "Tack för att ni har tittat."
    segment = {"start_s": 2.2, "end_s": 2.8, "text": text, "confidence": 0.2, "words": []}
    tell("removed", job=job, segment=segment, reason="known_phrase", committed_sample=3 * RATE)


def decode(source: Path, recording: Path) -> None:
    info = recording.with_suffix(".json")
    if recording.exists() and json.loads(info.read_text())["source"] == str(source):
        return
    with source.with_suffix(".decoded").open("a") as count:
        count.write("once\n")
    recording.write_bytes(b"")
    info.write_text(json.dumps({"state": "finished", "source": str(source)}))


def tell_contents(job: str, source: Path, two_speakers: bool | None) -> None:
    tracks = [
        {"number": 1, "language": "eng", "title": "", "n_channels": 1, "is_default": True},
        {"number": 2, "language": "swe", "title": "", "n_channels": 2, "is_default": False},
    ]
    known = two_speakers and "stereo" in source.name
    tell("media", job=job, tracks=tracks, track=2, duration_s=6.0, two_speakers=known)


def tell_written(job: str, recording: Path) -> None:
    """What stands beside the recording, until it is finished or this process dies of it."""
    script, died = recording.with_suffix(".events"), recording.with_suffix(".died")
    n_told = int(died.read_text()) if died.exists() else 0
    while job not in cancelled:
        info = json.loads(recording.with_suffix(".json").read_text())  # before the last lines
        lines = script.read_text().splitlines(keepends=True)
        for line in lines[n_told:]:
            if not line.endswith("\n"):
                break
            n_told += 1
            if line == "die\n":
                died.write_text(str(n_told))
                os._exit(9)
            event = json.loads(line)
            tell(event.pop("type"), job=job, **event)
        if info["state"] == "finished":
            return
        time.sleep(0.01)


def transcribe(command: dict) -> None:
    job = command["job"]
    source = Path(command.get("file") or command["recording"])
    name = source.parent.name if source.name == "recording.wav" else source.name
    if command.get("vocabulary"):
        source.with_suffix(".vocabulary").write_text(json.dumps(command["vocabulary"]))
    sound = {name: command[name] for name in ("track", "split_channels") if name in command}
    if sound:
        with source.with_suffix(".sound").open("a") as file:
            file.write(json.dumps(sound) + "\n")
    if command.get("file"):
        tell_contents(job, source, None)
    first = command["from_sample"] // (3 * RATE)
    tell("progress", job=job, position_s=3.0 * first, duration_s=None)
    if name.startswith("fatal"):
        os._exit(9)
    if command.get("file") and command.get("recording"):
        decode(source, Path(command["recording"]))
        tell_contents(job, source, True)
    if command["follow"] and source.with_suffix(".events").exists():
        tell_written(job, source)
        tell("done", job=job, duration_s=6.0, committed_sample=6 * RATE)
        return
    if name.startswith("bad"):
        tell("error", job=job, code="not_audio", details={"path": str(source)})
        return
    for number in range(first, 2):
        if name.startswith("removed") and number == 1:
            take_away(job)
        say(job, number)
        tell("progress", job=job, position_s=3.0 * number + 2, duration_s=6.0)
        mark = source.with_suffix(".crashed")
        if name.startswith("crash") and not mark.exists():
            mark.touch()
            os._exit(9)
        if name.startswith("stays") or command["follow"]:
            break
    while name.startswith("stays") and job not in cancelled:
        time.sleep(0.01)
    while command["follow"] and job not in cancelled:
        if json.loads(source.with_suffix(".json").read_text())["state"] == "finished":
            break
        time.sleep(0.01)
    n_said = 1 if name.startswith("stays") or command["follow"] else 2
    if job in cancelled:
        cancelled.discard(job)
        tell("cancelled", job=job, committed_sample=n_said * 3 * RATE)
    else:
        tell("done", job=job, duration_s=6.0, committed_sample=n_said * 3 * RATE)


def is_second_time(folder: Path) -> bool:
    mark = folder.with_name("babbled")
    babbled = folder.name.endswith("once") and mark.exists()
    mark.touch()
    return babbled


def main() -> None:
    work: list[dict] = []
    arrived = threading.Condition()

    def read() -> None:
        for line in sys.stdin:
            command = json.loads(line)
            if command["type"] == "cancel":
                cancelled.add(command["job"])
                continue
            if command["type"] == "examine":
                tell_contents(command["job"], Path(command["file"]), None)
                continue
            with arrived:
                work.append(command)
                arrived.notify()
        os._exit(0)

    sys.stdout.write("this is no JSON\n")
    tell("something_new", job="unknown")
    threading.Thread(target=read, daemon=True).start()
    while True:
        with arrived:
            arrived.wait_for(lambda: work)
            command = work.pop(0)
        if command["type"] == "shutdown":
            return
        if command["type"] == "load_model":
            folder = Path(command["folder"])
            if folder.name == "broken":
                tell("error", code="model_not_found", details={"path": str(folder)})
            elif folder.name == "deadly":
                os._exit(9)
            else:
                threads = command.get("threads") or 3
                tell("model_loaded", folder=str(folder), name="Provmodell", threads=threads)
            if folder.name.startswith("babbling") and not is_second_time(folder):
                sys.stdout.write("bla\n" * 30)
                sys.stdout.flush()
        if command["type"] == "transcribe":
            transcribe(command)


if __name__ == "__main__":
    main()
