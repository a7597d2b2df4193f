"""The user's choices: typed, versioned, written whole, and salvaged when the file is bad.

Knows neither the window nor where the file lies. A field that cannot be read falls back to
its default; the bad file is kept beside as `settings.json.broken`.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, get_args

from desktop.whole_file import write_whole
from desktop.wording import Language

FORMAT_VERSION = 1
MOST_DAYS = 36_500  # that something is kept
FIRST_PORT, LAST_PORT = 1024, 65_535  # those below are the system's
MAX_THREADS = 1024  # more is no number of threads
SWITCHES = (
    "show_times",
    "show_doubtful",
    "warm_microphone",
    "spoken_commands",
    "spoken_commands_in_files",
    "clean_up",
    "offline",
    "model_offered",
    "compress_sound",
    "keep_in_tray",
    "start_at_login",
    "watched_nested",
    "watched_save",
    "http_api",
    "training_speech",
    "training_speech_from_files",
    "training_speech_offered",
    "show_speakers",
)
LANGUAGES: tuple[Language, ...] = get_args(Language)
APPEARANCES = ("system", "light", "dark", "contrast")
TEXT_PERCENT = (60, 300)  # of the usual size of a transcript's letters

DICTATION_TARGETS = ("typed", "clipboard", "library")  # it is in the library in any case

SPLIT_SPEAKERS = ("ask", "always", "never")

Vocabulary = tuple[str, ...]
MAX_TERMS = 2000
LONGEST_TERM = 80  # characters


@dataclass(frozen=True)
class Settings:
    """What the user has chosen; the defaults are those of a first start."""

    language: Language = "sv"  # of the app's own texts
    appearance: str = "system"  # colours: one of APPEARANCES
    text_percent: int = 100  # how large a transcript's letters are
    keep_in_tray: bool = False  # go on there when the window is closed
    start_at_login: bool = False  # … in the tray, with no window
    model_folder: str | None = None  # None: the starter model that comes with the app
    threads: int | None = None  # of the engine with that model; None: it is yet to be measured
    save_folder: str | None = None  # where a transcript was last saved
    save_format: str | None = None  # … and its format; None: plain text
    microphone: str | None = None  # id of the device; None: the system's default
    warm_microphone: bool = True  # listen while the window is active: docs/decisions/0001
    show_times: bool = False  # the time of each segment before its text
    show_speakers: bool = True  # who speaks, in the text and in what is saved
    show_doubtful: bool = False  # underline the words of which the model was not sure
    spoken_commands: bool = True  # carried out in what the app itself has recorded
    spoken_commands_in_files: bool = False
    clean_up: bool = False  # without hesitation, with figures
    own_commands: tuple[tuple[str, str], ...] = ()  # what is said, and what is written instead
    vocabulary: Vocabulary = ()  # names and terms to expect
    split_speakers: str = "ask"  # of two channels with a speaker each: always, ask, never
    dictation_target: str = "typed"  # where the text of a dictation into another program goes
    shortcut_toggle: str | None = None  # global keys, as Qt writes them: begin and end
    shortcut_talk: str | None = None  # … record while they are held
    shortcut_pause: str | None = None
    offline: bool = False  # open no connection to any other computer
    http_api: bool = False  # let other programs on this computer have speech transcribed
    http_api_port: int = 8765
    hub_mirror: str | None = None  # whence models come; None: huggingface.co
    proxy: str | None = None  # None: the system's own
    compress_sound: bool = True  # what was transcribed, to FLAC
    delete_sound_after_days: int | None = None  # of the app's own recordings; None: never
    model_offered: bool = False  # the user has been told which model fits this machine
    training_speech: bool = False  # keep corrected sentences with their sound: training-speech.md
    training_speech_from_files: bool = False  # … of files too, not only of own recordings
    training_speech_offered: bool = False  # the user has been asked whether they want that
    watched_folder: str | None = None  # whence new media files are taken
    watched_nested: bool = False  # … and from the folders in it
    watched_save: bool = False  # the text is written beside such a file
    speed: float | None = None  # of that model here, seconds of sound a second; None: not yet known
    voice_offered: str | None = None  # which state of the user's own model they have been told of


def load_settings(path: Path) -> Settings:
    """Read the settings; whatever is missing or malformed becomes its default.

    A file with anything malformed in it is copied to `<name>.broken` first.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        return Settings()
    try:
        values = json.loads(raw)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        _keep_aside(path, raw)
        return Settings()
    good = {
        field.name: values[field.name]
        for field in fields(Settings)
        if field.name in values and _is_valid(field.name, values[field.name])
    }
    if any(field.name in values and field.name not in good for field in fields(Settings)):
        _keep_aside(path, raw)
    if "own_commands" in good:
        good["own_commands"] = tuple((said, written) for said, written in good["own_commands"])
    if "vocabulary" in good:
        good["vocabulary"] = tuple(good["vocabulary"])
    return Settings(**good)


def save_settings(settings: Settings, path: Path) -> None:
    """Write the settings whole: to a file beside, then renamed. Raises OSError."""
    values = {"format_version": FORMAT_VERSION, **asdict(settings)}
    write_whole(path, json.dumps(values, ensure_ascii=False, indent=2).encode() + b"\n")


@dataclass(frozen=True)
class ReadVocabulary:
    """`n_left_out` lines were too long, or too many."""

    terms: Vocabulary
    n_left_out: int


def read_vocabulary(text: str) -> ReadVocabulary:
    """The terms of a text with one on each line, each of them once."""
    lines = dict.fromkeys(" ".join(line.split()) for line in text.splitlines())
    terms = [line for line in lines if line]
    good = [term for term in terms if len(term) <= LONGEST_TERM][:MAX_TERMS]
    return ReadVocabulary(tuple(good), len(terms) - len(good))


def _is_valid(name: str, value: Any) -> bool:
    if name == "language":
        return value in LANGUAGES
    if name == "appearance":
        return value in APPEARANCES
    if name == "text_percent":
        return is_text_percent(value)
    if name == "dictation_target":
        return value in DICTATION_TARGETS
    if name == "speed":
        return value is None or is_speed(value)
    if name == "http_api_port":
        return is_port(value)
    if name == "split_speakers":
        return value in SPLIT_SPEAKERS
    if name == "threads":
        return value is None or is_number_of_threads(value)
    if name == "delete_sound_after_days":
        return value is None or is_number_of_days(value)
    if name in SWITCHES:
        return isinstance(value, bool)
    if name == "own_commands":
        return isinstance(value, list) and all(map(is_pair_of_texts, value))
    if name == "vocabulary":
        return isinstance(value, list) and all(isinstance(term, str) for term in value)
    return value is None or (isinstance(value, str) and value != "")


def is_number(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def is_number_of_threads(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_THREADS


def is_text_percent(value: Any) -> bool:
    least, most = TEXT_PERCENT
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def is_port(value: Any) -> bool:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number and FIRST_PORT <= value <= LAST_PORT


def is_speed(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 < value < float("inf")


def is_number_of_days(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_DAYS


def is_pair_of_texts(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)


def _keep_aside(path: Path, raw: bytes) -> None:
    with contextlib.suppress(OSError):  # a read-only folder: nothing will overwrite it either
        path.with_name(path.name + ".broken").write_bytes(raw)
