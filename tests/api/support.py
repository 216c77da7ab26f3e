"""A small published corpus cut from a shipped document, and a dialogue that answers from a script."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from bot.dialogue import Audience, DialogueReply, DialogueUnavailable
from knowledge.records import AgencyRef, Deadline, Document, Milestone, Passage, Span, Task
from knowledge.records.procedure import (
    Fee,
    LegalBasis,
    Paper,
    Procedure,
    ProcedureCase,
    ProcedureFact,
    ProcedureGap,
    Submission,
)
from knowledge.snapshot import Snapshot

PLAN = "da-nang-2766-qd-ubnd-2023"
TEXT = """QUYẾT ĐỊNH
BAN HÀNH KẾ HOẠCH <script>alert(1)</script>
3.
\tCải cách thủ tục hành chính

\tn)
\tTriển khai trợ lý ảo hỗ trợ
người dân
\tTrung tâm IOC
\tSở Nội vụ; Sở, ban, ngành
\tTháng 12/2024

\to)
\tRà soát <b>thủ tục</b> & quy trình
\tSở Nội vụ
\t
\tQuý I/2024 đề xuất; tháng 12/2024 báo cáo

Điều 9. Quyết định này có hiệu lực.
a) Nhiệm vụ có nhãn
Cơ quan chủ trì: Sở Tư pháp
"""


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def _row(first: str, last: str) -> Span:
    return Span(TEXT.index(first), TEXT.index(last) + len(last))


def snapshot() -> Snapshot:
    document = Document(
        id=PLAN,
        number="2766/QĐ-UBND",
        title="BAN HÀNH KẾ HOẠCH <script>alert(1)</script>",
        type="Quyết định",
        issuer="Chủ tịch UBND thành phố Đà Nẵng",
        jurisdiction="da-nang",
        issued=dt.date(2023, 12, 21),
        years=(2024,),
        signer="Lê Trung Chinh",
        signer_title="CHỦ TỊCH",
        text=TEXT,
    )
    other = Document(
        id="quang-ngai-kh",
        number=None,
        title="Kế hoạch",
        type=None,
        issuer=None,
        jurisdiction=None,
        issued=None,
        years=(),
        signer=None,
        signer_title=None,
        text="Kế hoạch\n",
    )
    group = "Cải cách thủ tục hành chính"
    home = AgencyRef("Sở Nội vụ", "da-nang/so-noi-vu")
    first = Task(
        id=f"{PLAN}/3.n",
        document_id=PLAN,
        row="3.n",
        group_no="3",
        group=group,
        content="Triển khai trợ lý ảo hỗ trợ người dân",
        lead=(AgencyRef("Trung tâm IOC", "da-nang/ioc"),),
        coordinate=(home, AgencyRef("Sở, ban, ngành")),
        deadline=Deadline("Tháng 12/2024", "tháng", dt.date(2024, 12, 31)),
        position=0,
        spans={
            "row": (_row("\tn)", "Tháng 12/2024"),),
            "content": (span("Triển khai trợ lý ảo hỗ trợ\nngười dân"),),
            "lead": (span("Trung tâm IOC"),),
            "coordinate": (span("Sở Nội vụ; Sở, ban, ngành"),),
            "deadline": (span("Tháng 12/2024"),),
        },
    )
    second = Task(
        id=f"{PLAN}/3.o",
        document_id=PLAN,
        row="3.o",
        group_no="3",
        group=group,
        content="Rà soát <b>thủ tục</b> & quy trình",
        lead=(home,),
        coordinate=(),
        deadline=Deadline(
            "Quý I/2024 đề xuất; tháng 12/2024 báo cáo",
            "quý",
            dt.date(2024, 12, 31),
            milestones=(
                Milestone(dt.date(2024, 3, 31), "Quý I/2024 đề xuất"),
                Milestone(dt.date(2024, 12, 31), "tháng 12/2024 báo cáo"),
            ),
        ),
        position=1,
        spans={
            "row": (_row("\to)", "tháng 12/2024 báo cáo"),),
            "content": (span("Rà soát <b>thủ tục</b> & quy trình"),),
            "lead": (Span(TEXT.rindex("Sở Nội vụ"), TEXT.rindex("Sở Nội vụ") + 9),),
            "deadline": (span("Quý I/2024 đề xuất"), span("tháng 12/2024 báo cáo")),
        },
    )
    labelled = Task(
        id=f"{PLAN}/4.a",
        document_id=PLAN,
        row="4.a",
        group_no="4",
        group="Khác",
        content="Nhiệm vụ có nhãn",
        lead=(AgencyRef("Sở Tư pháp", "da-nang/so-tu-phap"),),
        coordinate=(),
        deadline=Deadline("", "trống"),
        position=2,
        spans={
            "row": (_row("a) Nhiệm vụ", "chủ trì: Sở Tư pháp"),),
            "content": (span("Nhiệm vụ có nhãn"),),
            "lead": (span("Sở Tư pháp"),),
        },
    )
    passage = Passage(
        id=f"{PLAN}/p9",
        document_id=PLAN,
        heading_path=(),
        text="Điều 9. Quyết định này có hiệu lực.",
        section="Điều 9",
        span=span("Điều 9. Quyết định này có hiệu lực."),
    )
    birth = Procedure(
        id="khai-sinh",
        code="1.001193",
        name="Đăng ký khai sinh",
        sector="Hộ tịch",
        other_names=("làm giấy khai sinh",),
        submissions=(Submission("counter", "1 ngày", (Fee("lệ phí", None, True, ""),), "Tại UBND xã"),),
        cases=(ProcedureCase("", (Paper("Giấy chứng sinh", originals=1), Paper("Căn cước", mode="show"))),),
        facts=(
            ProcedureFact("time", "Giải quyết trong ngày."),
            ProcedureFact("fee", "Mức chưa chắc <i>", confidence="low"),
        ),
        legal_bases=(LegalBasis("60/2014/QH13", dt.date(2016, 1, 1)),),
        gaps=(ProcedureGap("where", "nơi nộp ở Đà Nẵng"),),
        unknown=("form",),
        notes=("ghi chú của người nhập",),
        source="Cổng Dịch vụ công quốc gia",
        source_url="javascript:alert(1)",
    )
    return Snapshot(
        version="v1",
        documents=(document, other),
        tasks=(first, second, labelled),
        passages=(passage,),
        procedures=(birth,),
    )


@dataclass(frozen=True)
class View:
    snapshot: Snapshot


@dataclass
class FakeLive:
    """Serves a snapshot; None means nothing is published."""

    published: Snapshot | None = None

    @property
    def current(self) -> View:
        if self.published is None:
            raise LookupError
        return View(self.published)


class FakeArchive:
    """Version 1 is published; version 2 came before it by being rolled back."""

    def numbers(self, document_id: str) -> tuple[int, ...]:
        return (1, 2) if document_id == PLAN else ()

    def version(self, document_id: str, number: int) -> Snapshot | None:
        if number not in self.numbers(document_id):
            return None
        document = replace(snapshot().documents[0], version=2, text="Bản thứ hai\n")
        return Snapshot("v2", (document,))


@dataclass
class FakeDialogue:
    """Remembers what was said and gives ``answer`` back; ``down`` makes it unavailable."""

    answer: dict[str, Any] = field(
        default_factory=lambda: {
            "kind": "answer",
            "text": "Trung tâm IOC chủ trì, hạn tháng 12/2024.",
            "items": (),
            "total": None,
            "sources": (
                {
                    "record_id": PLAN,
                    "version": 1,
                    "document": "2766/QĐ-UBND",
                    "title": "Kế hoạch",
                    "section": "3.n",
                    "quote": "Triển khai trợ lý ảo hỗ trợ\nngười dân",
                    "start": 0,
                    "end": 1,
                    "url": f"/documents/{PLAN}#3.n",
                },
            ),
            "suggestions": ("Cơ quan nào phối hợp?",),
            "warnings": (),
            "as_of": dt.date(2026, 11, 24),
        }
    )
    understanding: dict[str, Any] = field(
        default_factory=lambda: {"intent": "ask_deadline", "confidence": 0.97, "entities": []}
    )
    down: bool = False
    said: list[tuple[str, str, Audience | None]] = field(default_factory=list)

    async def say(self, session_id: str, message: str, audience: Audience | None) -> DialogueReply:
        if self.down:
            raise DialogueUnavailable("down")
        self.said.append((session_id, message, audience))
        return DialogueReply(self.answer, self.understanding)

    async def ready(self) -> bool:
        return not self.down
