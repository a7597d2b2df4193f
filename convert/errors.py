"""The errors of the convert room: each says what is wrong and what to do about it."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path


class ConvertError(Exception):
    """A convert command cannot go on; the message is meant for the person at the terminal."""


class _FaultyFolderError(ConvertError):
    """A folder with one or more faults, each a sentence that says what to do."""

    summary = "{folder} cannot be used"

    def __init__(self, folder: Path, faults: Sequence[str]) -> None:
        self.folder = folder
        self.faults = tuple(faults)
        lines = [f"{self.summary.format(folder=folder)}:", *(f"  - {fault}" for fault in faults)]
        super().__init__("\n".join(lines))


class CheckpointError(_FaultyFolderError):
    """The folder to convert is no whole Whisper checkpoint."""

    summary = "{folder} is not a checkpoint that can be converted"


class ModelFolderError(_FaultyFolderError):
    """A model folder is incomplete, altered or does not load."""

    summary = "{folder} is not a sound model folder"


class TargetError(ConvertError):
    """The model folder cannot be put where it was asked for."""


class OptionError(ConvertError):
    """An option names something that does not exist or does not fit."""


class SampleError(ConvertError):
    """An audio sample for the verification cannot be read."""


class DisagreementError(ConvertError):
    """The converted model does not say what the checkpoint says."""


class PublishError(ConvertError):
    """The model folder could not be published."""


def word_os_error(error: OSError) -> str:
    """One sentence on what the operating system refused, and what to do about it."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"There is no room left on the disk{where}. Free some space and run this again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Permission denied{where}. Choose a folder that you may read and write."
    if error.errno == errno.ENAMETOOLONG:
        return f"The path is too long{where}. Choose a shorter one."
    return f"The system refused{where}: {error.strerror or error}."
