"""Tasks given to the bodies that head them: 'I. SỞ NỘI VỤ' over rows that name no lead."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.agencies import Registry
from knowledge.parsing.drafts import Draft, Title
from knowledge.parsing.grid import Grid, printed
from knowledge.parsing.layouts.alignment import opens_body


def lead_by_group(text: str, grid: Grid, drafts: Sequence[Draft]) -> None:
    """Make the group title the lead of its rows where no column names one and all titles are bodies."""
    if "lead" in grid.columns or not drafts:
        return
    titles = {id(draft.group): draft.group for draft in drafts}
    if not all(title is not None and _is_body(text, title) for title in titles.values()):
        return
    for draft in drafts:
        if draft.group is not None and (draft.has_own_cells or not draft.children):
            draft.cells["lead"] = list(draft.group.slices)


def _is_body(text: str, title: Title) -> bool:
    words = printed(text, tuple(title.slices))
    return opens_body(words) or Registry.default().link(words, None) is not None
