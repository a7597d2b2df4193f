"""A page with the text and a player: click a word and hear it. One file, and the sound beside it.

It asks no network for anything, and its Content-Security-Policy forbids it to. Where a browser does
not find the sound, the reader can choose it.
"""

from __future__ import annotations

import base64
import hashlib
import os
from html import escape
from pathlib import Path
from urllib.parse import quote

from desktop.export.cleaning import clean_text
from desktop.export.options import Options
from desktop.export.page_parts import PAGE, SCRIPT, STYLE, WORDS
from desktop.export.paragraphs import Paragraph, make_paragraphs
from desktop.transcript import Segment, Transcript
from desktop.wording import format_time


def render_html(transcript: Transcript, options: Options) -> str:
    """The page. `options.media` is where the sound lies now, `options.folder` where the page will.

    It is looked for beside the page first, then where it lies.
    """
    sources = list_sources(options.media, options.folder)
    name = options.media.name if options.media is not None else ""
    paragraphs = (_write_paragraph(one) for one in make_paragraphs(transcript, options))
    words = {key: escape(text) for key, text in WORDS[options.language].items()}
    return PAGE.format(
        language=escape(transcript.language),
        title=escape(options.title or transcript.source or "Talskrift"),
        script=SCRIPT,
        script_hash=base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode(),
        style=STYLE,
        name=escape(clean_text(name)),
        sources="".join(f'<source src="{escape(source)}">' for source in sources),
        text="\n".join(paragraphs),
        **words,
    )


def list_sources(media: Path | None, folder: Path | None) -> list[str]:
    """Addresses of places where the sound may be, relative to the page.

    Never an absolute one: a page that is handed on need not tell of the user's own folders.
    """
    if media is None:
        return []
    sources = [quote(os.fsencode(media.name), safe="")]
    if folder is not None:
        try:
            path = Path(os.path.relpath(media, folder)).as_posix()
        except ValueError:  # on another drive of Windows
            return sources
        sources.append(quote(os.fsencode(path)))
    return list(dict.fromkeys(sources))


def _write_paragraph(paragraph: Paragraph) -> str:
    if paragraph.remark:
        return f'<p class="remark">{escape(paragraph.remark)}</p>'
    start_s = paragraph.start_s
    clock = paragraph.label or format_time(start_s)
    kind = "time" if paragraph.label else "time hidden"
    button = f'<button class="{kind}" data-s="{start_s:.2f}">{escape(clock)}</button>'
    text = "<br>\n".join(
        " ".join(_write_words(segment) for segment in line) for line in paragraph.lines
    )
    name = f"<b>{escape(paragraph.speaker)}:</b> " if paragraph.speaker else ""
    return f"<p>{button} {name}{text}</p>"


def _write_words(segment: Segment) -> str:
    """Every word with its time; where the words' are not known, the segment with its own."""
    words = [(word.start_s, word.text) for word in segment.words]
    words = words or [(segment.start_s, segment.text)]
    spans = " ".join(f'<span data-s="{at_s:.2f}">{escape(text)}</span>' for at_s, text in words)
    return f'{spans} <i class="note">[{escape(segment.note)}]</i>' if segment.note else spans
