"""The agency registry of a store: what is shipped, with what people added."""

from __future__ import annotations

from knowledge.agencies import Registry
from knowledge.agencies.edited import edited
from knowledge.records.catalogue import AddedBody, AgencyNames
from knowledge.store.edits import Edits
from knowledge.store.store import Store


def registry_of(store: Store) -> Registry:
    """Return the registry with the names and bodies that count now in *store*."""
    edits = Edits(store)
    held = [edit.record for kind in ("agency", "body") for edit in edits.latest(kind).values()]
    return edited(
        Registry.default(),
        [record for record in held if isinstance(record, AgencyNames)],
        [record for record in held if isinstance(record, AddedBody)],
    )
