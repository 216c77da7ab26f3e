"""Gives each paragraph its region, its printed label and its place under the headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.extract.source import Paragraph
from knowledge.extract.vocabulary import document_types
from knowledge.records import Span

Region = Literal["header", "basis", "body", "recipients", "signature", "attachment", "furniture"]

_LABELS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("part", 0, re.compile(r"(Phần|Chương|Mục)\s+(thứ\s+\w+|[IVX]+|\d+)\b[.:]?\s*")),
    ("article", 1, re.compile(r"Điều\s+(\d+\w?)[.:]\s*")),
    ("roman", 2, re.compile(r"([IVX]+)[.)]\s*(?=\S)")),
    ("number", 3, re.compile(r"(\d{1,2})[.)](?:\s*(?=\D)|\s+(?=\d))")),
    ("decimal", 4, re.compile(r"(\d{1,2}\.\d{1,2})\.?\s+(?=\D)")),
    ("decimal3", 5, re.compile(r"(\d{1,2}\.\d{1,2}\.\d{1,2})\.?\s+(?=\D)")),
    ("letter", 6, re.compile(r"(?:[-+•]\s*)?([a-zđ])[.)]\s*(?=\S)")),
    ("paren", 7, re.compile(r"\((\w{1,3})\)\s*")),
    ("plus", 9, re.compile(r"(?:[-•]\s*)?(\+)\s*")),
    ("dash", 8, re.compile(r"([-•–*])\s*")),
)
_MOTTO = re.compile(r"CỘNG HÒA XÃ HỘI|CỘNG HOÀ XÃ HỘI|Độc lập\s*-\s*Tự do")
_BASIS = re.compile(r"(Căn cứ|Thực hiện|Theo đề nghị|Xét đề nghị|Xét|Theo)\s")
_RECIPIENTS = re.compile(r"Nơi nhận\s*:?", re.I)
_TITLES = re.compile(
    r"(TM|KT|TL|TUQ|Q)\.\s|"
    r"(PHÓ\s+)?(CHỦ TỊCH|GIÁM ĐỐC|CHÁNH VĂN PHÒNG|BỘ TRƯỞNG|TRƯỞNG BAN|THỦ TƯỚNG|CỤC TRƯỞNG)\b"
)
_KIND = re.compile(rf"(?:{document_types()}|PHỤ LỤC|DANH MỤC|BIỂU|BẢNG)\b", re.I)
_CLOSING = re.compile(r"\./\.?\W*$")
_FURNITURE = re.compile(r"(HIỆU LỰC VĂN BẢN|VĂN BẢN LIÊN QUAN|THUỘC TÍNH VĂN BẢN|Tải văn bản)\b", re.I)
_RULE = re.compile(r"[\W_]+$")
_ENACTING = re.compile(r"(QUYẾT\s+ĐỊNH|QUYẾT\s+NGHỊ|NGHỊ\s+QUYẾT|CHỈ\s+THỊ)\s*:$")


@dataclass(frozen=True)
class Unit:
    """One paragraph in its place.

    ``label`` is the printed mark ('II', '1', 'a', 'Điều 2', '-' or ''), ``body`` the text behind it,
    ``body_start`` where that begins in the document. ``path`` are the headings above, outermost
    first; ``section`` is the label to cite, e.g. 'II.1.c'. ``heading`` marks a title line.
    """

    paragraph: Paragraph
    region: Region
    label: str
    kind: str
    body: str
    path: tuple[str, ...]
    labels: tuple[str, ...]
    section: str
    heading: bool

    @property
    def span(self) -> Span:
        """Span of the whole paragraph."""
        return self.paragraph.span

    @property
    def text(self) -> str:
        """Clean text of the whole paragraph."""
        return self.paragraph.text


@dataclass
class _Frame:
    kind: str
    rank: int
    label: str
    title: str
    heading: bool


def label_of(text: str) -> tuple[str, int, str, str]:
    """Return kind, rank, label and the rest of a paragraph; kind '' when it has no mark."""
    for kind, rank, pattern in _LABELS:
        match = pattern.match(text)
        if not match:
            continue
        rest = text[match.end() :]
        if kind == "roman" and not rest[:1].isupper():
            continue
        if kind == "dash" and _RULE.match(text):
            continue
        label = match.group().strip(" .:") if kind in ("part", "article") else match.group(1)
        return kind, rank, label, rest
    return "", 99, "", text


def outline(paragraphs: Sequence[Paragraph]) -> list[Unit]:
    """Return one Unit per paragraph, in order."""
    regions = _regions(paragraphs)
    units: list[Unit] = []
    stack: list[_Frame] = []
    bare_part = False
    for index, paragraph in enumerate(paragraphs):
        region = regions[index]
        if region in ("header", "attachment"):
            stack.clear()
        if region != "body":
            section = "Căn cứ" if region == "basis" else ""
            units.append(Unit(paragraph, region, "", "", paragraph.text, (), (), section, False))
            continue
        kind, rank, label, rest = label_of(paragraph.text)
        titles_part = bare_part and not kind and paragraph.text.isupper()
        if titles_part:
            stack[-1].title = f"{stack[-1].title}. {paragraph.text}"
        elif kind:
            _pop(stack, kind, rank)
        elif _CLOSING.search(paragraph.text):
            del stack[1:]
        else:
            while stack and not stack[-1].heading:
                stack.pop()
        heading = _is_heading(kind, rank, rest, _next(paragraphs, regions, index))
        path = tuple(frame.title for frame in (stack[:-1] if titles_part else stack))
        labels = tuple(frame.label for frame in stack)
        section = _section(stack, kind, label)
        units.append(Unit(paragraph, region, label, kind, rest, path, labels, section, heading))
        bare_part = kind == "part" and not rest
        if kind:
            stack.append(_Frame(kind, rank, label, paragraph.text.rstrip(" :"), heading))
    return units


def _pop(stack: list[_Frame], kind: str, rank: int) -> None:
    while stack and stack[-1].rank >= rank:
        stack.pop()
    if kind == "decimal" and stack and stack[-1].kind == "letter":
        stack.pop()


def _section(stack: Sequence[_Frame], kind: str, label: str) -> str:
    labels = [frame.label for frame in stack if frame.kind not in ("dash", "plus")]
    if kind and kind not in ("dash", "plus"):
        labels.append(label)
    shown: list[str] = []
    for one in labels:
        if shown and one.startswith(shown[-1] + "."):
            shown.pop()
        shown.append(one)
    return ".".join(shown)


def _next(paragraphs: Sequence[Paragraph], regions: Sequence[Region], index: int) -> tuple[int, str] | None:
    if index + 1 >= len(paragraphs) or regions[index + 1] != "body":
        return None
    _, rank, _, _ = label_of(paragraphs[index + 1].text)
    return rank, paragraphs[index + 1].text


def _is_heading(kind: str, rank: int, rest: str, following: tuple[int, str] | None) -> bool:
    if kind in ("part", "roman"):
        return len(rest) < 250
    if not kind:
        return len(rest) < 200 and rest.isupper()
    if following is None or len(rest) > 250 or (kind == "article" and len(rest) > 120):
        return False
    deeper = following[0] > rank
    if not deeper or rest.endswith((".", ";", ",")):
        return False
    return rest.endswith(":") or following[0] != 99 or len(rest) < 120


def _regions(paragraphs: Sequence[Paragraph]) -> list[Region]:
    regions: list[Region] = []
    region: Region = "header"
    for index, paragraph in enumerate(paragraphs):
        region = _region(region, paragraph.text, [p.text for p in paragraphs[index + 1 : index + 6]])
        regions.append(region)
    if set(regions) == {"header"}:
        return _without_letterhead(paragraphs)
    return regions


def _without_letterhead(paragraphs: Sequence[Paragraph]) -> list[Region]:
    """Regions of a text in which no body was recognised: it begins with the first full sentence."""
    texts = [paragraph.text for paragraph in paragraphs]
    first = next(
        (n for n, text in enumerate(texts) if text.endswith((".", ":", ";")) and not text.isupper()),
        len(texts),
    )
    return ["header" if n < first else "body" for n in range(len(texts))]


def _region(before: Region, text: str, after: Sequence[str]) -> Region:
    if before == "furniture" or (_FURNITURE.match(text) and text.isupper()):
        return "furniture"
    if before in ("header", "attachment"):
        if _BASIS.match(text):
            return "basis"
        return "body" if _starts_body(text, before) else before
    if before == "basis":
        kind = label_of(text)[0]
        if _ENACTING.match(text) or kind in ("roman", "article", "part", "number"):
            return "body"
        return "basis"
    if _RECIPIENTS.match(text):
        return "recipients"
    if before == "recipients":
        if text.startswith(("-", "+", "•")):
            return "recipients"
        return "signature"
    if _TITLES.match(text) and len(text) < 80:
        return "signature"
    if before == "signature":
        return "attachment" if _attachment(text, after) else "signature"
    return "attachment" if text.isupper() and len(text) < 60 and _KIND.match(text) else before


def _starts_body(text: str, before: Region) -> bool:
    kind = label_of(text)[0]
    if kind in ("roman", "article", "part"):
        return True
    if before == "attachment":
        return kind in ("number", "letter", "paren") or (len(text) > 250 and not text.startswith("Chủ đề"))
    sentence = len(text) > 40 and not text.isupper() and text.endswith((".", ":", ";", ","))
    return kind == "number" or sentence


def _attachment(text: str, after: Sequence[str]) -> bool:
    if _KIND.match(text) and (text.isupper() or len(text) < 120):
        return True
    return text.isupper() and any("kèm theo" in one.lower() for one in after[:4])
