"""Describes the API as OpenAPI 3.1, for the page /docs and for whoever makes a client of it."""

from __future__ import annotations

from typing import Any

from desktop.export.write import FORMATS

JSON = "application/json"
FORM = "multipart/form-data"
SPEECH_FORMATS = ("json", "text", "srt", "vtt", "verbose_json")
STATES = ("recording", "waiting", "running", "paused", "done", "failed", "cancelled", "removed")

Schema = dict[str, Any]


def describe_api() -> Schema:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Talskrift",
            "version": "1",
            "description": (
                "Swedish speech to text on this computer. Send the key, which the app's settings "
                "show, with every request: `Authorization: Bearer KEY`."
            ),
        },
        "servers": [{"url": "http://127.0.0.1:8765"}],
        "security": [{"key": []}],
        "paths": list_paths(),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": list_schemas(),
            "responses": {
                "Problem": answer("An error", ref("Problem"), "application/problem+json")
            },
        },
    }


def list_paths() -> dict[str, Schema]:
    """Every address, with what it takes and answers."""
    a_job = answer("The transcription", ref("Transcription"))
    limit, offset = number("limit", 50, 500), number("offset", 0, None)
    return {
        "/v1/transcriptions": {
            "post": operation(
                "beginTranscription",
                "Have a file transcribed; the answer comes at once. A file that is sent is kept "
                "with the transcription; one that is named by its path stays where it is.",
                {"202": a_job},
                body=take_file({FORM: form(), JSON: ref("Path")}),
            ),
            "get": operation(
                "listTranscriptions",
                "The library, the newest first.",
                {"200": answer("Transcriptions, and how many there are", ref("List"))},
                parameters=[limit, offset],
            ),
        },
        "/v1/transcriptions/{id}": {
            "parameters": [in_path()],
            "get": operation(
                "showTranscription", "How far a transcription has come.", {"200": a_job}
            ),
            "delete": operation(
                "removeTranscription",
                "Remove it as in the window: a recording goes to the bin, a file of your own stays "
                "where it is, a file that was sent is deleted when the app is next started.",
                {"204": {"description": "It is removed"}},
            ),
        },
        "/v1/transcriptions/{id}/text": {
            "parameters": [in_path()],
            "get": operation(
                "showText",
                "The text, as the app would save it.",
                {"200": {"description": "The file", "content": {"*/*": {}}}},
                parameters=[
                    choice("format", FORMATS, "txt"),
                    {
                        **choice("times", ("0", "1"), "0"),
                        "description": "Times before each utterance, where the format leaves it "
                        "to you.",
                    },
                ],
            ),
        },
        "/v1/audio/transcriptions": {
            "post": operation(
                "transcribe",
                "Send a file and wait for its text, as programs made for OpenAI's API do. The "
                "model is the one that is chosen in the app.",
                {"200": {"description": "The text", "content": {JSON: {}, "text/plain": {}}}},
                body=take_file({FORM: speech_form()}),
            )
        },
        "/v1/models": {
            "get": operation(
                "listModels",
                "The model in use, as OpenAI's API lists models.",
                {"200": answer("Models", {"type": "object"})},
            )
        },
        "/v1/dictation/toggle": {
            "post": operation(
                "toggleDictation",
                "Begin or end a dictation into the program in front.",
                {"200": answer("The state of recording", {"type": "object"})},
            )
        },
        "/v1/status": {
            "get": operation(
                "showStatus", "Engine, model, queue.", {"200": answer("Status", ref("Status"))}
            )
        },
        "/v1/events": {
            "get": operation(
                "tellEvents",
                "Server-sent events: each `transcription` that changes, as long as you listen.",
                {"200": {"description": "Events", "content": {"text/event-stream": {}}}},
            )
        },
    }


def list_schemas() -> dict[str, Schema]:
    """What goes over the wire."""
    text: Schema = {"type": "string"}
    flag: Schema = {"type": "boolean"}
    maybe_number: Schema = {"type": ["number", "null"]}
    count: Schema = {"type": "integer", "minimum": 0}
    job: dict[str, Schema] = {
        "id": text,
        "name": {**text, "description": "The file's name, or what the user calls it"},
        "state": {"enum": list(STATES)},
        "progress": {**maybe_number, "description": "0 to 1; null while it is not known"},
        "duration_s": maybe_number,
        "is_recording": {**flag, "description": "Recorded by the app itself"},
        "created": {**text, "format": "date-time"},
        "model": text,
        "error": {"anyOf": [ref("Problem"), {"type": "null"}]},
    }
    problem: dict[str, Schema] = {
        "type": text,
        "title": text,
        "status": {"type": "integer"},
        "detail": {**text, "description": "What is wrong and what to do, in the app's language"},
        "code": {**text, "description": "For programs; it stays as it is"},
        "error": {"type": "object", "description": "The same, where OpenAI's clients look"},
    }
    status: dict[str, Schema] = {
        "version": text,
        "engine": {"enum": ["stopped", "starting", "ready", "broken"]},
        "model": text,
        "recording": text,
        "n_waiting": count,
        "n_running": count,
        "offline": flag,
    }
    listed: dict[str, Schema] = {
        "data": {"type": "array", "items": ref("Transcription")},
        "total": count,
    }
    return {
        "Transcription": whole(job),
        "List": whole(listed),
        "Problem": whole(problem),
        "Status": whole(status),
        "Path": whole({"path": {**text, "description": "Of a file on this computer, absolute"}}),
    }


def operation(
    name: str,
    summary: str,
    answers: dict[str, Schema],
    body: Schema | None = None,
    parameters: list[Schema] | None = None,
) -> Schema:
    """One method of an address."""
    made: Schema = {
        "operationId": name,
        "summary": summary,
        "responses": answers | {"default": {"$ref": "#/components/responses/Problem"}},
    }
    if body is not None:
        made["requestBody"] = body
    if parameters:
        made["parameters"] = parameters
    return made


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def whole(fields: dict[str, Schema]) -> Schema:
    """An object that always has all of these fields."""
    return {"type": "object", "properties": fields, "required": list(fields)}


def answer(description: str, schema: Schema, media_type: str = JSON) -> Schema:
    return {"description": description, "content": {media_type: {"schema": schema}}}


def take_file(schemas: dict[str, Schema]) -> Schema:
    content = {media_type: {"schema": schema} for media_type, schema in schemas.items()}
    return {"required": True, "content": content}


def form() -> Schema:
    """A form with a file in it."""
    file = {"type": "string", "contentMediaType": "application/octet-stream"}
    language = {"type": "string", "description": "sv, if anything"}
    return {
        "type": "object",
        "properties": {"file": file, "language": language},
        "required": ["file"],
    }


def speech_form() -> Schema:
    """… with what OpenAI's API knows besides."""
    made = form()
    made["properties"] |= {
        "model": {"type": "string", "description": "Whatever it is, it is not looked at"},
        "response_format": {"enum": list(SPEECH_FORMATS), "default": "json"},
        "timestamp_granularities[]": {"type": "array", "items": {"enum": ["word", "segment"]}},
    }
    return made


def in_path() -> Schema:
    return {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def choice(name: str, values: tuple[str, ...], default: str) -> Schema:
    schema = {"enum": list(values), "default": default}
    return {"name": name, "in": "query", "schema": schema}


def number(name: str, default: int, most: int | None) -> Schema:
    schema: Schema = {"type": "integer", "minimum": 0, "default": default}
    return {
        "name": name,
        "in": "query",
        "schema": schema | ({"maximum": most} if most is not None else {}),
    }
