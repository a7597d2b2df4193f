"""The HTTP server, in a thread of its own. Nobody but this computer reaches it."""

from __future__ import annotations

import asyncio
import errno
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from desktop.api.guard import make_guard
from desktop.api.requests import MOST_FIELD_BYTES, MOST_UPLOAD_BYTES
from desktop.api.routes import Routes
from desktop.api.service import Service
from desktop.api.speech import Speech
from desktop.errors import ApiError
from desktop.library.job import Fault

log = logging.getLogger(__name__)

ADDRESS = "127.0.0.1"
LAST_WORDS_S = 0.3  # for answers that are on their way when the server ends
START_WITHIN_S = 10.0


@dataclass(frozen=True)
class Options:
    """`port`: 0 for any that is free. `uploads_dir`: where files that are sent are kept."""

    port: int
    uploads_dir: Path
    most_upload_bytes: int = MOST_UPLOAD_BYTES


class Server:
    """Begins to serve when it is made; `fault` says why it could not."""

    def __init__(self, service: Service, find_key: Callable[[], str], options: Options) -> None:
        self.port = options.port
        self.fault: Fault | None = None
        self._service = service
        self._find_key = find_key
        self._options = options
        self._is_ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=self._work, name="http-api", daemon=True)
        self._thread.start()
        self._is_ready.wait(START_WITHIN_S)

    def close(self) -> None:
        """Serve nobody any more. Waits for a moment."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def _work(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._is_ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        options = self._options
        guard = make_guard(self._service, self._find_key, lambda: self.port)
        app = web.Application(middlewares=[guard], client_max_size=MOST_FIELD_BYTES)
        routes = Routes(self._service, options.uploads_dir, options.most_upload_bytes)
        app.add_routes([*routes.list_routes(), *Speech(routes).list_routes()])
        # Addresses name transcriptions: they go into no log.
        runner = web.AppRunner(
            app, handle_signals=False, access_log=None, shutdown_timeout=LAST_WORDS_S
        )
        await runner.setup()
        try:
            site = web.TCPSite(runner, ADDRESS, options.port)
            await site.start()
            self.port = runner.addresses[0][1]
            self._is_ready.set()
            await self._end.wait()
        except OSError as error:
            log.warning("the HTTP API cannot listen: %s", errno.errorcode.get(error.errno or 0))
            refused = ApiError("api_port_taken", port=options.port)
            self.fault = Fault(refused.code, refused.details)
        finally:
            await runner.cleanup()
