"""Builds the zip files that text documents are, the same bytes for the same text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# The oldest date that a zip file can tell: when a text was saved is told by the file itself.
DATE = (1980, 1, 1, 0, 0, 0)


def build_package(parts: Mapping[str, str], *, stored: str = "") -> bytes:
    """A zip file of these parts in their order; the one named by `stored` is not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            package.writestr(info, text.encode("utf-8"))
    return out.getvalue()


def escape_xml(text: str) -> str:
    """The text as it may stand in an element or attribute; it was cleaned of what XML refuses."""
    return escape(text, quote=True).replace("&#x27;", "&apos;")


def name_locale(language: str) -> tuple[str, str]:
    """Language and country, for the spelling checker of a word processor."""
    return language, {"sv": "SE", "en": "GB"}.get(language, "")
