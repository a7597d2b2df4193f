"""The API's own handlers: transcriptions, their texts, dictation, status and events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Future
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from aiohttp import web

from desktop.api.openapi import describe_api
from desktop.api.page import render_page
from desktop.api.problems import make_problem
from desktop.api.requests import Sent, check_language, read_number, read_sent
from desktop.api.service import GOING, JobView, Service
from desktop.errors import ApiError, ExportError, TalskriftError, error_from_code
from desktop.export.write import FORMATS, get_suffix

T = TypeVar("T")

ANSWER_WITHIN_S = 60.0  # the app, what it is asked; the longest text is written in a few seconds
LONGEST_LIST = 500
MOST_EVENTS = 1000  # that wait for a slow listener, who is then hung up on
QUIET_S = 15.0  # after which a listener is shown that the line is open
MEDIA_TYPES = {
    "txt": "text/plain; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "audition": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}


class Routes:
    """The handlers. `receive` is what desktop.api.speech takes uploads by, too."""

    def __init__(self, service: Service, uploads_dir: Path, most_bytes: int) -> None:
        self.service = service
        self._uploads_dir = uploads_dir
        self._most_bytes = most_bytes

    def list_routes(self) -> list[web.RouteDef]:
        """Every address."""
        return [
            web.get("/", self.show_page),
            web.get("/docs", self.show_page),
            web.get("/openapi.json", self.show_openapi),
            web.get("/v1/status", self.show_status),
            web.post("/v1/transcriptions", self.begin),
            web.get("/v1/transcriptions", self.list_all),
            web.get("/v1/transcriptions/{id}", self.show),
            web.delete("/v1/transcriptions/{id}", self.remove),
            web.get("/v1/transcriptions/{id}/text", self.show_text),
            web.post("/v1/dictation/toggle", self.toggle),
            web.get("/v1/events", self.tell_events),
        ]

    async def ask(self, answer: Future[T]) -> T:
        """What the app answers. Raises TimeoutError, TalskriftError."""
        return await asyncio.wait_for(asyncio.wrap_future(answer), ANSWER_WITHIN_S)

    async def receive(
        self, request: web.Request, check: Callable[[Sent], Any] = lambda _: None
    ) -> tuple[Sent, JobView]:
        """Take a file, and make a job for it. `check` raises where the fields are wrong."""
        sent = await read_sent(request, self._uploads_dir, self._most_bytes)
        try:
            check_language(sent.get("language"))
            check(sent)
            return sent, await self.ask(self.service.add(sent.file))
        except BaseException:
            sent.discard()
            raise

    def describe(self, job: JobView) -> dict[str, Any]:
        """A job as JSON; one that failed says why."""
        fault, language = job.fault, self.service.language
        error = make_problem(fault.code, dict(fault.details), language) if fault else None
        return {**job.as_dict(), "error": error}

    async def find(self, job_id: str) -> JobView:
        """Raises ApiError: api_not_found."""
        job = await self.ask(self.service.find(job_id))
        if job is None:
            raise ApiError("api_not_found")
        return job

    async def begin(self, request: web.Request) -> web.Response:
        _, job = await self.receive(request)
        return web.json_response(
            self.describe(job),
            status=HTTPStatus.ACCEPTED,
            headers={"Location": f"/v1/transcriptions/{job.id}"},
        )

    async def list_all(self, request: web.Request) -> web.Response:
        first = read_number(request.query, "offset", 0, 10**9)
        most = read_number(request.query, "limit", 50, LONGEST_LIST)
        jobs, n_all = await self.ask(self.service.list_jobs(first, most))
        return web.json_response({"data": [self.describe(job) for job in jobs], "total": n_all})

    async def show(self, request: web.Request) -> web.Response:
        return web.json_response(self.describe(await self.find(request.match_info["id"])))

    async def remove(self, request: web.Request) -> web.Response:
        if not await self.ask(self.service.remove(request.match_info["id"])):
            raise ApiError("api_not_found")
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def show_text(self, request: web.Request) -> web.Response:
        format_ = request.query.get("format", "txt")
        if format_ not in FORMATS:
            raise ExportError("export_unknown_format", format=format_)
        job = await self.find(request.match_info["id"])
        require_text(job)
        times = request.query.get("times", "0") in ("1", "true")
        content = await self.ask(self.service.render(job.id, format_, times))
        if content is None:
            raise ApiError("api_not_found")
        name = quote(f"{Path(job.name).stem}.{get_suffix(format_)}")
        headers = {
            "Content-Type": MEDIA_TYPES[format_],
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        }
        return web.Response(body=content, headers=headers)

    async def toggle(self, request: web.Request) -> web.Response:
        return web.json_response({"recording": await self.ask(self.service.toggle_dictation())})

    async def show_status(self, request: web.Request) -> web.Response:
        return web.json_response(vars(await self.ask(self.service.read_status())))

    async def show_openapi(self, request: web.Request) -> web.Response:
        return web.json_response(describe_api())

    async def show_page(self, request: web.Request) -> web.Response:
        return web.Response(text=render_page(describe_api()), content_type="text/html")

    async def tell_events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events, until either side has had enough."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Queue[JobView | None] = asyncio.Queue()

        def tell(job: JobView) -> None:
            loop.call_soon_threadsafe(waiting.put_nowait, job)

        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        response.headers["Cache-Control"] = "no-store"
        stop = self.service.watch(tell)
        try:
            await response.prepare(request)
            await response.write(b": open\n\n")
            while waiting.qsize() < MOST_EVENTS:
                line = b": \n\n"
                try:
                    job = await asyncio.wait_for(waiting.get(), QUIET_S)
                except TimeoutError:
                    job = None
                if job is not None:
                    data = json.dumps(self.describe(job), ensure_ascii=False)
                    line = f"event: transcription\ndata: {data}\n\n".encode()
                await response.write(line)
        except ConnectionError:
            pass  # the listener has gone
        finally:
            stop()
        return response


def require_text(job: JobView) -> None:
    """Raises what kept the text from being there: ApiError, or the job's own error."""
    if job.state in GOING:
        raise ApiError("api_not_done")
    if job.state == "failed" and job.fault is not None:
        raise as_error(job)
    if job.state != "done":
        raise ApiError("api_stopped")


def as_error(job: JobView) -> TalskriftError:
    """The error that a job has failed with."""
    assert job.fault is not None
    return error_from_code(job.fault.code, dict(job.fault.details))
