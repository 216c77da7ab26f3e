"""Reads DOCX: paragraphs and tables in printed order, automatic numbers written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from knowledge.readers.builder import BlockBuilder, CellText
from knowledge.readers.document import RawDocument
from knowledge.readers.errors import ReadError
from knowledge.readers.source import Convert, Source
from knowledge.readers.word_numbers import Numbering

_P, _TBL, _TC, _SDT = qn("w:p"), qn("w:tbl"), qn("w:tc"), qn("w:sdt")
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), qn("w:rPr"), qn("w:pPr")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PRINTED = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_HEADING = re.compile(r"heading ?(\d)", re.IGNORECASE)


def read_docx(source: Source) -> RawDocument:
    """Read a Word file; deleted text is left out, inserted text and text boxes are read."""
    try:
        document = docx.Document(BytesIO(source.data))
        reader = _Reader(document, source.convert)
        reader.read(document.element.body)
    except ReadError:
        raise
    except Exception as error:
        raise ReadError("corrupt", source.filename) from error
    return RawDocument(source.filename, "docx", reader.built.text, tuple(reader.built.blocks))


class _Reader:
    def __init__(self, document: Any, convert: Convert) -> None:
        self.built = BlockBuilder(convert)
        self._numbering = Numbering(document)
        self._styles = {style.style_id: style.name or "" for style in document.styles}

    def read(self, parent: Any) -> None:
        for element in _unwrapped(parent, _P, _TBL):
            if element.tag == _P:
                self._paragraph(element)
            else:
                self.built.table(self._rows(element))

    def _paragraph(self, element: Any) -> None:
        for text, level in self._texts(element):
            self.built.paragraph(text, level)

    def _texts(self, element: Any) -> Iterator[tuple[str, int | None]]:
        """Yield the paragraph and then the paragraphs of the text boxes anchored in it."""
        printed = "".join(_pieces(element))
        number = self._numbering.next(element) if printed.strip() or element.getparent().tag == _TC else ""
        yield f"{number} {printed}".rstrip() if number else printed, self._level(element)
        for box in element.iter(qn("w:txbxContent")):
            if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
                for inner in box.iter(_P):
                    yield from self._texts(inner)

    def _level(self, element: Any) -> int | None:
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        name = self._styles.get(style.get(qn("w:val")), "") if style is not None else ""
        match = _HEADING.match(name)
        return int(match.group(1)) if match else None

    def _rows(self, table: Any) -> Iterator[tuple[list[CellText], int | None]]:
        for row in table.iterchildren(qn("w:tr")):
            column = _before(row)
            cells: list[CellText] = []
            for cell in _unwrapped(row, _TC):
                properties = cell.find(qn("w:tcPr"))
                width = _width(properties)
                merged = _continues_above(properties)
                texts = () if merged else tuple(self._cell_texts(cell))
                cells.append(CellText(texts, column, width, merged))
                column += width
            yield cells, None

    def _cell_texts(self, cell: Any) -> Iterator[str]:
        for element in _unwrapped(cell, _P, _TBL):
            if element.tag == _P:
                for text, _ in self._texts(element):
                    yield text
            else:
                for inner in element.iter(_P):
                    for text, _ in self._texts(inner):
                        yield text


def _unwrapped(parent: Any, *tags: str) -> Iterator[Any]:
    """Yield the children with one of *tags*, also those inside content controls."""
    for child in parent.iterchildren():
        if child.tag in tags:
            yield child
        elif child.tag == _SDT:
            content = child.find(qn("w:sdtContent"))
            if content is not None:
                yield from _unwrapped(content, *tags)


def _pieces(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag in _SKIPPED or child.tag == _FALLBACK:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _PRINTED:
            yield _PRINTED[child.tag]
        else:
            yield from _pieces(child)


def _before(row: Any) -> int:
    skipped = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return int(skipped.get(qn("w:val"))) if skipped is not None else 0


def _width(properties: Any) -> int:
    span = properties.find(qn("w:gridSpan")) if properties is not None else None
    return int(span.get(qn("w:val"))) if span is not None else 1


def _continues_above(properties: Any) -> bool:
    merge = properties.find(qn("w:vMerge")) if properties is not None else None
    return merge is not None and merge.get(qn("w:val")) != "restart"
