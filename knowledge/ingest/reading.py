"""What reading a file gives, before anything is compared with the store. Can travel between processes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import TypeAdapter

from knowledge.store import VersionRecords

Level = Literal["serious", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One thing the admin should know; ``message`` is a Vietnamese sentence.

    'serious' findings keep a version from being published without a person's decision.
    """

    level: Level
    code: str
    message: str


@dataclass(frozen=True)
class Reading:
    """The records of a file as read on its own.

    ``kind`` is the file format, ``layout`` the table layouts found (empty: none known), ``lost`` the
    non-blank source lines that belong to no record, ``confidence`` that of OCR (None: no OCR).
    """

    records: VersionRecords
    kind: str
    layout: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    lost: tuple[str, ...] = ()
    confidence: float | None = None
    pages: int | None = None


@cache
def reading_adapter() -> TypeAdapter[Reading]:
    """Return the JSON form of a Reading."""
    return TypeAdapter(Reading)
