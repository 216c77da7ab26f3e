"""A civil servant's agency: its tasks as a table, a picture of time, a workbook and a calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.accounts.gate import Signed, requires
from api.accounts.own import PERMISSION
from api.adminweb.exports import calendar, workbook
from api.adminweb.render import show, uncached
from api.adminweb.texts import texts
from api.problems import Problem
from api.services import Services, ServicesDep
from bot.answers.agency import Agenda, Due, agenda
from bot.answers.agency.agenda import STATES
from knowledge.agencies import Registry
from knowledge.agencies.edited import edited
from knowledge.clock import today

router = APIRouter(include_in_schema=False)
PATH = "/admin/agency"
Official = Annotated[Signed, Depends(requires(PERMISSION))]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Choice:
    """What of the agenda is wanted; '' is everything."""

    state: str = ""
    role: str = ""
    quarter: str = ""

    def of(self, items: Iterable[Due]) -> list[Due]:
        """Return the items of this choice."""
        return [
            item
            for item in items
            if self.state in ("", item.state)
            and self.role in ("", item.role)
            and self.quarter in ("", _key(item.quarter))
        ]


def _key(quarter: tuple[int, int] | None) -> str:
    return f"{quarter[0]}-{quarter[1]}" if quarter else "-"


def chosen(
    state: Annotated[str, Query(max_length=20)] = "",
    role: Annotated[str, Query(max_length=20)] = "",
    quarter: Annotated[str, Query(max_length=10)] = "",
) -> Choice:
    """Return the choice of a request (a FastAPI dependency)."""
    return Choice(state, role, quarter)


Chosen = Annotated[Choice, Depends(chosen)]


def _agenda(using: Services, signed: Signed) -> tuple[Agenda, str]:
    """Return the agenda of the signed-in person's agency, and its name."""
    agency_id = signed.account.principal.agency_id
    if agency_id is None:
        raise Problem("forbidden", reason=texts()["agency"]["no_agency"])
    registry = edited(Registry.default(), using.snapshot.agency_names, using.snapshot.bodies)
    known = registry.get(agency_id)
    found = agenda(using.snapshot, registry, agency_id, today())
    return found, known.full_name if known else agency_id


@router.get(PATH)
def page(request: Request, using: ServicesDep, signed: Official, choice: Chosen) -> Response:
    """The table and the picture."""
    whole, name = _agenda(using, signed)
    quarters = whole.by_quarter()
    most = max(quarters, key=lambda each: each[1].total(), default=None)
    return show(
        request,
        signed,
        "agency.html",
        here="agency",
        agency=name,
        whole=whole,
        items=choice.of(whole.items),
        choice=choice,
        states=STATES,
        quarters=quarters,
        quarter_name=_named,
        quarter_key=_key,
        most=most,
        documents=using.snapshot.document_by_id,
        reminding=using.reminding is not None,
        waiting=using.reminding.waiting(signed.account) if using.reminding else None,
    )


def _named(quarter: tuple[int, int]) -> str:
    return f"{('I', 'II', 'III', 'IV')[quarter[1] - 1]}/{quarter[0]}"


@router.get(PATH + "/tasks.xlsx")
def xlsx(using: ServicesDep, signed: Official, choice: Chosen) -> Response:
    """The chosen tasks as a workbook."""
    whole, name = _agenda(using, signed)
    documents = using.snapshot.document_by_id
    return _file(workbook(whole, choice.of(whole.items), documents, name), _XLSX, "viec-co-quan.xlsx")


@router.get(PATH + "/tasks.ics")
def ics(request: Request, using: ServicesDep, signed: Official, choice: Chosen) -> Response:
    """The days of the chosen tasks as a calendar."""
    whole, name = _agenda(using, signed)
    base = (using.settings.public_url or str(request.base_url)).rstrip("/")
    title: str = texts()["agency"]["calendar"].format(agency=name)
    data = calendar(choice.of(whole.items), using.snapshot.document_by_id, title, base)
    return _file(data, "text/calendar; charset=utf-8", "viec-co-quan.ics")


def _file(data: bytes, kind: str, name: str) -> Response:
    headers: dict[str, Any] = {"Content-Disposition": f'attachment; filename="{name}"'}
    return uncached(Response(data, media_type=kind, headers=headers))
