"""Cards: tables of two columns, keys on the left and values on the right, one task after another."""

from __future__ import annotations

from knowledge.parsing.columns import Role, role_of
from knowledge.parsing.grid import KEYED_COLUMNS, Grid, Row, keyed_row
from knowledge.readers import RawDocument, Table, TableRow
from knowledge.records import Span

_WHO_OR_WHEN = frozenset({"lead", "implement", "coordinate", "deadline"})


def find_grids(raw: RawDocument) -> list[Grid]:
    """Return all cards of *raw* as one grid; empty when there is none."""
    grid = Grid(KEYED_COLUMNS)
    for block in raw.blocks:
        if isinstance(block, Table):
            for card in _cards(raw, block):
                grid.rows.append(_row(card))
    return [grid] if grid.rows else []


_Card = list[tuple[Role, TableRow]]


def _cards(raw: RawDocument, table: Table) -> list[_Card]:
    """The cards of a table: a new one begins where a key comes again."""
    cards: list[_Card] = []
    for row in table.rows:
        if len(row.cells) != 2 or not all(cell.parts for cell in row.cells):
            return []
        key = " ".join(raw.slice(piece) for piece in row.cells[0].parts)
        role = role_of(key) or "other"
        if not cards or (role != "other" and role in {known for known, _ in cards[-1]}):
            cards.append([])
        cards[-1].append((role, row))
    return [] if any(not _is_task(card) for card in cards) else cards


def _is_task(card: _Card) -> bool:
    roles = [role for role, _ in card]
    return "content" in roles and bool(_WHO_OR_WHEN & set(roles)) and roles.count("other") * 3 <= len(roles)


def _row(card: _Card) -> Row:
    span = Span(card[0][1].span.start, card[-1][1].span.end)
    return keyed_row([(role, row.cells[1].parts) for role, row in card], span)
