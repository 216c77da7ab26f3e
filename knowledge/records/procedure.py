"""Records of administrative procedures (thủ tục hành chính, TTHC)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Confidence = Literal["high", "medium", "low"]
Channel = Literal["counter", "online", "post", "phone"]
Aspect = Literal[
    "papers",
    "fee",
    "time",
    "where",
    "online",
    "form",
    "steps",
    "result",
    "legal",
    "condition",
    "applicants",
    "overview",
    "note",
]


@dataclass(frozen=True)
class Fee:
    """One fee. ``amount`` in đồng; None with ``free`` False means the amount is not known."""

    kind: Literal["phí", "lệ phí"]
    amount: int | None
    free: bool
    text: str


@dataclass(frozen=True)
class Submission:
    """One way of handing in a file: channel × time limit × fees."""

    channel: Channel
    time_limit: str | None
    fees: tuple[Fee, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper of a case. ``mode`` tells whether it is handed in or only shown."""

    name: str
    originals: int | None = None
    copies: int | None = None
    required: bool = True
    mode: Literal["submit", "show"] = "submit"
    replaceable_by_database: bool = False
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProcedureCase:
    """One case (trường hợp) with its own complete list of papers. ``name`` '' is the general case."""

    name: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class ProcedureFact:
    """One sentence that answers one aspect, in our words or as imported.

    ``case`` limits it to a case; ``keywords`` are further words people use for it; ``confidence``
    'medium' is shown with a caution, 'low' is not asserted.
    """

    aspect: Aspect
    text: str
    case: str = ""
    keywords: tuple[str, ...] = ()
    confidence: Confidence = "high"


@dataclass(frozen=True)
class LegalBasis:
    """A legal document a procedure stands on, with its validity where known."""

    number: str
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True)
class Procedure:
    """One administrative procedure. What has no source is None or empty and is answered as unknown."""

    id: str
    code: str | None
    name: str
    sector: str
    other_names: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    kind: str | None = None
    decision: str | None = None
    submissions: tuple[Submission, ...] = ()
    cases: tuple[ProcedureCase, ...] = ()
    steps: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()
    executing: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()
    authorised: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    related: tuple[str, ...] = ()
    facts: tuple[ProcedureFact, ...] = ()
    unknown: tuple[Aspect, ...] = ()
    """Aspects that the source names but gives no value for: answered 'chưa có dữ liệu chính thức'."""
    law_version: str | None = None
    source: str = ""
    source_url: str | None = None
    taken: date | None = None
    confidence: Confidence = "high"
    notes: tuple[str, ...] = field(default=())
