"""Lets in who may come: a program on this computer that has the key, never a page of the web.

A page that the user visits may call 127.0.0.1 too. It has no key; its Origin tells on it; and one
that had its own name lead to 127.0.0.1 (DNS rebinding) is told by the Host. No CORS header is ever
sent.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from desktop.api.problems import answer_problem
from desktop.api.service import Service
from desktop.errors import ApiError, TalskriftError

NAMES = ("127.0.0.1", "localhost")
OPEN_PATHS = ("/", "/docs", "/openapi.json")  # what they say anybody may know
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_guard(
    service: Service, find_key: Callable[[], str], find_port: Callable[[], int]
) -> Middleware:
    """The middleware before every handler, which words errors too."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            check(request, find_key(), find_port())
            response = await handler(request)
        except TalskriftError as error:
            response = answer_problem(error, service.language)
        except web.HTTPRequestEntityTooLarge:
            refused = ApiError("api_too_large", size=request.client_max_size)
            response = answer_problem(refused, service.language)
        except web.HTTPException as error:
            if error.status >= web.HTTPBadRequest.status_code:
                response = answer_problem(ApiError("api_no_such_page"), service.language)
                response.set_status(error.status)
                if isinstance(error, web.HTTPMethodNotAllowed):
                    response.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
            else:
                raise
        except ConnectionError:
            response = web.Response(status=400)  # which nobody is there to read
        except TimeoutError:
            response = answer_problem(ApiError("api_busy"), service.language)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    return guard


def check(request: web.Request, key: str, port: int) -> None:
    """Raises ApiError: api_foreign_host, api_foreign_origin, api_no_key."""
    hosts = {f"{name}:{port}" for name in NAMES}
    if request.headers.get("Host", "").lower() not in hosts:
        raise ApiError("api_foreign_host", host=request.headers.get("Host", ""))
    origin = request.headers.get("Origin")
    if origin is not None and origin not in {f"http://{host}" for host in hosts}:
        raise ApiError("api_foreign_origin")
    if request.path in OPEN_PATHS:
        return
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    is_key = hmac.compare_digest(shown.strip().encode(errors="surrogateescape"), key.encode())
    if scheme.lower() != "bearer" or not is_key:
        raise ApiError("api_no_key")
