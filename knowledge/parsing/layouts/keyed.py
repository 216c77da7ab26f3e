"""Keyed prose: lettered items, each followed by lines like '- Cơ quan chủ trì: …'."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from knowledge.parsing.columns import Role, role_of
from knowledge.parsing.grid import KEYED_COLUMNS, Grid, Row, Slices, keyed_row
from knowledge.parsing.labels import labels_in
from knowledge.parsing.layouts.lines import Line, lines_of
from knowledge.parsing.markers import Marker, before, bullet_of
from knowledge.records import Span

_KEY = re.compile(
    r"\s*(?:[-–+•*]+\s*)?[*_]*(?P<key>[^\W\d_][^:;.()]{1,60}?)[*_]*\s*:[*_]*\s*(?P<value>\S.*)?$"
)
_KEYED: frozenset[Role] = frozenset(KEYED_COLUMNS) - {"number"} | {"implement"}
_LEAST_ITEMS = 2
_LEAST_KEYS = 2
_WORDS_IN_KEY = 8


@dataclass
class _Item:
    marker: Marker
    number: Span
    content: list[Span]
    start: int
    end: int
    keys: list[tuple[Role, list[Span]]] = field(default_factory=list)


def find_grids(text: str) -> list[Grid]:
    """Return the keyed items of *text* as one grid, with the headings just above them as titles."""
    items = _items(text)
    keyed = [item for item in items if _is_task(item)]
    if len(keyed) < _LEAST_ITEMS:
        return []
    grid = Grid(KEYED_COLUMNS)
    heading: _Item | None = None
    for item in items:
        if _is_task(item):
            if heading is not None and heading.marker.rank < item.marker.rank:
                grid.rows.append(_row(heading))
            heading = None
            grid.rows.append(_row(item))
        elif heading is None or heading.marker.rank >= item.marker.rank or not item.keys:
            heading = item
    return [grid]


def _is_task(item: _Item) -> bool:
    roles = {role for role, _ in item.keys}
    return bool(roles & {"lead", "implement"}) and len(roles) >= 2


def _items(text: str) -> list[_Item]:
    items: list[_Item] = []
    gap = False
    lines = lines_of(text)
    following: tuple[Role, Slices] | None = None
    next_keys: list[tuple[Role, Slices] | None] = []
    for line in reversed(lines):
        next_keys.append(following)
        following = following if line.blank else _key_of(line)
    for line, next_key in zip(lines, reversed(next_keys), strict=True):
        if line.blank:
            gap = True
            continue
        key = _key_of(line)
        mark = None if key else before(line.text)
        if not key and not mark and next_key and items and _opens_item(line, items[-1], next_key[0]):
            left = line.start + len(line.text) - len(line.text.lstrip())
            content = Span(left, line.start + len(line.text.rstrip()))
            items.append(_Item(Marker("dash"), Span(left, left), [content], line.start, line.end))
        elif mark:
            items.append(_item(line, *mark))
            _take_inline_keys(items[-1], line)
        elif items:
            _extend(items[-1], line, key, gap)
        gap = False
    return items


def _opens_item(line: Line, last: _Item, next_role: Role) -> bool:
    """True for an item without a number: a bullet under a heading, or a text whose keys begin anew."""
    if line.text.lstrip()[0].islower():
        return False
    if not last.keys:
        return bullet_of(line.text) is not None and last.marker.numbered
    return next_role in {role for role, _ in last.keys}


def _item(line: Line, marker: Marker, mark: int, rest: int) -> _Item:
    content = Span(line.start + rest, line.start + len(line.text.rstrip()))
    return _Item(marker, Span(line.start + mark, line.start + rest), [content], line.start, line.end)


def _take_inline_keys(item: _Item, line: Line) -> None:
    """Read keys printed in the item's own paragraph: '… (chủ trì: A; phối hợp: B; thời gian: C)'."""
    start = item.content[0].start - line.start
    labels = [label for label in labels_in(line.text, _KEYED) if label[1] > start]
    if len({role for role, _, _ in labels}) < _LEAST_KEYS:
        return
    content = line.text[start : labels[0][1]].rstrip(" (–-;,")
    item.content[0] = Span(line.start + start, line.start + start + len(content))
    ends = [label[1] for label in labels[1:]] + [len(line.text)]
    for (role, _, begin), end in zip(labels, ends, strict=True):
        value = line.text[begin:end].rstrip(" ;,(")
        if value.count(")") > value.count("("):
            value = value[: value.rindex(")")]
        item.keys.append((role, [Span(line.start + begin, line.start + begin + len(value))]))


def _key_of(line: Line) -> tuple[Role, Slices] | None:
    match = _KEY.match(line.text)
    if not match:
        return None
    role = role_of(match.group("key"))
    if role not in _KEYED or len(match.group("key").split()) > _WORDS_IN_KEY:
        return None
    if match.group("value") is None:
        return role, ()
    end = line.start + len(line.text.rstrip())
    return role, (Span(line.start + match.start("value"), end),)


def _extend(item: _Item, line: Line, key: tuple[Role, Slices] | None, gap: bool) -> None:
    if key:
        item.keys.append((key[0], list(key[1])))
    else:
        stripped = line.text.strip()
        slices = item.keys[-1][1] if item.keys else item.content
        carries_on = stripped[0].islower() or stripped[0] in "-+•" or not slices or not gap
        if item.keys and not carries_on:
            return
        left = len(line.text) - len(line.text.lstrip())
        slices.append(Span(line.start + left, line.start + left + len(stripped)))
    item.end = line.end


def _row(item: _Item) -> Row:
    values: list[tuple[Role, Slices]] = [("content", tuple(item.content))]
    if item.marker.numbered:
        values.append(("number", (item.number,)))
    values += [(role, tuple(slices)) for role, slices in item.keys]
    return keyed_row(values, Span(item.start, item.end))
