"""Records read from plan documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from knowledge.records.common import AgencyRef, Deadline, DocumentRef, Span

TaskField = Literal["row", "content", "goal", "output", "lead", "coordinate", "deadline"]
Comparator = Literal["=", ">=", ">", "<=", "<"]


@dataclass(frozen=True)
class Document:
    """One version of a document.

    ``id`` is the file stem; ``text`` the canonical text that every Span indexes (decoded, line ends
    as LF, otherwise as printed). ``jurisdiction`` is a place id of the registry ('da-nang',
    'hai-phong', 'long-khanh', 'quang-ngai-tp', …). ``years`` are the years the plan covers.
    Fields the source leaves blank are None. ``effective`` is the first and ``expires`` the last day
    on which it holds; ``replaces`` and ``abolishes`` are the documents it ends as a whole, ``replaced_by``
    the one that an editor says has replaced it.
    """

    id: str
    number: str | None
    title: str
    type: str | None
    issuer: str | None
    jurisdiction: str | None
    issued: date | None
    years: tuple[int, ...]
    signer: str | None
    signer_title: str | None
    recipients: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Other printed facts by key, e.g. 'theme' (chủ đề), 'proposal' (tờ trình)."""
    effective: date | None = None
    expires: date | None = None
    replaces: tuple[DocumentRef, ...] = ()
    abolishes: tuple[DocumentRef, ...] = ()
    replaced_by: DocumentRef | None = None
    provenance: str | None = None
    sha256: str = ""
    version: int = 1
    text: str = ""


@dataclass(frozen=True)
class Task:
    """One row of a task table (nhiệm vụ).

    ``id`` is ``<document id>/<row>``; ``row`` such as '3.n' or '1.b-2'. ``group_no`` and ``group``
    are the printed group number and title; ``parent`` the text of the row above a sub-row.
    ``spans`` maps a field to the slices of the document text it was read from, in reading order;
    'row' is the slice of the whole row. ``position`` is the row's rank in the document.
    """

    id: str
    document_id: str
    row: str
    group_no: str
    group: str
    content: str
    lead: tuple[AgencyRef, ...]
    coordinate: tuple[AgencyRef, ...]
    deadline: Deadline
    parent: str | None = None
    parent_id: str | None = None
    goal: str | None = None
    output: str | None = None
    note: str | None = None
    heading: bool = False
    position: int = 0
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """One number a document sets (chỉ tiêu). ``value_text`` as printed ('40%', '24 giờ', '1.600 hồ sơ').

    ``text`` is the printed clause or sentence that states it; ``scope`` whom it binds ('thành phố',
    'phường, xã', …) or None; ``task_id`` the row it stands in, if any; ``section`` e.g. 'II.1.c'.
    """

    id: str
    document_id: str
    text: str
    subject: str
    value: float
    value_text: str
    unit: str
    comparator: Comparator
    scope: str | None
    year: int | None
    section: str
    span: Span
    task_id: str | None = None


@dataclass(frozen=True)
class Responsibility:
    """One duty of one addressee of 'TỔ CHỨC THỰC HIỆN' (or of an article of the decision)."""

    id: str
    document_id: str
    addressee: AgencyRef
    text: str
    section: str
    span: Span


@dataclass(frozen=True)
class Passage:
    """A paragraph that is none of the other records, under its headings (outermost first)."""

    id: str
    document_id: str
    heading_path: tuple[str, ...]
    text: str
    section: str
    span: Span


@dataclass(frozen=True)
class Citation:
    """Another document named in a document: a legal basis or a reference in the text.

    ``role`` is 'basis' (căn cứ), 'proposal' (tờ trình), 'replaces' or 'reference'. ``printed_date``
    is the date printed beside it, which may differ between places: each place is its own Citation.
    """

    id: str
    document_id: str
    number: str
    type: str | None
    printed_date: date | None
    issuer: str | None
    title: str | None
    role: Literal["basis", "proposal", "replaces", "reference"]
    section: str
    span: Span


@dataclass(frozen=True)
class Anomaly:
    """A contradiction or a suspicious value found by a rule; never silently corrected.

    ``kind`` is a key of knowledge/data/anomalies.yaml; ``values`` the conflicting printed values;
    ``record_ids`` the records that hold them; ``message`` one Vietnamese sentence for the admin.
    """

    id: str
    document_id: str
    kind: str
    message: str
    values: tuple[str, ...]
    record_ids: tuple[str, ...]
    sections: tuple[str, ...] = ()
