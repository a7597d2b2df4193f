"""Word documents (.docx): Office Open XML, ECMA-376, of which a text needs little.

Written without python-docx, which would bring lxml and 20 MB into the app for six short files;
the tests read what comes of it with python-docx.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.export.options import Options
from desktop.export.package import XML, build_package, escape_xml, name_locale
from desktop.export.paragraphs import Paragraph, make_paragraphs
from desktop.transcript import Segment, Transcript

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
LABEL_WIDTH = 1134  # 2 cm, in twentieths of a point

CONTENT_TYPES = f"""{XML}<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{WORD_TYPE}.styles+xml"/>
<Override PartName="/word/comments.xml" ContentType="{WORD_TYPE}.comments+xml"/>
<Override PartName="/docProps/core.xml"
 ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>"""

RELATIONS = f"""{XML}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties"
 Target="docProps/core.xml"/>
</Relationships>"""

DOCUMENT_RELATIONS = f"""{XML}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{OFFICE}/comments" Target="comments.xml"/>
</Relationships>"""

CORE = f"""{XML}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>{{title}}</dc:title><dc:creator>Talskrift</dc:creator><dc:language>{{locale}}</dc:language>
</cp:coreProperties>"""

STYLES = f"""{XML}<w:styles xmlns:w="{WORD}">
<w:docDefaults>
<w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/><w:szCs w:val="22"/>
<w:lang w:val="{{locale}}"/>
</w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr>
<w:spacing w:after="160" w:line="288" w:lineRule="auto"/>
</w:pPr></w:pPrDefault>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>
</w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>
<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:after="240"/></w:pPr>
<w:rPr><w:b/><w:sz w:val="36"/><w:szCs w:val="36"/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="Timed"><w:name w:val="Timed"/>
<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:tabs><w:tab w:val="left" w:pos="{LABEL_WIDTH}"/>
</w:tabs><w:ind w:left="{LABEL_WIDTH}" w:hanging="{LABEL_WIDTH}"/></w:pPr></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="Remark"><w:name w:val="Remark"/>
<w:qFormat/><w:rPr><w:color w:val="666666"/></w:rPr></w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="Speaker"><w:name w:val="Speaker"/>
<w:qFormat/><w:rPr><w:b/></w:rPr></w:style>
</w:styles>"""

COMMENTS = f"""{XML}<w:comments xmlns:w="{WORD}">{{comments}}</w:comments>"""

DOCUMENT = f"""{XML}<w:document xmlns:w="{WORD}"><w:body>
{{body}}
<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>
<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="708" w:footer="708"
 w:gutter="0"/></w:sectPr>
</w:body></w:document>"""


def render_docx(transcript: Transcript, options: Options) -> bytes:
    """A title and paragraphs, A4; times stand in a column of their own, to the left.

    Notes are comments on what they were made on.
    """
    notes: list[str] = []
    title = escape_xml(options.title or transcript.source)
    locale = "-".join(part for part in name_locale(transcript.language) if part)
    paragraphs = [_write_paragraph(one, notes) for one in make_paragraphs(transcript, options)]
    heading = [f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{_write_run(title)}</w:p>']
    body = "\n".join((heading if title else []) + paragraphs)
    return build_package(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": DOCUMENT.format(body=body),
            "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
            "word/comments.xml": COMMENTS.format(comments="".join(notes)),
            "word/styles.xml": STYLES.format(locale=locale),
            "docProps/core.xml": CORE.format(title=title, locale=locale),
        }
    )


def _write_paragraph(paragraph: Paragraph, notes: list[str]) -> str:
    if paragraph.remark:
        return f"<w:p>{_write_run(escape_xml(paragraph.remark), 'Remark')}</w:p>"
    text = "<w:r><w:br/></w:r>".join(_write_line(line, notes) for line in paragraph.lines)
    if paragraph.speaker:
        text = _write_run(f"{escape_xml(paragraph.speaker)}: ", "Speaker") + text
    if not paragraph.label:
        return f"<w:p>{text}</w:p>"
    label = _write_run(escape_xml(paragraph.label), "Remark")
    style = '<w:pPr><w:pStyle w:val="Timed"/></w:pPr>'
    return f"<w:p>{style}{label}<w:r><w:tab/></w:r>{text}</w:p>"


def _write_line(segments: Sequence[Segment], notes: list[str]) -> str:
    """Segments of one line, in as few runs as their notes allow, which are added to `notes`."""
    written, plain = [], ""
    for number, segment in enumerate(segments):
        between = " " if number else ""
        if not segment.note:
            plain += between + segment.text
            continue
        at = len(notes)
        notes.append(
            f'<w:comment w:id="{at}" w:author="Talskrift"><w:p>'
            f"{_write_run(escape_xml(segment.note))}</w:p></w:comment>"
        )
        if plain + between:
            written.append(_write_run(escape_xml(plain + between)))
        written.append(
            f'<w:commentRangeStart w:id="{at}"/>{_write_run(escape_xml(segment.text))}'
            f'<w:commentRangeEnd w:id="{at}"/><w:r><w:commentReference w:id="{at}"/></w:r>'
        )
        plain = ""
    if plain:
        written.append(_write_run(escape_xml(plain)))
    return "".join(written)


def _write_run(text: str, style: str = "") -> str:
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'
