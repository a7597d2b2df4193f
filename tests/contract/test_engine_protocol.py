"""The engine's protocol: the document, the engine and those who drive it agree."""

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.audio.recording import Gap, RecordingInfo
from desktop.engine import protocol
from desktop.engine.guards import Hypothesis, judge
from desktop.errors import ALL_CODES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "engine-protocol.md").read_text("utf-8")
COMMANDS = {
    "hello": protocol.Hello,
    "load_model": protocol.LoadModel,
    "transcribe": protocol.Transcribe,
    "decode": protocol.Decode,
    "examine": protocol.Examine,
    "cancel": protocol.Cancel,
    "shutdown": protocol.Shutdown,
}


def read_section(title: str) -> str:
    start = PAGE.index(f"## {title}\n")
    end = PAGE.find("\n## ", start + 1)
    return PAGE[start : end if end > 0 else None]


def read_first_column(section: str) -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


def find_emitted() -> set[str]:
    """The event types that stand in the engine's source."""
    source = "".join(
        (ROOT / "desktop" / "engine" / name).read_text("utf-8") for name in ("server.py", "job.py")
    )
    return set(re.findall(r"emit\(\s*\"(\w+)\"", source))


def test_every_command_is_documented_with_its_fields() -> None:
    section = read_section("Commands")
    names = read_first_column(section)
    assert names[: len(COMMANDS)] == list(COMMANDS)
    fields = [field.name for field in dataclasses.fields(protocol.Transcribe)]
    assert sorted(names[len(COMMANDS) :]) == sorted(fields)
    for name, kind in COMMANDS.items():
        for field in dataclasses.fields(kind):
            assert f"`{field.name}`" in section, (name, field.name)


def test_every_event_is_documented() -> None:
    assert set(read_first_column(read_section("Events"))) == find_emitted()


def test_the_version_is_that_of_the_document() -> None:
    assert f"(now **{protocol.VERSION}**)" in PAGE


def test_every_reason_of_a_removal_is_documented() -> None:
    sentence = PAGE[PAGE.index("`reason` of a removal") :].split("\n\n")[0]
    documented = set(re.findall(r"`(\w+)`", sentence))
    found = {
        judge(hypothesis, speech_probability).reason
        for hypothesis, speech_probability in (
            (Hypothesis("Hej.", -2.0, 0.9), 0.9),
            (Hypothesis("Hej.", -2.0, 0.1), 0.3),
            (Hypothesis("och så " * 60, -0.1, 0.1), 0.9),
            (Hypothesis("Tack för att ni har tittat.", -0.9, 0.1), 0.9),
        )
    }
    assert found | {"echo"} == documented - {"reason"}  # tests/desktop/engine/test_channels.py


def test_the_json_of_a_recording_is_documented() -> None:
    section = read_section("A recording")
    fields = [field.name for field in dataclasses.fields(RecordingInfo)]
    assert read_first_column(section) == fields
    for field in dataclasses.fields(Gap):
        assert f'"{field.name}"' in section


def test_codes_named_in_the_document_exist() -> None:
    named = set(re.findall(r"`(engine_\w+)`", PAGE))
    assert named
    assert named <= set(ALL_CODES)


@pytest.mark.parametrize(
    "command",
    [
        protocol.Hello(),
        protocol.LoadModel(Path("/modeller/Åsa"), True),
        protocol.Transcribe("a", file=Path("möte.mp3"), recording=Path("m.wav"), from_sample=7),
        protocol.Transcribe("a", recording=Path("m.wav"), follow=True, vocabulary=("Öberg",)),
        protocol.Transcribe("a", file=Path("möte.mkv"), track=2, split_channels=True),
        protocol.Decode("a", Path("möte.mkv"), Path("m.wav"), 2),
        protocol.Examine("a", Path("möte.mkv")),
        protocol.Cancel("jobb 1"),
        protocol.Shutdown(after_jobs=True),
    ],
)
def test_a_command_survives_the_wire(command: protocol.Command) -> None:
    kind = next(name for name, made in COMMANDS.items() if isinstance(command, made))
    fields = {
        field.name: str(value) if isinstance(value, Path) else value
        for field in dataclasses.fields(command)
        if (value := getattr(command, field.name)) is not None
    }
    line = protocol.encode_line(kind, **fields)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert protocol.parse_command(line) == command


def test_a_path_that_is_not_utf8_survives_the_wire() -> None:
    path = Path("m\udcf6te.mp3")
    line = protocol.encode_line("transcribe", job="a", file=str(path))
    command = protocol.parse_command(line)
    assert isinstance(command, protocol.Transcribe)
    assert command.file == path


def test_the_documents_example_is_understood(tmp_path: Path) -> None:
    """The shell example, run as it stands (the model and the file that it names are not there)."""
    lines = re.findall(r"'(\{.*?\})'", PAGE)
    assert [json.loads(line)["type"] for line in lines] == ["load_model", "transcribe", "shutdown"]
    done = subprocess.run(
        [sys.executable, "-m", "desktop.engine"],
        input="\n".join(lines).encode() + b"\n",
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(event["type"], event["code"]) for event in events] == [
        ("error", "model_not_found"),
        ("error", "engine_no_model"),
    ]
    assert done.stderr == b""


def test_the_engine_loads_nothing_heavy_before_it_is_asked() -> None:
    script = (
        "import sys; from desktop.engine import __main__, protocol\n"
        "heavy = ('ctranslate2', 'onnxruntime', 'torch', 'transformers')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
