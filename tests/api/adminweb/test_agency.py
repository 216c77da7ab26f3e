"""The page of a civil servant's own agency, and its files."""

import io

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from icalendar import Calendar
from openpyxl import load_workbook

from api.accounts.own import own_agency
from api.library import Library
from tests.api.admin_support import PASSWORD, Visitor
from tests.api.adminweb.test_documents import HOME, draft
from tests.knowledge.ingest.plans import ROWS, plan

PAGE = "/admin/agency"


@pytest.fixture
def official(visitor: Visitor, opened: Library) -> Visitor:
    visitor.sign_in("pub")
    rows = [*ROWS, ("5", "=CMD(1) rà soát", "Sở Nội vụ", "", "Quý IV/2099", "Báo cáo")]
    draft(visitor, opened, plan(*rows))
    visitor.send(f"{HOME}/a", HOME, action="publish", version="1")
    visitor.send("/admin/logout")
    visitor.sign_in("snv")
    return visitor


def test_the_page_tells_what_is_overdue_and_what_is_to_come(official: Visitor) -> None:
    page = official.open(PAGE)
    assert "Sở Nội vụ" in page and "<p>5 việc" in page
    assert 'role="img" aria-label="Biểu đồ cột số việc theo quý, từ quý I/2025 đến quý IV/2099' in page
    assert "<p>1 việc" in official.open(f"{PAGE}?state=later")
    assert "<p>1 việc" in official.open(f"{PAGE}?quarter=2025-2")
    assert "Không có việc nào như vậy" in official.open(f"{PAGE}?state=soon")


def test_the_workbook_has_days_and_no_formulas(official: Visitor) -> None:
    reply = official.client.get(f"{PAGE}/tasks.xlsx")
    sheet = load_workbook(io.BytesIO(reply.content)).worksheets[0]
    rows = {row[2].value: row for row in sheet.iter_rows(min_row=4)}
    assert len(rows) == 5
    day = rows["Tập huấn kỹ năng số"][6]
    assert day.is_date and day.value.date().isoformat() == "2025-06-30"
    assert rows["'=CMD(1) rà soát"][2].data_type == "s"


def test_the_calendar_can_be_read_back_and_keeps_its_names(official: Visitor) -> None:
    first, second = (official.client.get(f"{PAGE}/tasks.ics") for _ in range(2))
    assert first.headers["content-type"].startswith("text/calendar")
    events = list(Calendar.from_ical(first.content).walk("VEVENT"))
    assert len(events) == 4
    assert {str(event["uid"]) for event in events} == {
        str(event["uid"]) for event in Calendar.from_ical(second.content).walk("VEVENT")
    }
    days = {event["dtstart"].dt.isoformat() for event in events}
    assert "2025-03-31" in days and "2099-12-31" in days
    assert all(len(line) <= 75 for line in first.content.splitlines())


def test_only_civil_servants_come_in(visitor: Visitor) -> None:
    visitor.sign_in("ed")
    visitor.open(PAGE, 403)
    assert visitor.client.get(f"{PAGE}/tasks.xlsx").status_code == 403
    visitor.send("/admin/logout")
    visitor.sign_in("boss")
    assert "chưa được gắn với cơ quan nào" in visitor.open(PAGE, 403)


def test_the_chat_knows_the_agency_of_who_is_signed_in(official: Visitor, app: FastAPI) -> None:
    heard: list[object] = []

    @app.get("/who")
    async def who(request: Request) -> None:
        heard.append(await own_agency(request))

    official.client.get("/who")
    with TestClient(app) as stranger:
        stranger.get("/who")
    official.send("/admin/logout")
    official.sign_in("boss", PASSWORD)
    official.client.get("/who")
    assert heard == ["can-tho/so-noi-vu", None, None]
