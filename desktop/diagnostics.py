"""Describes an installation in a report for anybody to read: nothing of the user's is in it.

What is told is of a known form: versions, numbers, codes, choices of a list. Texts, names, paths,
addresses and keys are counted, or told to be there. Of the engine's log only what the program's
own code wrote is quoted: where an error came from, and of which kind. Knows no window.
"""

from __future__ import annotations

import builtins
import getpass
import platform
import re
import socket
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from importlib import metadata
from pathlib import Path

import psutil

from desktop.engine.cores import count_fast_cores
from desktop.errors import ALL_CODES
from desktop.library.retention import measure_storage
from desktop.models.catalogue import find_model
from desktop.settings import APPEARANCES, DICTATION_TARGETS, LANGUAGES, SPLIT_SPEAKERS, Settings

PACKAGES = (
    "PySide6_Essentials", "ctranslate2", "faster-whisper", "onnxruntime", "tokenizers", "av",
    "sounddevice", "soxr", "soundfile", "numpy", "huggingface_hub", "httpx2", "aiohttp",
)  # fmt: skip
CPU_FEATURES = ("sse4_1", "avx", "avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimd")
CHOICES = {*LANGUAGES, *DICTATION_TARGETS, *SPLIT_SPEAKERS, *APPEARANCES}
LAST_LINES = 400  # of a log
MOST_QUOTED = 30
LOGS = ("engine.log", "models.log", "fetching.log")
FRAME = re.compile(r'\s*File "(?P<path>[^"]*)", line (?P<line>\d+)(, in (?P<name>\w+))?')
OWN_PLACE = re.compile(
    r"(?:^|[/\\])((?:desktop|site-packages|lib[/\\]python3\.\d+)[/\\][\w./\\-]+)$"
)
KIND = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*)(?::|$)")
KNOWN_MODULES = ("desktop.", "ctranslate2.", "onnxruntime.", "av.", "httpx2.", "huggingface_hub.")
FATAL = ("Fatal Python error: Segmentation fault", "Fatal Python error: Aborted", "Killed")
SHORTEST_SECRET = 3  # characters; a shorter name would blot out half the report
HIDDEN = "[…]"


@dataclass(frozen=True)
class Microphone:
    """What may be told of a microphone: its name may be a person's."""

    host_api: str
    channels: int
    rate_hz: float
    is_default: bool


@dataclass(frozen=True)
class Facts:
    """What the running app knows, and this module cannot look up."""

    version: str
    engine_state: str = ""
    model_id: str = ""  # the folder's name
    model_bytes: int = 0
    speed: float | None = None  # seconds of sound in one second, measured
    threads: int | None = None
    screen: str = ""  # Qt's platform and the scale
    microphones: Sequence[Microphone] = ()
    fault_codes: Sequence[str] = ()  # told to the user since the start, and of failed jobs
    tests: Sequence[str] = ()  # of microphone and engine, as they ended


def make_report(facts: Facts, settings: Settings, data_dir: Path) -> str:
    """The report as text. Reads files and walks through the app's data: takes a while."""
    sections = {
        "Talskrift": describe_versions(facts),
        "Computer": describe_computer(facts),
        "Engine": describe_engine(facts),
        "Microphones": [describe_microphone(one) for one in facts.microphones] or ["none"],
        "Settings": describe_settings(settings),
        "Data": describe_data(data_dir),
        "Errors": describe_errors(facts.fault_codes),
        "Tests": list(facts.tests) or ["none were made"],
    }
    for name in LOGS:
        sections[name] = quote_log(data_dir / name)
    text = "\n".join(
        line for title, lines in sections.items() for line in (f"{title}", *indent(lines), "")
    )
    return hide(text, find_secrets())


def describe_versions(facts: Facts) -> list[str]:
    """App, Python and packages, without importing one."""
    lines = [f"version {facts.version}", f"Python {platform.python_version()}"]
    lines.append("bundle" if getattr(sys, "frozen", False) else "installed from source")
    for package in PACKAGES:
        try:
            lines.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            lines.append(f"{package} not found")
    return lines


def describe_computer(facts: Facts) -> list[str]:
    """System, processor, memory, screen."""
    memory = psutil.virtual_memory()
    features = read_cpu_features()
    return [
        f"{find_system_name()} {platform.machine()}",
        f"{psutil.cpu_count(logical=False)} cores, {psutil.cpu_count()} threads, "
        f"{count_fast_cores()} fast",
        f"processor has {', '.join(features) or 'features that are not told'}",
        f"{memory.total / 1e9:.1f} GB memory, {memory.available / 1e9:.1f} GB free",
        *([facts.screen] if facts.screen else []),
    ]


