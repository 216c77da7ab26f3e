"""What a civil servant is reminded of, and how: the choice, the link to Zalo, and what is due."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.accounts.gate import Signed, requires
from api.accounts.own import PERMISSION
from api.adminweb.render import back, show
from api.problems import Problem
from api.reminders.reminding import Reminding
from api.services import Services, ServicesDep
from knowledge.store.reminders import Choice

router = APIRouter(include_in_schema=False)
PATH = "/admin/agency/reminders"
Official = Annotated[Signed, Depends(requires(PERMISSION))]


def _reminding(using: Services) -> Reminding:
    if using.reminding is None:
        raise Problem("not-found")
    return using.reminding


@router.get(PATH)
def page(request: Request, using: ServicesDep, signed: Official) -> Response:
    """The choice, and what is to be shown now."""
    return _page(request, _reminding(using), signed)


@router.post(PATH)
async def change(request: Request, using: ServicesDep, signed: Official) -> Response:
    """Keep the choice, make a code, end the link, or note that the reminders were read."""
    reminding = _reminding(using)
    fields = await signed.form(request)
    account, box = signed.account, reminding.box
    match fields.one("action"):
        case "choose":
            days = min(fields.number("days"), reminding.rules.most_days)
            web, messaging = fields.one("web") == "yes", fields.one("messaging") == "yes"

            def choose() -> None:
                box.choose(account.id, web=web, messaging=messaging, days=days)

            await run_in_threadpool(choose)
            return back(PATH, "reminders_chosen")
        case "code":
            if reminding.channel is None or fields.one("consent") != "yes":
                raise Problem("invalid")
            code = await run_in_threadpool(reminding.code, account)
            return await run_in_threadpool(_page, request, reminding, signed, code)
        case "unlink":
            await run_in_threadpool(box.unlink, account.id)
            return back(PATH, "reminders_unlinked")
        case "seen":
            await run_in_threadpool(box.seen, account.id, reminding.clock())
            return back("/admin/agency")
        case _:
            raise Problem("invalid")


def _page(request: Request, reminding: Reminding, signed: Signed, code: str = "") -> Response:
    choice: Choice = reminding.box.choice(signed.account.id)
    values: dict[str, Any] = {
        "choice": choice,
        "code": code,
        "rules": reminding.rules,
        "available": reminding.channel is not None,
        "reachable": not choice.linked or reminding.reachable(choice),
        "waiting": reminding.waiting(signed.account),
    }
    return show(request, signed, "reminders.html", here="agency", **values)
