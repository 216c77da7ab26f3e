"""Recognises the letters of scanned pages with Tesseract, where the server has it."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError

from knowledge.readers.builder import BlockBuilder
from knowledge.readers.document import RawDocument
from knowledge.readers.errors import ReadError, wording
from knowledge.readers.pdf_lines import PrintedLine, paragraphs_of
from knowledge.readers.source import Source

_COMMAND = ["tesseract", "stdin", "stdout", "-l", "vie", "--psm", "4", "tsv"]
_SECONDS_A_PAGE = 120
_WIDEST = 6000


@dataclass(frozen=True)
class Recognised:
    """The paragraphs of one page and the mean confidence (0 to 1) of its words."""

    paragraphs: tuple[str, ...]
    confidence: float


def available() -> bool:
    """True when this server can recognise letters."""
    return shutil.which(_COMMAND[0]) is not None


def recognise(image: Image.Image, filename: str) -> Recognised:
    """Return what stands on *image*; raise ReadError when the recogniser fails or takes too long."""
    buffer = BytesIO()
    image.convert("L").save(buffer, "PNG")
    try:
        done = subprocess.run(
            _COMMAND, input=buffer.getvalue(), capture_output=True, timeout=_SECONDS_A_PAGE, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise ReadError("ocr_failed", filename) from error
    lines, scores = _lines_of(done.stdout.decode("utf-8", "replace"))
    confidence = sum(scores) / len(scores) / 100 if scores else 0.0
    return Recognised(tuple(paragraphs_of(lines)), confidence)


def _lines_of(table: str) -> tuple[list[PrintedLine], list[float]]:
    words: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for word in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if (word.get("text") or "").strip() and float(word["conf"]) >= 0:
            place = (word["page_num"], word["block_num"], word["par_num"], word["line_num"])
            words.setdefault(place, []).append(word)
    scores = [float(word["conf"]) for line in words.values() for word in line]
    return [_line(line) for line in words.values()], scores


def _line(words: list[dict[str, Any]]) -> PrintedLine:
    return PrintedLine(
        " ".join(word["text"].strip() for word in words),
        min(float(word["left"]) for word in words),
        max(float(word["left"]) + float(word["width"]) for word in words),
        min(float(word["top"]) for word in words),
        max(float(word["top"]) + float(word["height"]) for word in words),
    )


def read_image(source: Source) -> RawDocument:
    """Read a picture of a page; raise ReadError where the server cannot recognise letters."""
    if not available():
        raise ReadError("scanned", source.filename, pages=1)
    try:
        image = Image.open(BytesIO(source.data))
        if max(image.size) > _WIDEST:
            image.thumbnail((_WIDEST, _WIDEST))
        image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise ReadError("corrupt", source.filename) from error
    found = recognise(image, source.filename)
    built = BlockBuilder()
    for paragraph in found.paragraphs:
        built.paragraph(paragraph, page=1)
    warning = wording("warnings", "ocr", pages=1, percent=round(found.confidence * 100))
    return RawDocument(
        source.filename, "image", built.text, tuple(built.blocks), (warning,), found.confidence, pages=1
    )
