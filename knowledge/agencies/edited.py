"""The registry with what people added to it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from knowledge.agencies.agency import Kind
from knowledge.agencies.registry import Registry
from knowledge.records.catalogue import AddedBody, AgencyNames


def edited(registry: Registry, names: Sequence[AgencyNames], bodies: Sequence[AddedBody]) -> Registry:
    """Return *registry* with further names and bodies; itself when there are none."""
    return _edited(registry, tuple(names), tuple(bodies))


@lru_cache(maxsize=4)
def _edited(registry: Registry, names: tuple[AgencyNames, ...], bodies: tuple[AddedBody, ...]) -> Registry:
    kinds = [
        Kind(body.id, body.name, body.level, frozenset([body.group] if body.group else []), body.names)
        for body in bodies
    ]
    return registry.extended([(item.id, item.names) for item in names], kinds)
