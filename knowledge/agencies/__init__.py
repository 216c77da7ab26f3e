"""The bodies of state: registry, linking and cells."""

from knowledge.agencies.agency import Agency, AgencyFound, Succession
from knowledge.agencies.cells import split_agencies
from knowledge.agencies.registry import Registry

__all__ = ["Agency", "AgencyFound", "Registry", "Succession", "split_agencies"]
