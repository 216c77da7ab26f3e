"""An agency's tasks as a workbook and as a calendar."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping

from icalendar import Alarm, Calendar, Event
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from api.adminweb.texts import texts
from bot.answers.agency import Agenda, Due
from knowledge.clock import utc_now
from knowledge.links import document_url
from knowledge.records import Document

_WIDTHS = (18, 10, 70, 40, 14, 30, 14, 12, 24)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_REMIND = dt.timedelta(days=-7)


def workbook(whole: Agenda, items: Iterable[Due], documents: Mapping[str, Document], agency: str) -> bytes:
    """Return the tasks as an xlsx file: one row each, days as days."""
    words = texts()["agency"]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = words["title"]
    sheet.append([f"{words['title']}: {agency}"])
    sheet.append([words["as_of"].format(day=f"{whole.today:%d/%m/%Y}")])
    names = ("document", "row", "content", "output", "role", "deadline", "day", "days", "state")
    sheet.append([words[name] for name in names])
    for item in items:
        task, document = item.task, documents[item.task.document_id]
        cells = [document.number or document.title, task.row, task.content, task.output or ""]
        cells += [words["roles"][item.role], task.deadline.text]
        days = item.days(whole.today) if item.day else None
        sheet.append([*map(_plain, cells), item.day, days, words["states"][item.state]])
    for cell in (sheet["A1"], *sheet[3]):
        cell.font = Font(bold=True)
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        row[6].number_format = "dd/mm/yyyy"
    sheet.freeze_panes = "A4"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _plain(text: str) -> str:
    """Keep a cell text: a spreadsheet would run what begins like a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def calendar(items: Iterable[Due], documents: Mapping[str, Document], title: str, base: str) -> bytes:
    """Return the days of the tasks as iCalendar, each with a reminder a week before."""
    words = texts()["agency"]
    made = Calendar()
    made.add("prodid", "-//Tro ly ao//VI")
    made.add("version", "2.0")
    made.add("x-wr-calname", title)
    stamp = utc_now()
    for item in items:
        if item.day is None:
            continue
        task, document = item.task, documents[item.task.document_id]
        event = Event()
        # The same name every time, so that a calendar taken in again moves the day and adds nothing.
        event.add("uid", f"{task.id}@tro-ly-ao")
        event.add("dtstamp", stamp)
        event.add("dtstart", item.day)
        event.add("dtend", item.day + dt.timedelta(days=1))
        event.add("summary", f"{words['roles'][item.role]}: {task.content}"[:200])
        number = document.number or document.title
        event.add("description", f"{number}, {task.row}\n{words['deadline']}: {task.deadline.text}")
        event.add("url", base + document_url(document.id, task.row))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", task.content[:200])
        alarm.add("trigger", _REMIND)
        event.add_component(alarm)
        made.add_component(event)
    return bytes(made.to_ical())
