"""Nonsense on the protocol, from either side: it is told or passed over, and the work goes on."""

import json
import math
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.engine.protocol import MAX_LINE_BYTES, encode_line
from desktop.engine_process import engine_command
from desktop.file_queue import Phase

pytestmark = [pytest.mark.window, pytest.mark.slow]

SEED = 11
ENGINE = Path(__file__).with_name("garbling_engine.py")

# What stands where another kind of value belongs
ODD_VALUES = (None, True, -1, 1.5, float("inf"), float("nan"), 10**30, "", "x", "\0", [], [1], {})


def put_odd_values(good: dict[str, Any], keep: tuple[str, ...] = ()) -> list[bytes]:
    """The message again and again, each time with one field missing or odd."""
    lines = []
    for name, value in good.items():
        if name not in keep:
            lines.append({key: other for key, other in good.items() if key != name})
            lines += [{**good, name: odd} for odd in ODD_VALUES if is_odd(odd, value)]
    return [json.dumps(line).encode("ascii") for line in lines]


def is_odd(odd: Any, value: Any) -> bool:
    """Whether it cannot stand where `value` does. (For Python, True is 1.)"""
    kind = (int, float) if isinstance(value, float) else type(value)
    is_finite = not isinstance(odd, float) or math.isfinite(odd)
    return odd != value and not (isinstance(odd, kind) and is_finite and odd is not True)


def make_noise() -> list[bytes]:
    """Lines that are no messages at all."""
    noise = random.Random(SEED)
    print("seed", SEED)
    return [
        *(noise.randbytes(300).replace(b"\n", b" ") for _ in range(10)),
        bytes(byte for byte in range(256) if byte != 10),
        *(
            b"hej",
            b"null",
            b"7",
            b'"text"',
            b"[1]",
            b"{}",
            b'{"v":1',
            b'{"v":1}',
            b"\xef\xbb\xbf{}",
        ),
        b"[" * 100_000,
        b'{"v":1,"type":' * 10_000,
        b"x" * 2_000_000,
        b'{"v":2,"type":"done","job":"JOB"}',
        b'{"v":1,"type":"dansa","job":"JOB"}',
        b'{"v":1,"type":["done"],"job":"JOB"}',
    ]


def test_nonsense_to_the_engine_is_answered_and_the_work_goes_on(
    model_folder: Path, speech: np.ndarray, tmp_path: Path, write_wav: Callable,
    transcribe_undisturbed: Callable,
) -> None:  # fmt: skip
    wav = str(write_wav(tmp_path / "möte.wav", speech))
    transcribe = {"v": 1, "type": "transcribe", "job": "b", "recording": "-", "follow": 0}
    more = {"from_sample": 0, "language": "sv", "vocabulary": [], "beam_size": 5}
    odd = [
        *put_odd_values({**transcribe, **more}, keep=("follow",)),
        *put_odd_values({"v": 1, "type": "cancel", "job": "b"}),
        *put_odd_values({"v": 1, "type": "load_model", "folder": "-"}),
    ]
    noise = make_noise()
    # Read in pieces of at most so many bytes; each is answered.
    n_lines = len(noise) + len(odd) + 2_000_000 // MAX_LINE_BYTES - 1
    lines = [
        encode_line("load_model", folder=str(model_folder)),
        encode_line("transcribe", job="a", file=wav),
        *(line + b"\n" for line in noise + odd),
        encode_line("load_model", folder=str(model_folder)),
        encode_line("transcribe", job="c", file=wav),
        encode_line("shutdown", after_jobs=True),
    ]
    done = subprocess.run(
        engine_command(), input=b"".join(lines), capture_output=True, timeout=200, check=False
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    answers = [one for one in events if one["type"] in ("error", "warning", "ready")]
    assert len(answers) == n_lines
    assert {one["code"] for one in answers if "code" in one} <= {
        "engine_malformed_line", "engine_wrong_version", "engine_unknown_command",
        "engine_bad_field", "engine_unknown_job", "engine_no_model", "model_not_found",
        "audio_not_found",
    }  # fmt: skip
    expected = [text for _, _, text in transcribe_undisturbed(file=wav)]
    for job in ("a", "c"):
        ours = [one for one in events if one.get("job") == job]
        assert [one["segment"]["text"] for one in ours if one["type"] == "segment"] == expected
        assert ours[-1]["type"] == "done"


def test_nonsense_from_the_engine_is_passed_over_by_the_window(
    open_window: Callable[..., Any], speech: np.ndarray, tmp_path: Path, write_wav: Callable,
    transcribe_undisturbed: Callable, list_lines: Callable,
) -> None:  # fmt: skip
    wav = write_wav(tmp_path / "möte.wav", speech)
    here = {"v": 1, "job": "JOB", "committed_sample": 5}
    segment = {"start_s": 1.0, "end_s": 2.0, "text": "Nej.", "confidence": 0.5, "words": []}
    word = {"text": "Nej.", "start_s": 1.0, "end_s": 2.0, "confidence": 0.5}
    odd = [
        *put_odd_values({**here, "type": "segment", "segment": segment}, keep=("job",)),
        *(
            json.dumps({**here, "type": "segment", "segment": json.loads(inner)}).encode("ascii")
            for inner in (
                *put_odd_values(segment, keep=("confidence", "words")),
                *(b'{"start_s":1,"end_s":2,"text":"x","words":%b}' % words
                  for words in (b"7", b"[7]", b"[{}]", b'"x"', b"null")),
                *(json.dumps({**segment, "words": [json.loads(inner)]}).encode("ascii")
                  for inner in put_odd_values(word, keep=("confidence",))),
            )
        ),
        *put_odd_values({**here, "type": "removed", "segment": segment, "reason": "no_speech"},
                        keep=("job", "segment", "reason")),
        *put_odd_values({**here, "type": "progress", "position_s": 1.0, "duration_s": 9.0},
                        keep=("job", "duration_s", "committed_sample")),
        *put_odd_values({**here, "type": "live", "start_s": 1.0, "committed": "a",
                         "tentative": "b"}, keep=("job", "committed_sample")),
        *put_odd_values({**here, "type": "warning", "code": "x", "details": {}},
                        keep=("job", "committed_sample")),
        *put_odd_values({**here, "type": "done", "duration_s": 9.0}, keep=("job",)),
        *put_odd_values({**here, "type": "cancelled"}, keep=("job",)),
        *(json.dumps({**here, "type": "done", "job": odd}).encode("ascii") for odd in ODD_VALUES),
        b'{"v":1,"type":"error","code":null,"details":[1]}',
        b'{"v":1,"type":"model_loaded","name":[]}',
    ]  # fmt: skip
    nonsense = tmp_path / "nonsense.json"
    lines = [*make_noise(), *odd]
    nonsense.write_text(json.dumps([line.decode("latin-1") for line in lines]))
    user = open_window(engine_command=[sys.executable, str(ENGINE), str(nonsense)])
    user.app.add_files([wav])
    job = user.wait_for_phase(Phase.DONE)
    assert list_lines(job) == transcribe_undisturbed(file=str(wav))
    assert user.read_text(job).split() == " ".join(one.text for one in job.segments).split()
    assert user.read_row(job) == "Klar"
    assert user.read_page(job) == user.read_notice() == ""
