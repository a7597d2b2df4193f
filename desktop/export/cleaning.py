"""Takes from a transcript what no text file can hold: control characters and half characters."""

from __future__ import annotations

import re
from dataclasses import replace

from desktop.export.options import Options
from desktop.transcript import Segment, Transcript, Word

# Controls, line ends of every kind, lone surrogates and Unicode's non-characters: XML 1.0 refuses
# most of them, and each would break a line of some format.
NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean_text(text: str) -> str:
    """The text on one line, its words parted by single blanks; no-break blanks stay."""
    return " ".join(filter(None, NO_TEXT.sub(" ", text).split(" "))).strip()


def clean_transcript(transcript: Transcript) -> Transcript:
    """The transcript without such characters, and without what is empty then."""
    segments = (_clean_segment(segment) for segment in transcript.segments)
    return replace(
        transcript,
        segments=tuple(segment for segment in segments if segment.text),
        model=clean_text(transcript.model),
        source=clean_text(transcript.source),
    )


def clean_options(options: Options) -> Options:
    """The options with a title as clean: a file's name may hold what no text can."""
    return replace(options, title=clean_text(options.title))


def _clean_segment(segment: Segment) -> Segment:
    """Words that do not make up the text, being those of another, are left out."""
    text = clean_text(segment.text)
    words = tuple(word for word in map(_clean_word, segment.words) if word.text)
    if " ".join(word.text for word in words) != text:
        words = ()
    speaker, note = clean_text(segment.speaker), clean_text(segment.note)
    return replace(segment, text=text, words=words, speaker=speaker, note=note)


def _clean_word(word: Word) -> Word:
    text = clean_text(word.text)
    return word if text == word.text else replace(word, text=text)
