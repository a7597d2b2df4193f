"""What the operating system refuses is worded with what to do."""

from __future__ import annotations

import errno

import pytest

from convert.errors import word_os_error


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "no room left on the disk (/m/model.bin). Free some space"),
        (errno.EDQUOT, "no room left"),
        (errno.EACCES, "Permission denied (/m/model.bin). Choose a folder"),
        (errno.EROFS, "Permission denied"),
        (errno.ENAMETOOLONG, "Choose a shorter one"),
        (errno.EIO, "The system refused (/m/model.bin): "),
    ],
)
def test_refusals_are_sentences(number: int, said: str) -> None:
    assert said in word_os_error(OSError(number, "strerror", "/m/model.bin"))
