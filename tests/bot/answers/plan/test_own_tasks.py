"""'Việc của cơ quan tôi' over the shipped plans."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answers.agency import agenda
from bot.answers.agency.agenda import next_day
from bot.answers.pipeline import Assistant
from knowledge.agencies import Registry
from knowledge.records import Deadline, Milestone

HOME = "da-nang/so-noi-vu"
BEFORE = date(2024, 6, 15)


@pytest.fixture
def snapshot(assistant: Assistant):  # type: ignore[no-untyped-def]
    return assistant._live.current.snapshot


def test_an_agenda_holds_the_agencys_tasks_once_in_the_order_of_need(snapshot) -> None:  # type: ignore[no-untyped-def]
    found = agenda(snapshot, Registry.default(), HOME, BEFORE)
    ids = [item.task.id for item in found.items]
    assert len(ids) == len(set(ids)) and len(ids) > 20
    assert all(task.startswith("da-nang-2766") for task in ids)
    states = [item.state for item in found.items]
    assert states == sorted(states, key=("soon", "later", "overdue", "undated").index)
    assert all(item.day is not None and item.day < BEFORE for item in found.items if item.state == "overdue")
    assert {item.role for item in found.items} == {"lead", "coordinate"}


def test_states_move_with_the_day(snapshot) -> None:  # type: ignore[no-untyped-def]
    early = agenda(snapshot, Registry.default(), HOME, date(2023, 1, 1)).counts
    late = agenda(snapshot, Registry.default(), HOME, date(2026, 11, 24)).counts
    assert early["overdue"] == 0 and late["soon"] == late["later"] == 0
    assert early.total() == late.total() and late["undated"] == early["undated"]


def test_quarters_have_no_gaps_and_hold_every_dated_task(snapshot) -> None:  # type: ignore[no-untyped-def]
    found = agenda(snapshot, Registry.default(), HOME, BEFORE)
    quarters = found.by_quarter()
    numbers = [year * 4 + quarter for (year, quarter), _ in quarters]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    total = sum(counts.total() for _, counts in quarters)
    assert total == found.counts.total() - found.counts["undated"]


def test_the_next_milestone_counts_until_all_have_passed() -> None:
    stones = (Milestone(date(2024, 3, 31), "đề xuất"), Milestone(date(2024, 12, 31), "báo cáo"))
    deadline = Deadline("Quý I đề xuất; tháng 12 báo cáo", "quý", date(2024, 12, 31), milestones=stones)
    assert next_day(deadline, date(2024, 2, 1)) == date(2024, 3, 31)
    assert next_day(deadline, date(2024, 6, 1)) == date(2024, 12, 31)
    assert next_day(deadline, date(2025, 1, 1)) == date(2024, 12, 31)
    assert next_day(Deadline("Thường xuyên", "thường xuyên"), date(2024, 1, 1)) is None


def test_the_agency_comes_from_the_sign_in(assistant: Assistant) -> None:
    reply = assistant.answer("Việc của cơ quan tôi", agency_id=HOME, today=BEFORE)
    assert reply.outcome == "own_tasks" and reply.answer.kind == "list"
    assert reply.answer.text.startswith("Sở Nội vụ thành phố Đà Nẵng có ")
    assert f"có {reply.answer.total} việc" in reply.answer.text
    assert len(reply.answer.items) == 12 and reply.answer.sources
    other = assistant.answer("viec cua co quan toi", agency_id="hai-phong/so-noi-vu", today=BEFORE)
    assert all(str(item["document"]).startswith("hai-phong") for item in other.answer.items)


def test_overdue_soon_and_by_quarter_are_told_apart(assistant: Assistant) -> None:
    def total(message: str) -> int | None:
        return assistant.answer(message, agency_id=HOME, today=BEFORE).answer.total

    whole = agenda(assistant._live.current.snapshot, Registry.default(), HOME, BEFORE)
    assert total("Việc nào của cơ quan mình đã quá hạn?") == whole.counts["overdue"]
    assert total("Việc sắp đến hạn của đơn vị tôi") == whole.counts["soon"]
    last = [item for item in whole.items if item.quarter == (2024, 4)]
    assert total("Việc của cơ quan tôi trong quý IV") == len(last)
    assert total("Cơ quan tôi chủ trì việc gì?") == sum(item.role == "lead" for item in whole.items)


def test_what_is_overdue_is_said_to_be_unknown_to_be_done(assistant: Assistant) -> None:
    answer = assistant.answer("việc quá hạn của cơ quan tôi", agency_id=HOME, today=date(2026, 11, 24)).answer
    assert answer.warnings and "không biết việc đã làm xong" in answer.warnings[0]


@pytest.mark.parametrize("agency", [None, "khong-co/that"])
def test_who_is_not_signed_in_is_told_how(assistant: Assistant, agency: str | None) -> None:
    reply = assistant.answer("Nhiệm vụ của cơ quan tôi là gì?", agency_id=agency, today=BEFORE)
    assert reply.outcome == "own_unknown" and reply.answer.items == ()


def test_other_questions_are_not_taken(assistant: Assistant) -> None:
    reply = assistant.answer("Sở Nội vụ chủ trì nhiệm vụ nào?", agency_id=HOME, today=BEFORE)
    assert reply.outcome != "own_tasks"
