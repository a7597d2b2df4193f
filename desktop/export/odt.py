"""OpenDocument texts (.odt): OASIS OpenDocument 1.2, of which a text needs little.

Written without odfpy, which has had no release since 2020; the tests read what comes of it with it.
"""

from __future__ import annotations

from desktop.export.options import Options
from desktop.export.package import XML, build_package, escape_xml, name_locale
from desktop.export.paragraphs import Paragraph, make_paragraphs
from desktop.transcript import Segment, Transcript

ODF = "urn:oasis:names:tc:opendocument:xmlns"
MIME_TYPE = "application/vnd.oasis.opendocument.text"
NAMESPACES = (
    f'xmlns:office="{ODF}:office:1.0" xmlns:style="{ODF}:style:1.0" xmlns:text="{ODF}:text:1.0" '
    f'xmlns:fo="{ODF}:xsl-fo-compatible:1.0" xmlns:meta="{ODF}:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"'
)
LABEL_WIDTH = "2cm"

MANIFEST = f"""{XML}<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2"
 manifest:media-type="{MIME_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""

META = f"""{XML}<office:document-meta {NAMESPACES}><office:meta>
<meta:generator>Talskrift</meta:generator><dc:title>{{title}}</dc:title><dc:language>{{locale}}</dc:language>
</office:meta></office:document-meta>"""

STYLES = f"""{XML}<office:document-styles {NAMESPACES}>
<office:styles>
<style:default-style style:family="paragraph">
<style:paragraph-properties style:tab-stop-distance="1.25cm"/>
<style:text-properties fo:font-family="Arial" fo:font-size="11pt"
 fo:language="{{language}}" fo:country="{{country}}"/>
</style:default-style>
<style:style style:name="Standard" style:family="paragraph" style:class="text">
<style:paragraph-properties fo:margin-bottom="0.3cm" fo:line-height="120%"/></style:style>
<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard"
 style:next-style-name="Standard">
<style:text-properties fo:font-family="Arial" fo:font-size="18pt" fo:font-weight="bold"/>
</style:style>
<style:style style:name="Timed" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:margin-left="{LABEL_WIDTH}" fo:text-indent="-{LABEL_WIDTH}">
<style:tab-stops><style:tab-stop style:position="0cm"/></style:tab-stops>
</style:paragraph-properties></style:style>
<style:style style:name="Remark" style:family="text">
<style:text-properties fo:color="#666666"/></style:style>
<style:style style:name="Speaker" style:family="text">
<style:text-properties fo:font-weight="bold"/></style:style>
</office:styles>
<office:automatic-styles><style:page-layout style:name="A4">
<style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2.5cm"/>
</style:page-layout></office:automatic-styles>
<office:master-styles>
<style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles>
</office:document-styles>"""

CONTENT = f"""{XML}<office:document-content {NAMESPACES}><office:body><office:text>
{{body}}
</office:text></office:body></office:document-content>"""


def render_odt(transcript: Transcript, options: Options) -> bytes:
    """A title and paragraphs, A4; times stand in a column of their own, to the left."""
    title = escape_xml(options.title or transcript.source)
    language, country = name_locale(transcript.language)
    paragraphs = [_write_paragraph(one) for one in make_paragraphs(transcript, options)]
    heading = [f'<text:h text:style-name="Title" text:outline-level="1">{title}</text:h>']
    body = "\n".join((heading if title else []) + paragraphs)
    parts = {
        "mimetype": MIME_TYPE,  # first and not compressed, so that it stands at byte 38
        "META-INF/manifest.xml": MANIFEST,
        "content.xml": CONTENT.format(body=body),
        "styles.xml": STYLES.format(language=language, country=country or "none"),
        "meta.xml": META.format(title=title, locale="-".join(filter(None, (language, country)))),
    }
    return build_package(parts, stored="mimetype")


def _write_paragraph(paragraph: Paragraph) -> str:
    text = "<text:line-break/>".join(
        " ".join(_write_segment(segment) for segment in line) for line in paragraph.lines
    )
    if paragraph.speaker:
        name = escape_xml(paragraph.speaker)
        text = f'<text:span text:style-name="Speaker">{name}:</text:span> {text}'
    if paragraph.remark:
        text = escape_xml(paragraph.remark)
        return f'<text:p text:style-name="Standard">{_write_remark(text)}</text:p>'
    if not paragraph.label:
        return f'<text:p text:style-name="Standard">{text}</text:p>'
    label = _write_remark(escape_xml(paragraph.label))
    return f'<text:p text:style-name="Timed">{label}<text:tab/>{text}</text:p>'


def _write_segment(segment: Segment) -> str:
    text = escape_xml(segment.text)
    if not segment.note:
        return text
    note = f"<text:p>{escape_xml(segment.note)}</text:p>"
    return f"<office:annotation>{note}</office:annotation>{text}"


def _write_remark(text: str) -> str:
    return f'<text:span text:style-name="Remark">{text}</text:span>'
