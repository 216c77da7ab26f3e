"""The state of one file on its way through the stages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from knowledge.corrections import Layered
from knowledge.documents import ManifestEntry, entry_for
from knowledge.ingest.naming import slug_of
from knowledge.ingest.reading import Finding, Reading
from knowledge.parsing import TaskParse
from knowledge.readers import RawDocument
from knowledge.store import Difference, Store, VersionInfo, VersionRecords


class IngestError(Exception):
    """A file cannot be taken in; the message is one Vietnamese sentence that names the file."""


@dataclass
class Intake:
    """One file. Each stage fills what the next ones need."""

    data: bytes
    filename: str
    store: Store | None = None
    hold: bool = False
    """Whether a person decides on the version in any case."""
    raw: RawDocument | None = None
    tasks: TaskParse | None = None
    reading: Reading | None = None
    records: VersionRecords | None = None
    layer: Layered | None = None
    """The corrections laid over the records."""
    present: VersionInfo | None = None
    """A version already stored that is the same in bytes and records."""
    difference: Difference | None = None
    findings: list[Finding] = field(default_factory=list)
    report: Mapping[str, Any] = field(default_factory=dict)
    version: VersionInfo | None = None

    @cached_property
    def sha256(self) -> str:
        """Digest of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def entry(self) -> ManifestEntry | None:
        """The manifest entry when these are the bytes of a shipped document."""
        return entry_for(self.sha256)

    @property
    def document_id(self) -> str:
        """The id until the document is identified: the shipped one, else made from the file name."""
        return self.entry.id if self.entry else slug_of(self.filename)

    @property
    def facts(self) -> Mapping[str, Any] | None:
        """What the manifest says of the document."""
        return self.entry.facts() if self.entry else None

    @property
    def reviewed(self) -> bool:
        """Whether a person has decided already: shipped documents have been read by us."""
        return self.entry is not None

    @property
    def serious(self) -> bool:
        """Whether a finding asks for a person's decision."""
        return any(finding.level == "serious" for finding in self.findings)
