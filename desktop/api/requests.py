"""Reads what a program sends: a form with a file in it, or JSON with the path of one."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from desktop.api.uploads import read_chunks, receive
from desktop.errors import ApiError, AudioFileError

MOST_UPLOAD_BYTES = 16 * 1024**3
MOST_FIELD_BYTES = 64 * 1024  # of a field, and of a body without a file
MOST_FIELDS = 40
SWEDISH = ("", "sv", "sv-se", "swe", "swedish", "svenska")


@dataclass(frozen=True)
class Sent:
    """A file, where it lies, and the fields that came with it; a field may come more than once."""

    file: Path
    fields: dict[str, list[str]] = field(default_factory=dict)
    is_upload: bool = False

    def get(self, name: str, default: str = "") -> str:
        """The last value of a field."""
        return self.fields.get(name, [default])[-1]

    def discard(self) -> None:
        """The file is not wanted after all."""
        if self.is_upload:
            shutil.rmtree(self.file.parent, ignore_errors=True)


async def read_sent(request: web.Request, uploads_dir: Path, most_bytes: int) -> Sent:
    """Raises ApiError, AudioFileError: audio_not_found, RecordingError, ConnectionError."""
    if request.content_type == "multipart/form-data":
        return await read_form(request, uploads_dir, most_bytes)
    if request.content_type == "application/json":
        return read_path(await request.read())
    raise ApiError("api_bad_request", field="Content-Type", reason="multipart/form-data, JSON")


def read_path(body: bytes) -> Sent:
    """The file whose path stands in a JSON object."""
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise ApiError("api_bad_request", field="body", reason="JSON")
    path = values.get("path")
    if not isinstance(path, str) or "\0" in path or not Path(path).is_absolute():
        raise ApiError("api_bad_request", field="path", reason="/…")
    if not os.path.isfile(path):  # noqa: PTH113 (Path.is_file raises where it may not look)
        raise AudioFileError("audio_not_found", path=path)
    return Sent(Path(path), {name: [str(value)] for name, value in values.items()})


async def read_form(request: web.Request, uploads_dir: Path, most_bytes: int) -> Sent:
    """The file of a form, brought to the disk as it comes. Nothing stays of one that breaks off."""
    if (request.content_length or 0) > most_bytes + MOST_FIELD_BYTES:
        raise ApiError("api_too_large", size=most_bytes)
    file: Path | None = None
    fields: dict[str, list[str]] = {}
    try:
        form = await request.multipart()
        async for part in form:
            if not isinstance(part, BodyPartReader) or sum(map(len, fields.values())) > MOST_FIELDS:
                raise ApiError("api_bad_request", field="form", reason="multipart/form-data")
            if part.name == "file" and file is None:
                name = part.filename or "ljud"
                file = await receive(read_chunks(part), name, uploads_dir, most_bytes)
            elif part.name:
                fields.setdefault(part.name, []).append(await read_field(part))
        if file is None:
            raise ApiError("api_bad_request", field="file", reason="–")
    except BaseException as error:
        if file is not None:
            shutil.rmtree(file.parent, ignore_errors=True)
        if isinstance(error, ValueError | AssertionError):  # no form, or one that breaks off
            raise ApiError("api_bad_request", field="form", reason=str(error)) from error
        raise
    return Sent(file, fields, is_upload=True)


async def read_field(part: BodyPartReader) -> str:
    """A short field as text."""
    value = bytearray()
    async for chunk in read_chunks(part):
        value += chunk
        if len(value) > MOST_FIELD_BYTES:
            raise ApiError("api_too_large", size=MOST_FIELD_BYTES)
    return value.decode("utf-8", "replace")


def check_language(language: str) -> None:
    """Raises ApiError: api_language."""
    if language.strip().lower().replace("_", "-") not in SWEDISH:
        raise ApiError("api_language")


def read_number(query: Any, name: str, default: int, most: int) -> int:
    """A number of the address's query. Raises ApiError: api_bad_request."""
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit()) or int(text) > most:
        raise ApiError("api_bad_request", field=name, reason=f"0–{most}")
    return int(text)
