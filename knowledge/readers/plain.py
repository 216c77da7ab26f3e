"""Reads text files: finds the encoding, normalises line ends, makes one paragraph per line."""

from __future__ import annotations

import codecs

from knowledge.readers.characters import canonical
from knowledge.readers.document import Block, Paragraph, RawDocument
from knowledge.readers.errors import ReadError, wording
from knowledge.readers.legacy import FONTS, familiarity
from knowledge.readers.source import Source
from knowledge.records import Span
from knowledge.text import nfc

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAST_FAMILIAR = 0.03
_RARELY = 500
_SAMPLE = 4096


def decode(data: bytes, filename: str) -> tuple[str, str]:
    """Return *data* as text and the name of its encoding; raise ReadError when none fits."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise ReadError("encoding", filename) from error
    zeros = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    if max(zeros) * 10 > len(data[:_SAMPLE]):
        encoding = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            raise ReadError("encoding", filename) from error
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    damaged = data.decode("utf-8", errors="replace")
    if damaged.count("\ufffd") * _RARELY < len(damaged):
        return damaged, "UTF-8 có ký tự hỏng"
    readings = {"windows-1258": nfc(data.decode("cp1258", errors="replace"))}
    readings |= {name: convert(data.decode("cp1252", errors="replace")) for name, convert in FONTS.items()}
    encoding = max(readings, key=lambda name: familiarity(readings[name]))
    if familiarity(readings[encoding]) < _LEAST_FAMILIAR or "\ufffd" in readings[encoding]:
        raise ReadError("encoding", filename)
    return readings[encoding], encoding


def lines_of(text: str) -> tuple[Paragraph, ...]:
    """Return one paragraph per non-blank line of *text*."""
    paragraphs: list[Paragraph] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            paragraphs.append(Paragraph(Span(start, end)))
        start = end + 1
    return tuple(paragraphs)


def read_plain(source: Source) -> RawDocument:
    """Read a text file of any usual Vietnamese encoding."""
    decoded, encoding = decode(source.data, source.filename)
    text = canonical(source.convert(decoded.removeprefix("\ufeff")))
    blocks: tuple[Block, ...] = lines_of(text)
    plain = encoding in {"utf-8", "utf-8-sig"}
    warnings = () if plain else (wording("warnings", "encoding", encoding=encoding),)
    return RawDocument(source.filename, "txt", text, blocks, warnings, properties={"encoding": encoding})
