"""The app's typed errors: a code and its details. desktop.wording puts them into words.

An error carries no sentence, so that it can cross the engine's protocol and be shown in the
language of whoever reads it. Details hold only what JSON can hold.
"""

from __future__ import annotations

from typing import Any, ClassVar


class TalskriftError(Exception):
    """Something went wrong that a person must be told about.

    `code` is one of the class's `codes`; `details` fills in the sentence (`path`, `file` …).
    """

    codes: ClassVar[tuple[str, ...]] = ()

    def __init__(self, code: str, **details: Any) -> None:
        if code not in self.codes:
            raise ValueError(f"{type(self).__name__} has no code {code!r}")
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        return f"{self.code} {self.details}" if self.details else self.code


class AudioFileError(TalskriftError):
    """A media file or recording cannot be used. Details: `path`; `at_s` for the damaged ones."""

    codes = (
        "audio_not_found",
        "audio_unreadable",  # no permission
        "audio_empty",  # zero bytes, or no sound in it
        "audio_incomplete",  # cut off, and nothing of it can be decoded
        "audio_truncated",  # only the beginning is there (a warning: it is transcribed)
        "audio_damaged",  # parts could not be decoded (a warning)
        "not_audio",
        "no_audio_track",
        "no_such_track",  # `track` of `n_tracks`
        "no_two_channels",  # to be told apart: there are `n_channels`
        "recording_damaged",  # a recording of ours whose header is not ours
    )


class RecordingError(TalskriftError):
    """A recording cannot be written. Details: `path`."""

    codes = ("disk_full", "folder_not_writable", "recording_exists")


class ModelError(TalskriftError):
    """A model folder cannot be used. Details: `path` (the folder); `file` where one is meant."""

    codes = (
        "model_not_found",
        "not_a_model",  # no model.json; `convertible` is true for a plain faster-whisper folder
        "model_missing_file",
        "model_truncated",  # `size` and `expected` bytes
        "model_altered",  # wrong sha256
        "model_wrong_format",  # model.json unreadable, or of a format_version not known here
        "model_unreadable",  # no permission
        "model_load_failed",  # CTranslate2 refused it; `reason` is its own message
    )


class DownloadError(TalskriftError):
    """A model cannot be downloaded. Details: `host`, `file`, `reason`; `needed`, `free` bytes."""

    codes = (
        "download_offline",  # the setting forbids it
        "download_no_connection",  # the host is not reached, or does not answer
        "download_proxy",  # the proxy refuses
        "download_certificate",  # whose certificate this machine does not trust; `reason`
        "download_interrupted",  # again and again; what came is kept
        "download_refused",  # by the hub, with `status`
        "download_not_published",  # the hub has no such model, or not all of its files
        "download_damaged",  # not what was published, twice
        "download_no_room",
        "download_failed",  # for a reason that nobody foresaw; `reason`
    )


class SpeakersError(TalskriftError):
    """The voices of a recording cannot be told apart. Details: `path`, `reason`."""

    codes = (
        "speakers_unavailable",  # the library that does it is not installed
        "speakers_no_models",
        "speakers_bad_models",  # what was imported or is there is not what is needed
        "speakers_failed",  # for a reason that nobody foresaw, or the process died
    )


class WebError(TalskriftError):
    """A file cannot be fetched from the web. Details: `host`, `address`, `reason`, `status`."""

    codes = (
        "web_offline",  # the setting forbids it
        "web_bad_address",
        "web_no_connection",
        "web_proxy",
        "web_certificate",
        "web_interrupted",  # again and again; what came is kept
        "web_not_found",
        "web_refused",  # by the server, or for want of a login
        "web_no_media",  # or a broadcast that is going on
        "web_needs_yt_dlp",  # a page, and yt-dlp is not installed
        "web_failed",  # anything else; `reason`
    )


class ModelImportError(TalskriftError):
    """A folder or zip cannot be imported. Details: `path`; `file` where one is meant."""

    codes = (
        "import_not_found",
        "import_unreadable",
        "import_not_a_model",  # `file` is missing
        "import_damaged",  # a zip that cannot be unpacked, or a file that is not what it is called
        "import_unsafe",  # a zip that would write elsewhere
        "import_too_large",  # a zip that unpacks to more than any model
    )


