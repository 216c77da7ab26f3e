"""Reads HTML pages: visible blocks in order, tables with their row and column spans."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Comment, NavigableString, Tag

from knowledge.readers.builder import BlockBuilder, CellText
from knowledge.readers.document import RawDocument
from knowledge.readers.errors import ReadError
from knowledge.readers.plain import decode
from knowledge.readers.source import Source
from knowledge.text import collapse

_UNSEEN = ["script", "style", "noscript", "template", "head", "svg", "iframe", "object", "button", "select"]
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "ul",
        "caption",
    ]
)
_HEADING = re.compile(r"h([1-6])$")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_WIDEST = 200
_WHITE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(r" {2,}")


def read_html(source: Source) -> RawDocument:
    """Read a web page as a browser would show it, navigation included."""
    soup = BeautifulSoup(_text_of(source.data, source.filename), "lxml")
    for tag in soup.find_all(_UNSEEN):
        tag.decompose()
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    built = BlockBuilder(source.convert)
    _walk(soup.body or soup, built)
    return RawDocument(source.filename, "html", built.text, tuple(built.blocks))


def _text_of(data: bytes, filename: str) -> str:
    declared = _CHARSET.search(data[:2048])
    if declared and declared.group(1).lower() not in {b"utf-8", b"utf8", b"utf-16", b"unicode"}:
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    text, _ = decode(data, filename)
    if "\x00" in text:
        raise ReadError("corrupt", filename)
    return text


def _walk(parent: Tag, built: BlockBuilder) -> None:
    inline: list[str] = []

    def flush(level: int | None = None) -> None:
        lines = "".join(inline).split("\n")
        if len(lines) > 1 and not any(map(str.strip, lines)):
            built.paragraph("")
        for line in lines:
            if line.strip() or "\t" in line:
                built.paragraph(_SPACES.sub(" ", line).strip(" "), level)
        inline.clear()

    for child in parent.children:
        if isinstance(child, NavigableString):
            inline.append(_shown(str(child)))
        elif isinstance(child, Tag):
            if child.name == "br":
                inline.append("\n")
            elif child.name == "table" and _is_data(child):
                flush()
                built.table((cells, None) for cells in _rows(child))
            elif child.name in _BLOCKS or child.name in {
                "table",
                "thead",
                "tbody",
                "tfoot",
                "tr",
                "td",
                "th",
            }:
                flush()
                _walk_block(child, built)
            elif child.find(list(_BLOCKS | {"table", "br"})):
                flush()
                _walk(child, built)
            else:
                inline.append(_shown(child.get_text()))
    flush()


def _shown(text: str) -> str:
    """White space as shown, but for tabs inside a line: office programs write columns with them."""
    return _WHITE.sub(lambda run: " " if "\n" in run.group() else run.group(), text)


def _walk_block(block: Tag, built: BlockBuilder) -> None:
    heading = _HEADING.match(block.name)
    if block.name == "pre":
        built.paragraph(block.get_text())
    elif heading:
        built.paragraph(collapse(block.get_text(" ")), int(heading.group(1)))
    else:
        _walk(block, built)


def _is_data(table: Tag) -> bool:
    """A table around other tables only lays out the page: its cells are read as blocks."""
    return table.find("table") is None


def _rows(table: Tag) -> Iterator[list[CellText]]:
    open_cells: dict[int, tuple[int, int]] = {}
    for row in table.find_all("tr"):
        cells: list[CellText] = []
        column = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            column = _pass_open(column, open_cells, cells)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            cells.append(CellText(tuple(_paragraphs(cell)), column, width))
            if height > 1:
                open_cells[column] = (height, width)
            column += width
        _pass_open(column, open_cells, cells, to_end=True)
        open_cells = {at: (left - 1, width) for at, (left, width) in open_cells.items() if left > 1}
        yield sorted(cells, key=lambda cell: cell.column)


def _pass_open(
    column: int, open_cells: dict[int, tuple[int, int]], cells: list[CellText], *, to_end: bool = False
) -> int:
    """Add the cells that reach down from rows above, up to the next free column."""
    while column in open_cells or (to_end and any(at >= column for at in open_cells)):
        if column not in open_cells:
            column = min(at for at in open_cells if at >= column)
        if any(cell.column == column for cell in cells):
            column += 1
            continue
        width = open_cells[column][1]
        cells.append(CellText((), column, width, merged=True))
        column += width
    return column


def _span(cell: Tag, name: str) -> int:
    value = re.match(r"\d+", str(cell.get(name, "1")).strip())
    return min(max(int(value.group()), 1), _WIDEST) if value else 1


def _paragraphs(cell: Tag) -> list[str]:
    inner = BlockBuilder()
    _walk(cell, inner)
    return inner.text.split("\n")
