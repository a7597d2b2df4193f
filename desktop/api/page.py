"""Renders the API's description as one page of HTML that asks nothing of the network."""

from __future__ import annotations

import html
from typing import Any

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .3rem; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 4.5rem; text-transform: uppercase; opacity: .7; }
code, pre { font-family: ui-monospace, monospace; font-size: .92em; }
pre { border: 1px solid #8886; border-radius: 6px; padding: .7rem; overflow-x: auto; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem 1rem .15rem 0; }
"""


def render_page(api: dict[str, Any]) -> str:
    """The page for an OpenAPI document of desktop.api.openapi."""
    info = api["info"]
    parts = [
        f"<h1>{html.escape(info['title'])}: HTTP API</h1>",
        f"<p>{to_code(info['description'])}</p>",
        '<p><a href="/openapi.json">openapi.json</a></p>',
    ]
    for path, methods in api["paths"].items():
        shared = methods.get("parameters", [])
        for method, operation in methods.items():
            if method != "parameters":
                parts.append(render_operation(method, path, operation, shared))
    parts.append("<h1>Objects</h1>")
    for name, schema in api["components"]["schemas"].items():
        parts.append(f"<h2>{name}</h2>{render_fields(schema['properties'])}")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(info['title'])}: HTTP API</title><style>{STYLE}</style></head>\n"
        f"<body>{''.join(parts)}</body></html>\n"
    )


def render_operation(
    method: str, path: str, operation: dict[str, Any], shared: list[dict[str, Any]]
) -> str:
    """One method of an address: what it does, what it takes, what it answers."""
    parts = [
        f'<h2><span class="method">{method}</span> <code>{html.escape(path)}</code></h2>',
        f"<p>{to_code(operation['summary'])}</p>",
    ]
    fields = {one["name"]: one["schema"] for one in [*shared, *operation.get("parameters", [])]}
    for media_type, body in operation.get("requestBody", {}).get("content", {}).items():
        schema = body["schema"]
        takes = schema.get("$ref", "").rpartition("/")[2]
        parts.append(f"<p>Takes <code>{html.escape(media_type)}</code> {takes}</p>")
        fields |= schema.get("properties", {})
    if fields:
        parts.append(render_fields(fields))
    answers = [status for status in operation["responses"] if status != "default"]
    parts.append(f"<p>Answers {', '.join(answers)}, or a Problem.</p>")
    return "".join(parts)


def render_fields(fields: dict[str, Any]) -> str:
    """Names, kinds and what there is to know of them."""
    rows = [
        f"<tr><td><code>{html.escape(name)}</code></td><td>{html.escape(name_kind(schema))}</td>"
        f"<td>{to_code(schema.get('description', ''))}</td></tr>"
        for name, schema in fields.items()
    ]
    return f"<table>{''.join(rows)}</table>"


def name_kind(schema: dict[str, Any]) -> str:
    """What a field holds, in a word or two."""
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(name_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {name_kind(schema['items'])}"
    kind = schema.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def to_code(text: str) -> str:
    """Escaped, with what stands between backquotes as code."""
    pieces = html.escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if at % 2 else piece for at, piece in enumerate(pieces))
