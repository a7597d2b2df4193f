"""The address that programs made for OpenAI's API know: a file is sent, its text comes back.

https://platform.openai.com/docs/api-reference/audio/createTranscription: `file`, `model`,
`language`, `response_format`, `timestamp_granularities[]`. The model is the one that the app uses.
"""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from desktop.api.openapi import SPEECH_FORMATS
from desktop.api.requests import Sent
from desktop.api.routes import MEDIA_TYPES, Routes, require_text
from desktop.api.service import GOING, JobView
from desktop.errors import ApiError
from desktop.transcript import Segment, Transcript

GRANULARITIES = "timestamp_granularities[]"


class Speech:
    """The handlers. They answer when the text is there."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes
        self._service = routes.service

    def list_routes(self) -> list[web.RouteDef]:
        """Every address."""
        return [
            web.post("/v1/audio/transcriptions", self.transcribe),
            web.get("/v1/models", self.list_models),
        ]

    async def list_models(self, request: web.Request) -> web.Response:
        status = await self._routes.ask(self._service.read_status())
        model = {"id": status.model, "object": "model", "created": 0, "owned_by": "talskrift"}
        return web.json_response({"object": "list", "data": [model] if status.model else []})

    async def transcribe(self, request: web.Request) -> web.Response:
        """A caller that hangs up loses nothing: the job goes on, and stays in the library."""
        ended: asyncio.Queue[JobView] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def tell(job: JobView) -> None:
            if job.state not in GOING:
                loop.call_soon_threadsafe(ended.put_nowait, job)

        stop = self._service.watch(tell)  # before there is a job: none is missed
        try:
            sent, job = await self._routes.receive(request, check_wishes)
            while job.id != (last := await ended.get()).id:
                pass
        finally:
            stop()
        require_text(last)
        response = await self._answer(last, sent)
        response.headers["Location"] = f"/v1/transcriptions/{job.id}"
        return response

    async def _answer(self, job: JobView, sent: Sent) -> web.Response:
        format_ = sent.get("response_format", "json")
        if format_ in ("srt", "vtt"):
            content = await self._routes.ask(self._service.render(job.id, format_, False))
            return web.Response(body=content, headers={"Content-Type": MEDIA_TYPES[format_]})
        transcript = await self._routes.ask(self._service.read(job.id))
        if transcript is None:
            raise ApiError("api_not_found")
        text = join_text(transcript)
        if format_ == "text":
            return web.Response(text=f"{text}\n")
        if format_ == "json":
            return web.json_response({"text": text})
        with_words = "word" in sent.fields.get(GRANULARITIES, [])
        return web.json_response(make_verbose(transcript, with_words))


def check_wishes(sent: Sent) -> None:
    """Raises ApiError: api_bad_request."""
    if not sent.is_upload:
        raise ApiError("api_bad_request", field="file", reason="multipart/form-data")
    if sent.get("response_format", "json") not in SPEECH_FORMATS:
        raise ApiError("api_bad_request", field="response_format", reason=", ".join(SPEECH_FORMATS))
    if sent.get("stream", "false").lower() not in ("false", "0", ""):
        raise ApiError("api_bad_request", field="stream", reason="false")


def join_text(transcript: Transcript) -> str:
    """The text alone."""
    return " ".join(segment.text.strip() for segment in transcript.segments).strip()


def make_verbose(transcript: Transcript, with_words: bool) -> dict[str, Any]:
    """`verbose_json`: the text, and when each part of it is said."""
    verbose: dict[str, Any] = {
        "task": "transcribe",
        "language": "swedish",
        "duration": transcript.duration_s,
        "text": join_text(transcript),
        "segments": [
            describe_segment(number, segment) for number, segment in enumerate(transcript.segments)
        ],
    }
    if with_words:
        verbose["words"] = [
            {"word": word.text, "start": word.start_s, "end": word.end_s}
            for segment in transcript.segments
            for word in segment.words
        ]
    return verbose


def describe_segment(number: int, segment: Segment) -> dict[str, Any]:
    """One segment; what this app does not know of it (tokens, seek) is left out."""
    return {
        "id": number,
        "start": segment.start_s,
        "end": segment.end_s,
        "text": segment.text,
        **({"speaker": segment.speaker} if segment.speaker else {}),
    }
