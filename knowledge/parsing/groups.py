"""Which marks open groups: the outermost ones whose rows are all titles without cells of their own."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.parsing.markers import Marker


def group_ranks(rows: Iterable[tuple[Marker, bool]]) -> frozenset[int]:
    """Return the ranks of the marks that open groups, from (mark, is a title only) of every row.

    The innermost rank is never a group where another numbered rank lies above it without rows of its
    own to hold: a group must enclose rows.
    """
    titles: dict[int, bool] = {}
    unnumbered = False
    for marker, title_only in rows:
        if marker.numbered:
            titles[marker.rank] = titles.get(marker.rank, True) and title_only
        else:
            unnumbered = True
    ranks = sorted(titles)
    found: set[int] = set()
    for index, rank in enumerate(ranks):
        encloses = index + 1 < len(ranks) or (unnumbered and not found)
        if not titles[rank] or not encloses:
            break
        found.add(rank)
    return frozenset(found)
