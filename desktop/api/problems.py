"""Errors as other programs get them: problem details (RFC 9457), in the app's codes and words."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from aiohttp import web

from desktop.errors import TalskriftError
from desktop.wording import Language, describe

TYPE = "application/problem+json"
STATUS = {
    "api_no_key": HTTPStatus.UNAUTHORIZED,
    "api_foreign_host": HTTPStatus.FORBIDDEN,
    "api_foreign_origin": HTTPStatus.FORBIDDEN,
    "api_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "api_bad_request": HTTPStatus.BAD_REQUEST,
    "api_language": HTTPStatus.BAD_REQUEST,
    "export_unknown_format": HTTPStatus.BAD_REQUEST,
    "api_not_found": HTTPStatus.NOT_FOUND,
    "api_no_such_page": HTTPStatus.NOT_FOUND,
    "audio_not_found": HTTPStatus.NOT_FOUND,
    "api_not_done": HTTPStatus.CONFLICT,
    "api_stopped": HTTPStatus.CONFLICT,
    "api_busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "disk_full": HTTPStatus.INSUFFICIENT_STORAGE,
    "folder_not_writable": HTTPStatus.INSUFFICIENT_STORAGE,
}


def make_problem(code: str, details: dict[str, Any], language: Language) -> dict[str, Any]:
    """The JSON of an error. `error` is where programs made for OpenAI's API look."""
    sentence = describe(code, details, language)
    status = STATUS.get(code, HTTPStatus.UNPROCESSABLE_ENTITY)
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": sentence,
        "code": code,
        "error": {"message": sentence, "type": "talskrift", "code": code},
    }


def answer_problem(error: TalskriftError, language: Language) -> web.Response:
    """The answer that an error makes."""
    problem = make_problem(error.code, error.details, language)
    response = web.json_response(problem, status=problem["status"], content_type=TYPE)
    if response.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Talskrift"'
    return response