class MicrophoneError(TalskriftError):
    """Recording from a microphone failed. Details: `device` (its name), `reason`."""

    codes = (
        "no_microphone",
        "microphone_permission_denied",
        "microphone_busy",
        "microphone_unplugged",
        "microphone_failed",  # anything else that PortAudio says, in `reason`
        "audio_system_missing",  # the PortAudio library itself cannot be loaded
    )


class PlayerError(TalskriftError):
    """A sound cannot be played. Details: `reason`, in the sound system's words."""

    codes = ("no_loudspeaker",)


class EngineError(TalskriftError):
    """The engine process cannot do what was asked. Details: `reason`, `field`, `job`."""

    codes = (
        "engine_malformed_line",
        "engine_wrong_version",
        "engine_unknown_command",
        "engine_bad_field",
        "engine_no_model",
        "engine_unknown_job",
        "engine_failed",  # an unforeseen error inside the engine; `reason`
        "engine_died",  # said by the client, never by the engine
        "out_of_memory",
    )


class ExportError(TalskriftError):
    """A transcript cannot be saved. Details: `path`, `format`."""

    codes = ("export_unknown_format", "export_failed")


class ShortcutError(TalskriftError):
    """A global shortcut is not to be had. Details: `keys`, as the system names them; `reason`."""

    codes = (
        "shortcut_not_possible",  # no single press, or one that other programs need
        "shortcut_taken",  # by another program
        "shortcuts_missing",  # this desktop has no way to give a program any
    )


class TypingError(TalskriftError):
    """The text did not (wholly) reach the other program; it is in the library. Detail: `reason`."""

    codes = (
        "typing_missing",  # this desktop has no way to let a program type
        "typing_refused",  # the user, or the desktop's settings, forbade it
        "typing_no_target",  # no program has the keyboard
        "typing_moved",  # another program has the keyboard now
        "typing_keys_held",  # Ctrl, Alt … are held, and would make commands of the letters
        "typing_not_taken",  # nothing fetched what was to be pasted
        "typing_failed",  # anything else; `reason`
    )


class BackupError(TalskriftError):
    """A backup cannot be restored. Details: `path`; `file` in it; `needed` and `free` bytes."""

    codes = (
        "not_a_backup",
        "backup_damaged",
        "backup_newer",  # of a later Talskrift
        "backup_no_room",
    )


class ApiError(TalskriftError):
    """What another program asks over HTTP is refused. Details: `field`, `reason`, `host` …"""

    codes = (
        "api_no_key",  # none was shown, or another
        "api_foreign_host",  # it calls the app by the name `host`: DNS rebinding
        "api_foreign_origin",  # a page of the web asks
        "api_too_large",  # more than `size` bytes
        "api_bad_request",  # `field` is wrong, or missing
        "api_not_found",  # no such transcription
        "api_no_such_page",
        "api_not_done",  # the text is yet to come
        "api_stopped",  # nor will it come: the transcription was stopped
        "api_language",  # another than Swedish is asked for
        "api_busy",  # the app did not answer in time
        "api_port_taken",  # `port` (said to the user of the app)
    )


ERROR_TYPES: tuple[type[TalskriftError], ...] = (
    AudioFileError,
    RecordingError,
    ModelError,
    DownloadError,
    SpeakersError,
    WebError,
    ModelImportError,
    MicrophoneError,
    PlayerError,
    EngineError,
    ExportError,
    BackupError,
    ShortcutError,
    TypingError,
    ApiError,
)
ALL_CODES: tuple[str, ...] = tuple(code for kind in ERROR_TYPES for code in kind.codes)


def error_from_code(code: str, details: dict[str, Any]) -> TalskriftError:
    """The typed error for a code that came over a wire; an unknown code becomes engine_failed."""
    for kind in ERROR_TYPES:
        if code in kind.codes:
            return kind(code, **details)
    return EngineError("engine_failed", reason=f"{code} {details}")
