"""Word and OpenDocument texts, as other people's readers read them."""

import io
import zipfile
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf import teletype
from odf import text as odf_text
from odf.opendocument import load

from desktop.export.options import Options
from desktop.export.write import DOCUMENT_RENDERERS, render_file
from desktop.transcript import Segment, Transcript

FLOWING = ["Hej på dig, Åsa. Är 2 < 3?", "[… 3 s saknas …]", '=1+1 & "åäö" 🎉']
TIMED = [
    "0:01\tHej på dig, Åsa.",
    "0:06\tÄr 2 < 3?",
    "[… 3 s saknas …]",
    '1:01:01\t=1+1 & "åäö" 🎉',
]


def read_docx(content: bytes) -> list[tuple[str, str]]:
    """Style and text of every paragraph."""
    document = docx.Document(io.BytesIO(content))
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]


def read_odt(content: bytes) -> list[tuple[str, str]]:
    """The same; headings first, as odfpy finds them."""
    document = load(io.BytesIO(content))
    headings = document.getElementsByType(odf_text.H)
    return [
        (str(one.getAttribute("stylename")), teletype.extractText(one))
        for one in [*headings, *document.getElementsByType(odf_text.P)]
    ]


READERS = {"docx": read_docx, "odt": read_odt}
PLAIN_STYLE = {"docx": "Normal", "odt": "Standard"}


@pytest.mark.parametrize("format", DOCUMENT_RENDERERS)
def test_title_and_paragraphs(talk: Transcript, missing: Options, format: str) -> None:
    read = READERS[format](render_file(talk, format, missing))
    assert read[0] == ("Title", "möte <1>.mp3")
    assert read[1:] == [(PLAIN_STYLE[format], text) for text in FLOWING]


@pytest.mark.parametrize("format", DOCUMENT_RENDERERS)
def test_with_times_every_segment_has_a_line(
    talk: Transcript, missing: Options, format: str
) -> None:
    options = Options(times=True, title="Mötet", missing=missing.missing)
    read = READERS[format](render_file(talk, format, options))
    assert [text for _, text in read] == ["Mötet", *TIMED]
    assert [style == "Timed" for style, _ in read] == [False, True, True, False, True]


def test_word_knows_title_and_language(talk: Transcript) -> None:
    document = docx.Document(io.BytesIO(render_file(talk, "docx", Options(title="Mötet & mer"))))
    assert (document.core_properties.title, document.core_properties.language) == (
        "Mötet & mer",
        "sv-SE",
    )
    assert round(document.sections[0].page_width.cm) == 21
    assert 'w:lang w:val="sv-SE"' in document.styles.element.xml


def test_openoffice_knows_title_and_type(talk: Transcript) -> None:
    content = render_file(talk, "odt", Options(title="Mötet & mer"))
    assert content[38:77] == b"application/vnd.oasis.opendocument.text"
    document = load(io.BytesIO(content))
    assert document.getMediaType() == "application/vnd.oasis.opendocument.text"
    assert "Mötet & mer" in str(document.meta)


@pytest.mark.parametrize("format", DOCUMENT_RENDERERS)
def test_every_part_is_well_formed_and_listed(talk: Transcript, format: str) -> None:
    content = render_file(talk, format)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        names = package.namelist()
        for name in names:
            if name != "mimetype":
                ElementTree.fromstring(package.read(name))
        listed = package.read("[Content_Types].xml" if format == "docx" else names[1]).decode()
    content_names = [name for name in names if name.endswith(".xml") and "/_" not in name]
    for name in content_names:
        assert name in listed or name in ("[Content_Types].xml", "META-INF/manifest.xml")
    assert content == render_file(talk, format), "the same text is the same file"


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(), max_size=40), st.text(st.characters(), max_size=10))
def test_no_text_makes_a_broken_document(text: str, title: str) -> None:
    """Control characters, lone surrogates, non-characters: XML 1.0 has no way to write them."""
    transcript = Transcript((Segment(0, 1, f"början {text} slut"),), source=title)
    for format in DOCUMENT_RENDERERS:
        read = READERS[format](render_file(transcript, format, Options(title=title)))
        assert read[-1][1].startswith("början")
        assert read[-1][1].endswith("slut")


@pytest.mark.parametrize("format", DOCUMENT_RENDERERS)
def test_an_empty_transcript_is_a_document(format: str) -> None:
    assert READERS[format](render_file(Transcript(), format)) == []


def test_dictated_lines_and_paragraphs(dictated: Transcript) -> None:
    read = [text for _, text in read_docx(render_file(dictated, "docx"))]
    assert read == ["Hej Åsa.\nTack för brevet. Det kom i går.", "Hälsningar Örjan."]
    read = [text for _, text in read_odt(render_file(dictated, "odt"))]
    assert read == ["Hej Åsa.\nTack för brevet. Det kom i går.", "Hälsningar Örjan."]


@pytest.mark.parametrize("format", DOCUMENT_RENDERERS)
def test_paragraphs_end_at_pauses_and_when_they_are_long(format: str) -> None:
    segments = [Segment(i, i + 0.9, f"Mening nummer {i:04}.") for i in range(100)]
    segments.append(Segment(200.0, 201.0, "Efter pausen."))
    read = [text for _, text in READERS[format](render_file(Transcript(tuple(segments)), format))]
    assert read[-1] == "Efter pausen."
    assert all(600 < len(text) < 800 for text in read[:-2])
