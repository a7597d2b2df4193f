"""The process that tells the voices of one recording apart: `python -m desktop.engine.find_voices`.

The first line of standard input says what to do; when that input ends, the process does, whatever
it is doing. Events go to standard output, as those of desktop.models do (docs/models.md). A process
of its own: the library can be neither interrupted nor asked to give its memory back.
"""

from __future__ import annotations

import json
import mmap
import sys
from dataclasses import asdict
from pathlib import Path
from threading import Event, Thread
from typing import Any

from desktop.engine.import_folder import open_import_folder
from desktop.engine.protocol import MAX_LINE_BYTES
from desktop.errors import SpeakersError, TalskriftError
from desktop.models.__main__ import EXIT_USAGE, Reporter, open_pipes, wait_for_stop
from desktop.models.speaker_files import EMBEDDING, SEGMENTATION, are_there
from desktop.offline import refuse_connections
from desktop.speakers import Turn
from desktop.whole_file import write_whole

TURNS = "turns.json"


def main(argv: list[str] | None = None) -> int:
    """Do the one job; returns the exit status."""
    if argv if argv is not None else sys.argv[1:]:
        print("usage: python -m desktop.engine.find_voices (see docs/speakers.md)", file=sys.stderr)
        return EXIT_USAGE
    refuse_connections()
    stopped = Event()
    commands, emit = open_pipes(stopped)
    try:
        job = json.loads(commands.readline(MAX_LINE_BYTES))
        Path(job["file"]), Path(job["folder"]), Path(job["models"])
    except (ValueError, KeyError, TypeError):
        print("no such job", file=sys.stderr)
        return EXIT_USAGE
    Thread(target=wait_for_stop, args=(commands, stopped), daemon=True).start()
    try:
        turns = find(job, Reporter(emit), stopped)
        if stopped.is_set():  # then it is not all of them
            emit("stopped")
            return 0
        folder = Path(job["folder"])
        write_whole(folder / TURNS, json.dumps([asdict(turn) for turn in turns]).encode())
        emit("done", folder=str(folder))
    except TalskriftError as error:
        emit("error", code=error.code, details=error.details)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        emit("error", code="speakers_failed", details={"reason": reason})
    return 0


def find(job: dict[str, Any], report: Reporter, stopped: Event) -> list[Turn]:
    """Fields: `file`, `track` or null, `n_speakers` or null, `models`; `folder` for the result.

    The sound is decoded into a file that is read in place: the library's copy of it is the only
    one in memory, 230 MB an hour. Raises AudioFileError, RecordingError, SpeakersError, OSError.
    """
    import numpy as np

    from desktop.engine.cores import count_fast_cores
    from desktop.engine.voices import find_turns

    models = Path(job["models"])
    if not are_there(models):
        raise SpeakersError("speakers_no_models")
    with open_import_folder() as folder:
        sound = folder / "sound.raw"
        decode(Path(job["file"]), job.get("track"), sound, report)
        with (
            sound.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        ):
            samples = np.frombuffer(mapped, dtype=np.float32)
            try:
                return find_turns(
                    samples,
                    models / SEGMENTATION,
                    models / EMBEDDING,
                    job.get("n_speakers"),
                    count_fast_cores(),
                    lambda n_done, n_total: report.tell("find", n_done, n_total),
                    stopped.is_set,
                )
            finally:
                del samples  # or the map could not be closed


def decode(source: Path, track: int | None, sound: Path, report: Reporter) -> None:
    """Write the sound of a media file as 16 kHz float32. Raises AudioFileError, OSError."""
    import numpy as np

    from desktop.audio.recording import SAMPLE_RATE_HZ
    from desktop.engine.media import MediaFile
    from desktop.tracks import SoundChoice

    media = MediaFile(source, SoundChoice(track))
    n_total = round((media.duration_s or 0) * SAMPLE_RATE_HZ)
    n_samples = 0
    try:
        with sound.open("wb") as file:
            for block in media.blocks():
                file.write((block.astype(np.float32) / 32768).tobytes())
                n_samples += block.shape[0]
                report.tell("decode", n_samples, max(n_samples, n_total))
    finally:
        media.close()


if __name__ == "__main__":
    sys.exit(main())
