"""Records of administrative procedures (thủ tục hành chính, TTHC)."""

from __future__ import annotations

from dataclasses import dataclass
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
    "hours",
    "code",
    "deadline",
]


@dataclass(frozen=True)
class Fee:
    """One fee, in one of three states.

    ``amount`` in đồng is a known value; ``free`` True means nothing is charged, and ``basis`` says
    by which rule; neither means the amount is unknown. ``text`` is the wording shown.
    """

    kind: Literal["phí", "lệ phí"]
    amount: int | None
    free: bool
    text: str
    basis: str = ""


@dataclass(frozen=True)
class Submission:
    """One way of handing in a file: channel × time limit × fees. ``time_limit`` None means unknown."""

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
    """One case (trường hợp) with its own complete list of papers. ``name`` '' is the general case.

    ``keywords`` are words by which people say that theirs is this case; ``remarks`` what the source says
    of the papers beside listing them ('gửi qua bưu chính thì kèm bản sao có chứng thực').
    """

    name: str
    papers: tuple[Paper, ...]
    keywords: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProcedureFact:
    """One sentence that answers one aspect, in our words or as imported.

    ``case`` limits it to a case; ``keywords`` are further words people use for it; ``confidence``
    'medium' is shown with a caution, 'low' is not asserted. A ``detail`` is only told when the
    question touches its keywords, not whenever its aspect is asked. ``english`` is the same
    sentence for readers of English.
    """

    aspect: Aspect
    text: str
    case: str = ""
    keywords: tuple[str, ...] = ()
    confidence: Confidence = "high"
    detail: bool = False
    english: str = ""


@dataclass(frozen=True)
class ProcedureGap:
    """Something people ask that the source does not say, answered 'chưa có dữ liệu chính thức về …'.

    ``what`` completes that sentence. ``note`` is what can be said all the same (who decides it).
    ``keywords`` empty: the gap concerns the whole aspect; else only questions that touch them.
    """

    aspect: Aspect
    what: str
    keywords: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class FormerBody:
    """A body that did this before the reform and no longer does. ``since`` is the day of the change."""

    name: str
    since: date | None = None


@dataclass(frozen=True)
class LegalBasis:
    """A legal document a procedure stands on, with its validity where known."""

    number: str
    effective_from: date | None = None
    effective_to: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Procedure:
    """One administrative procedure. What has no source is None or empty and is answered as unknown.

    A record of ``kind`` 'quy định chung' is not a procedure but a set of rules or facts that hold
    across procedures (reform, general rules); it has no code.
    """

    id: str
    code: str | None
    name: str
    sector: str
    other_names: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    """Life situations that lead here ('tôi vừa sinh con')."""
    english_names: tuple[str, ...] = ()
    """Names in English; the first is the one shown."""
    other_codes: tuple[tuple[str, str], ...] = ()
    """(what, code) of the same procedure at another level and of near procedures."""
    levels: tuple[str, ...] = ()
    kind: str | None = None
    decision: str | None = None
    decided: date | None = None
    issuer: str | None = None
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
    gaps: tuple[ProcedureGap, ...] = ()
    former: tuple[FormerBody, ...] = ()
    unknown: tuple[Aspect, ...] = ()
    """Aspects that the source names but gives no value for: answered 'chưa có dữ liệu chính thức'."""
    fully_online: bool | None = None
    non_territorial: bool | None = None
    law_version: str | None = None
    as_of: str = ""
    """As the source dates its facts, e.g. '9/2026' or '3/2026; phí: 9/2025'."""
    source: str = ""
    source_url: str | None = None
    taken: date | None = None
    confidence: Confidence = "high"
    notes: tuple[str, ...] = ()
    """Remarks for editors; never shown to citizens."""


def imported_id(code: str) -> str:
    """Return the id of the record that an import makes of the procedure *code*."""
    return f"tthc-{code}".lower()


def is_imported(procedure: Procedure) -> bool:
    """Whether *procedure* came from a file, and not from the shipped set."""
    return procedure.code is not None and procedure.id == imported_id(procedure.code)
