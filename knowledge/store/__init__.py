"""SQL store of documents with versions: what is published, what was, and the jobs that bring in more."""

from knowledge.store import channel_tables as channel_tables
from knowledge.store import handoff_tables as handoff_tables
from knowledge.store import reminder_tables as reminder_tables
from knowledge.store.codec import Counts, VersionRecords
from knowledge.store.difference import Difference, compare
from knowledge.store.rows import DocumentInfo, StoreError, UnknownVersionError, VersionInfo
from knowledge.store.store import Store

__all__ = [
    "Counts",
    "Difference",
    "DocumentInfo",
    "Store",
    "StoreError",
    "UnknownVersionError",
    "VersionInfo",
    "VersionRecords",
    "compare",
]
