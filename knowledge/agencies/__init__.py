"""The bodies of state: registry, linking and cells."""

from knowledge.agencies.cells import split_agencies

__all__ = ["split_agencies"]
