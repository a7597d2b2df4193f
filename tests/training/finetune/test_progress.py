"""The table, the file of figures, the plot and TensorBoard's file tell what was logged."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from matplotlib import image
from transformers import TrainerControl, TrainerState, TrainingArguments

from training.finetune.progress import LogFile, Table, draw_progress, open_tensorboard, read_log

METRIC = "eval_wer"
LOGS: list[tuple[int, dict[str, Any]]] = [
    (10, {"loss": 2.5, "grad_norm": 1.25, "learning_rate": 1e-3}),
    (10, {"eval_wer": 50.0, "eval_cer": 20.0, "eval_runtime": 3.0}),
    (20, {"loss": 1.5, "grad_norm": 0.5, "learning_rate": 5e-4}),
    (20, {"eval_wer": 60.0, "eval_cer": 25.0, "eval_ctc_loss": 0.3}),
    (20, {"train_runtime": 9.0, "train_loss": 2.0}),
]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def play(callback: Any) -> None:
    state, control = TrainerState(max_steps=20), TrainerControl()
    callback.on_train_begin(None, state, control)
    for step, logs in LOGS:
        if step != state.global_step:
            state.global_step = step
            callback.on_step_end(None, state, control)
        callback.on_log(None, state, control, logs=logs)
        state.log_history.append({"step": step, **logs})
        if METRIC in logs:
            callback.on_evaluate(None, state, control)


def test_the_table_has_a_row_for_losses_and_evaluations_and_marks_the_best() -> None:
    out = io.StringIO()
    play(Table(METRIC, out))
    header, *rows = out.getvalue().splitlines()
    assert header.split()[:4] == ["step", "loss", "gradient", "rate"]
    assert [row.split()[0] for row in rows] == ["10/20", "10/20", "20/20", "20/20"]
    assert rows[0].split()[1:4] == ["2.5000", "1.25", "1.00e-03"]
    assert rows[1].split()[-2:] == ["50.00*", "20.00"]
    assert rows[3].split()[-3:] == ["60.00", "25.00", "0.3000"]
    assert "\x1b" not in out.getvalue()
    wide = max(len(row) for row in rows)
    assert wide <= 100


def test_a_terminal_gets_a_line_that_counts_and_is_wiped_away() -> None:
    out = Terminal()
    play(Table(METRIC, out))
    assert "10/20  " in out.getvalue()
    assert " left" in out.getvalue()
    (row,) = [line for line in out.getvalue().split("\n") if "50.00*" in line]
    assert row.rpartition("\r")[2].startswith("\x1b[K"), "the counting line is wiped away"


def test_only_the_first_process_tells(tmp_path: Path) -> None:
    out, state = io.StringIO(), TrainerState(max_steps=20, is_world_process_zero=False)
    for callback in (Table(METRIC, out), LogFile(tmp_path / "log.jsonl", "one")):
        callback.on_train_begin(None, state, TrainerControl())
        callback.on_log(None, state, TrainerControl(), logs=LOGS[0][1])
        callback.on_evaluate(None, state, TrainerControl())
    assert out.getvalue() == ""
    assert not list(tmp_path.iterdir())


def test_the_log_is_read_back_and_drawn(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    play(LogFile(log, "one"))
    assert (tmp_path / "progress.png").exists()
    with log.open("a") as file:
        file.write('{"stage": "one", "step": 20, "loss": 1.25}\n{"stage": "two", "step": 5, "lo')
    stages = read_log(log)
    assert list(stages) == ["one"], "a line that a kill cut off is no line"
    assert stages["one"][10]["loss"] == 2.5
    assert stages["one"][20]["loss"] == 1.25, "what was done again counts"
    picture = tmp_path / "drawn.png"
    draw_progress(log, picture)
    pixels = image.imread(picture)
    assert pixels.shape[:2] == (800, 900)
    assert not list(tmp_path.glob("*.part"))
    blue = (abs(pixels[..., :3] - [0x2F / 255, 0x6F / 255, 0x9F / 255]) < 0.02).all(-1)
    red = (abs(pixels[..., :3] - [0xB5 / 255, 0x44 / 255, 0x2E / 255]) < 0.02).all(-1)
    assert blue[:270].any(), "the loss is in the first panel"
    assert red[270:540].any(), "the word error rate in the second"
    assert not red[:270].any()


def test_tensorboard_reads_the_figures(tmp_path: Path) -> None:
    pytest.importorskip("tensorboardX")
    from tensorboardX.proto.event_pb2 import Event

    callback = open_tensorboard(tmp_path / "board")
    args = TrainingArguments(output_dir=str(tmp_path), use_cpu=True, report_to=[])
    state = TrainerState(max_steps=20, global_step=10)
    callback.on_train_begin(args, state, TrainerControl())
    callback.on_log(args, state, TrainerControl(), logs=LOGS[0][1])
    callback.on_log(args, state, TrainerControl(), logs=LOGS[1][1])
    callback.on_train_end(args, state, TrainerControl())
    (path,) = (tmp_path / "board").iterdir()
    figures, data = {}, path.read_bytes()
    while data:  # length, its checksum, the event, its checksum
        (length,) = struct.unpack("<Q", data[:8])
        event = Event.FromString(data[12 : 12 + length])
        figures |= {value.tag: (event.step, value.simple_value) for value in event.summary.value}
        data = data[16 + length :]
    assert figures["train/loss"] == (10, 2.5)
    assert figures["eval/wer"] == (10, 50.0)
