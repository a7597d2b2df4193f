"""The real engine, with nonsense between what it says: lines that no engine of ours would send.

    python garbling_engine.py NONSENSE.json

NONSENSE.json is a list of lines (one character a byte); JOB in them becomes the name of the job
that was last asked for.
"""

import json
import subprocess
import sys
import threading
from itertools import cycle
from pathlib import Path

from desktop.engine_process import engine_command


def main() -> int:
    nonsense = cycle(line.encode("latin-1") for line in json.loads(Path(sys.argv[1]).read_text()))
    engine = subprocess.Popen(engine_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert engine.stdin is not None
    assert engine.stdout is not None
    commands, events = engine.stdin, engine.stdout
    job = b"?"

    def pass_commands() -> None:
        nonlocal job
        for line in sys.stdin.buffer:
            command = json.loads(line)
            job = command.get("job", "?").encode("ascii") if "job" in command else job
            commands.write(line)
            commands.flush()
        commands.close()

    threading.Thread(target=pass_commands, daemon=True).start()
    for line in events:
        told = json.loads(line)["type"]
        for _ in range(1 if told in ("done", "model_loaded") else 3):
            sys.stdout.buffer.write(next(nonsense).replace(b"JOB", job) + b"\n")
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    return engine.wait()


if __name__ == "__main__":
    sys.exit(main())
