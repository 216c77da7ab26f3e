"""The shipped documents and their manifest: what each file is, where it comes from, its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class ManifestEntry:
    """What is known about one document beside its bytes. Fields the document leaves blank are None."""

    id: str
    path: Path
    number: str | None
    type: str | None
    issuer: str | None
    jurisdiction: str | None
    issued: date | None
    years: tuple[int, ...]
    subject: str
    signer: str | None
    signer_title: str | None
    provenance: str
    sha256: str

    def facts(self) -> dict[str, Any]:
        """Return the facts by the names of the fields of a Document."""
        facts = {field.name: getattr(self, field.name) for field in fields(self)}
        facts["title"] = facts.pop("subject")
        return {name: value for name, value in facts.items() if name not in {"id", "path", "sha256"}}

    def read(self) -> bytes:
        """Return the file's bytes."""
        return self.path.read_bytes()


@cache
def shipped() -> tuple[ManifestEntry, ...]:
    """Return the shipped documents in manifest order."""
    manifest = yaml.safe_load((FOLDER / "manifest.yaml").read_text(encoding="utf-8"))
    return tuple(_entry(item) for item in manifest["documents"])


def entry_for(sha256: str) -> ManifestEntry | None:
    """Return the entry of the shipped document with these bytes, None for any other document."""
    return next((entry for entry in shipped() if entry.sha256 == sha256), None)


def _entry(item: Mapping[str, Any]) -> ManifestEntry:
    facts = {**item, "path": FOLDER / item["file"], "years": tuple(item["years"])}
    del facts["file"]
    return ManifestEntry(**facts)
