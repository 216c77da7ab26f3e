"""Small records for the tests of the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from knowledge.records import (
    AgencyRef,
    Citation,
    Deadline,
    Document,
    Milestone,
    Passage,
    Responsibility,
    Span,
    Target,
    Task,
)
from knowledge.store import VersionRecords

TEXT = "Số: 12/KH-UBND\n\n1\tCông bố danh mục\tSở Nội vụ\tQuý I/2024\n"


def task(
    row: str, content: str, *, document: str = "ke-hoach", due: date | None = None, **facts: object
) -> Task:
    made = Task(
        id=f"{document}/{row}",
        document_id=document,
        row=row,
        group_no="1",
        group="Cải cách thể chế",
        content=content,
        lead=(AgencyRef("Sở Nội vụ", "so-noi-vu"),),
        coordinate=(AgencyRef("Các sở, ban, ngành"),),
        deadline=Deadline(
            "Quý I/2024", "quý", due or date(2024, 3, 31), milestones=(Milestone(date(2024, 2, 1), "đợt 1"),)
        ),
        spans={"row": (Span(16, 60),), "content": (Span(18, 35),)},
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def records(
    *tasks: Task, document: str = "ke-hoach", number: str | None = "12/KH-UBND", text: str = TEXT
) -> VersionRecords:
    return VersionRecords(
        document=Document(
            id=document,
            number=number,
            title="Kế hoạch cải cách hành chính năm 2024",
            type="Kế hoạch",
            issuer="UBND thành phố Đà Nẵng",
            jurisdiction="da-nang",
            issued=date(2023, 12, 14),
            years=(2024,),
            signer=None,
            signer_title=None,
            attributes={"theme": "Kỷ cương"},
            text=text,
        ),
        tasks=tasks or (task("1.a", "Công bố danh mục"), task("1.b", "Rà soát quy định")),
        targets=(
            Target(
                "t1",
                document,
                "đạt 40% hồ sơ",
                "hồ sơ",
                40.0,
                "40%",
                "%",
                ">=",
                None,
                2024,
                "II.1",
                Span(0, 5),
            ),
        ),
        responsibilities=(
            Responsibility("r1", document, AgencyRef("Sở Nội vụ"), "Theo dõi", "III.1", Span(0, 3)),
        ),
        passages=(Passage("p1", document, ("I. MỤC ĐÍCH",), "Nâng cao chất lượng", "I.1", Span(0, 3)),),
        citations=(
            Citation(
                "c1",
                document,
                "468/QĐ-TTg",
                "Quyết định",
                date(2021, 3, 27),
                None,
                None,
                "basis",
                "căn cứ",
                Span(0, 3),
            ),
        ),
    )