def find_system_name() -> str:
    """System and version, without what somebody may have named their own."""
    release = re.match(r"[\d.]*", platform.release())
    name = f"{platform.system()} {release[0] if release else ''}"
    if sys.platform == "linux":
        try:
            system = platform.freedesktop_os_release()
        except OSError:
            system = {}
        name += f", {system.get('ID', '')} {system.get('VERSION_ID', '')}"
    return name


def read_cpu_features() -> list[str]:
    """Those that matter to the model, where the system tells them in a file."""
    try:
        words = set(Path("/proc/cpuinfo").read_text("ascii", "replace").split())
    except OSError:
        return []
    return [feature for feature in CPU_FEATURES if feature in words]


def describe_engine(facts: Facts) -> list[str]:
    """State, model and speed."""
    known = facts.model_id == "starter" or find_model(facts.model_id) is not None
    lines = [f"state {facts.engine_state}", f"model {facts.model_id if known else 'of their own'}"]
    lines.append(f"{facts.model_bytes / 1e6:.0f} MB, {facts.threads or '?'} threads")
    if facts.speed is not None:
        lines.append(f"{facts.speed:.1f} times as fast as speech")
    return lines


def describe_microphone(microphone: Microphone) -> str:
    default = ", the default" if microphone.is_default else ""
    format_ = f"{microphone.channels} channels, {microphone.rate_hz:.0f} Hz"
    return f"{microphone.host_api}, {format_}{default}"


def describe_settings(settings: Settings) -> list[str]:
    """Switches, numbers and choices; of all else only whether it is set, or how many there are."""
    lines = []
    for field in fields(settings):
        value = getattr(settings, field.name)
        if value is None or isinstance(value, bool | int | float) or value in CHOICES:
            told = str(value)
        else:
            told = f"{len(value)} of them" if isinstance(value, tuple) else "set"
        lines.append(f"{field.name}: {told}")
    return lines


def describe_data(data_dir: Path) -> list[str]:
    """How much there is of everything."""
    storage = measure_storage(data_dir)
    lines = [
        f"{field.name}: {value / 1e6:.1f} MB"
        for field in fields(storage)
        if isinstance(value := getattr(storage, field.name), int)
    ]
    n_jobs = sum(1 for _ in (data_dir / "jobs").glob("*.jsonl"))
    return [*lines, f"transcripts: {n_jobs}"]


def describe_errors(codes: Iterable[str]) -> list[str]:
    """How often each was told."""
    counted = Counter(code if code in ALL_CODES else "unknown" for code in codes)
    return [f"{code}: {count}" for code, count in counted.most_common()] or ["none"]


def quote_log(path: Path) -> list[str]:
    """What the program's own code has written of late; how much else there is."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()[-LAST_LINES:]
    except OSError:
        return ["none"]
    quoted = [one for line in lines if (one := clean_line(line)) is not None]
    n_left_out = len(lines) - len(quoted)
    return [*quoted[-MOST_QUOTED:], f"({n_left_out} lines are not shown)"]


def clean_line(line: str) -> str | None:
    """Where an error came from, or of which kind it was; None for all else."""
    if line in FATAL:
        return line
    frame = FRAME.match(line)
    if frame is not None:
        place = find_place(Path(frame["path"]))
        name = f" in {frame['name']}" if frame["name"] else ""
        return f"  {place}:{frame['line']}{name}" if place else None
    kind = KIND.match(line)
    if kind is not None and is_known_error(kind["kind"]):
        return kind["kind"]
    return None


def find_place(path: Path) -> str | None:
    """Where a file of the program's own code or of a library's lies; None for any other."""
    found = OWN_PLACE.search(str(path))
    if found is None or (found[1].startswith("desktop") and not is_ours(found[1])):
        return None
    return found[1]


def is_ours(place: str) -> bool:
    """Whether there is such a module: the user's own folder may be called desktop, too."""
    return Path(__file__).parent.parent.joinpath(place).exists() or hasattr(sys, "_MEIPASS")


def is_known_error(name: str) -> bool:
    """Whether a line begins with the name of an error that code of ours could have met."""
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, BaseException):
        return True
    return name.startswith(KNOWN_MODULES) and name.endswith(("Error", "Exception"))


def find_secrets() -> list[str]:
    """What is looked for once more in the finished report: home folder, user and computer."""
    home = Path.home()
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = ""
    return [str(home), home.name, user, socket.gethostname(), platform.node()]


def hide(text: str, secrets: Iterable[str]) -> str:
    """The text without these words."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", HIDDEN, text, flags=re.IGNORECASE)
    return text


def indent(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
