"""One consistent, immutable view of everything published. Queries see one snapshot, never a mixture."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from knowledge.records import (
    Anomaly,
    Citation,
    Document,
    Passage,
    Responsibility,
    Target,
    Task,
)
from knowledge.records.catalogue import (
    AddedBody,
    AgencyNames,
    CatalogueRecord,
    Faq,
    PublicService,
    Statistic,
    Threshold,
    Wording,
)
from knowledge.records.procedure import Procedure
from knowledge.records.revision import Revision
from knowledge.validity import Ending, endings

PlanRecord = Document | Task | Target | Responsibility | Passage | Citation


@dataclass(frozen=True)
class Snapshot:
    """All published records of one corpus version.

    ``version`` is the content digest of the published set; the index built from a snapshot carries
    the same version. Order of every tuple is the order of the documents, then of the rows.
    """

    version: str
    documents: tuple[Document, ...] = ()
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    passages: tuple[Passage, ...] = ()
    citations: tuple[Citation, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    procedures: tuple[Procedure, ...] = field(default=())
    statistics: tuple[Statistic, ...] = ()
    faqs: tuple[Faq, ...] = ()
    services: tuple[PublicService, ...] = ()
    agency_names: tuple[AgencyNames, ...] = ()
    bodies: tuple[AddedBody, ...] = ()
    wordings: tuple[Wording, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    revisions: tuple[Revision, ...] = ()
    """Of every document that was served in another version before: what the served one changed."""

    def holds_the_records_of(self, other: Snapshot) -> bool:
        """Tell whether only replies and numbers that administrators set, and so the version, differ."""
        bare = replace(self, version="", wordings=(), thresholds=())
        return bare == replace(other, version="", wordings=(), thresholds=())

    def with_settings_of(self, other: Snapshot) -> Snapshot:
        """Return these records under the version of *other*, with its replies and numbers."""
        return replace(self, version=other.version, wordings=other.wordings, thresholds=other.thresholds)

    @cached_property
    def document_by_id(self) -> dict[str, Document]:
        """Documents by id."""
        return {document.id: document for document in self.documents}

    @cached_property
    def endings(self) -> dict[str, Ending]:
        """What ends a document, by its id."""
        return endings(self.documents)

    @cached_property
    def wording_by_id(self) -> dict[str, Wording]:
        """Replies that administrators have worded anew, by key."""
        return {wording.id: wording for wording in self.wordings}

    @cached_property
    def threshold_by_id(self) -> dict[str, Threshold]:
        """Numbers that administrators have set, by id."""
        return {threshold.id: threshold for threshold in self.thresholds}

    @cached_property
    def task_by_id(self) -> dict[str, Task]:
        """Tasks by id."""
        return {task.id: task for task in self.tasks}

    @cached_property
    def procedure_by_id(self) -> dict[str, Procedure]:
        """Procedures by id."""
        return {procedure.id: procedure for procedure in self.procedures}

    @cached_property
    def catalogue_by_key(self) -> dict[str, CatalogueRecord]:
        """Figures, questions and directory entries by the name a source carries: '<record type>:<id>'."""
        tables: dict[str, tuple[CatalogueRecord, ...]] = {
            "statistic": self.statistics,
            "faq": self.faqs,
            "service": self.services,
        }
        return {f"{kind}:{record.id}": record for kind, table in tables.items() for record in table}

    @cached_property
    def record_by_key(self) -> dict[tuple[str, str], PlanRecord]:
        """Plan records by (record type, id), the names an index hit carries."""
        tables: dict[str, tuple[PlanRecord, ...]] = {
            "document": self.documents,
            "task": self.tasks,
            "target": self.targets,
            "responsibility": self.responsibilities,
            "passage": self.passages,
            "citation": self.citations,
        }
        return {(kind, record.id): record for kind, table in tables.items() for record in table}

    def tasks_of(self, document_id: str) -> tuple[Task, ...]:
        """Return the document's tasks in printed order, headings included."""
        return self._tasks_by_document.get(document_id, ())

    @cached_property
    def _tasks_by_document(self) -> dict[str, tuple[Task, ...]]:
        grouped: dict[str, list[Task]] = {}
        for task in self.tasks:
            grouped.setdefault(task.document_id, []).append(task)
        return {document_id: tuple(tasks) for document_id, tasks in grouped.items()}
