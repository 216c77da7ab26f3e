"""The officers' console: who waits, who is being talked to, and one conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.accounts.forms import Fields
from api.accounts.gate import Access, Signed, requires
from api.accounts.roles import Principal
from api.admin.decisions import LibraryDep, serve
from api.adminweb.entries import EntryError, built
from api.adminweb.render import back, show
from api.adminweb.texts import texts
from api.channels.message import Message
from api.channels.replies import notice, survey_letter
from api.channels.split import split
from api.channels.texts import limits, text
from api.handoff.desk import Desk
from api.problems import Problem
from api.services import Services, ServicesDep
from api.survey import survey
from knowledge.clock import today
from knowledge.masking import mask
from knowledge.store.edits import Edits
from knowledge.store.handoffs import Handoff, Line
from knowledge.store.registry import registry_of

router = APIRouter(include_in_schema=False)
PATH = "/admin/desk"
PERMISSION = "conversations.answer"
Officer = Annotated[Signed, Depends(requires(PERMISSION))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
_LONGEST = 4_000
_CLOSED_SHOWN = 30


def _desk(using: Services) -> Desk:
    if using.desk is None:
        raise Problem("not-found")
    return using.desk


@router.get(PATH)
def queue(request: Request, using: ServicesDep, signed: Officer) -> Response:
    """The conversations: waiting, running, and closed lately."""
    desk = _desk(using)
    hours, written = desk.hours()
    listed = {state: desk.handoffs.listed(state) for state in ("waiting", "running")}
    return show(
        request,
        signed,
        "desk.html",
        here="desk",
        listed={**listed, "closed": desk.handoffs.listed("closed", _CLOSED_SHOWN)},
        asked={each.id: _last_asked(desk, each) for state in listed.values() for each in state},
        waits={each.id: desk.wait(each) for each in listed["waiting"]},
        is_open=hours.open_at(desk.clock()),
        readable=hours.readable,
        written=written,
    )


def _last_asked(desk: Desk, handoff: Handoff) -> str:
    lines = [line.text for line in desk.handoffs.lines(handoff.id) if line.author == "citizen"]
    logged = () if lines else desk.messages.of(handoff.session, 1)
    return lines[-1] if lines else logged[-1].text if logged else ""


@router.get(PATH + "/{number}")
def conversation(request: Request, using: ServicesDep, signed: Officer, number: Number) -> Response:
    """One conversation with everything that was said."""
    return _shown(request, using, signed, number)


def _shown(
    request: Request, using: Services, signed: Signed, number: int, problem: str = "", typed: str = ""
) -> Response:
    desk = _desk(using)
    handoff = _known(desk, number)
    if using.log is not None:
        using.log.flush()
    lines = desk.handoffs.lines(number)
    draft = next((line for line in lines if line.author == "draft"), None)
    mine = handoff.state == "running" and handoff.officer == signed.account.name
    return show(
        request,
        signed,
        "conversation.html",
        422 if problem else 200,
        here="desk",
        problem=problem,
        handoff=handoff,
        story=_story(desk, handoff, lines),
        draft=draft if mine else None,
        mine=mine,
        typed=typed or (draft.text if draft and mine else ""),
        others=_others(signed.access, signed.account.name) if mine else [],
        may_write=signed.may("faq.add").allowed,
        longest=_LONGEST,
    )


def _story(desk: Desk, handoff: Handoff, lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    """Return what the bot and people said, in the order of time."""
    told: list[dict[str, Any]] = [
        {"at": message.at, "author": "bot", "message": message}
        for message in desk.messages.of(handoff.session)
        if handoff.closed_at is None or message.at <= handoff.closed_at
    ]
    told += [{"at": line.at, "author": line.author, "line": line} for line in lines if line.author != "draft"]
    return sorted(told, key=lambda each: each["at"])


def _others(access: Access, me: str) -> list[str]:
    return [
        account.name
        for account in access.accounts.all()
        if account.name != me
        and not account.disabled
        and Principal(account.name, account.role, account.agency_id).may(PERMISSION).allowed
    ]


def _known(desk: Desk, number: int) -> Handoff:
    handoff = desk.handoffs.get(number)
    if handoff is None:
        raise Problem("not-found")
    return handoff


@router.post(PATH + "/{number}")
async def act(
    request: Request, using: ServicesDep, library: LibraryDep, signed: Officer, number: Number
) -> Response:
    """Claim, answer, pass on or close a conversation, switch drafts, or make an answer an FAQ entry."""
    fields = await signed.form(request)
    action = fields.one("action")
    if action == "faq":
        signed.require("faq.add")
        return await run_in_threadpool(_to_faq, request, using, library, signed, number, fields)
    return await run_in_threadpool(_act, request, using, signed, number, action, fields)


def _act(
    request: Request, using: Services, signed: Signed, number: int, action: str, fields: Fields
) -> Response:
    desk, me = _desk(using), signed.account.name
    handoff = _known(desk, number)
    said = fields.one("text")
    acts: dict[str, Callable[[], bool]] = {
        "claim": lambda: desk.handoffs.claim(number, me),
        "answer": lambda: _answer(desk, using, handoff, me, said),
        "drop": lambda: desk.handoffs.drop_draft(number, me),
        "drafts_on": lambda: desk.handoffs.set_drafts(number, me, wanted=True),
        "drafts_off": lambda: desk.handoffs.set_drafts(number, me, wanted=False),
        "pass": lambda: desk.handoffs.pass_on(number, me, fields.one("to"), fields.one("remark")[:_LONGEST]),
        "close": lambda: _close(desk, using, handoff, me),
    }
    if action not in acts:
        raise Problem("invalid")
    words = texts()["desk"]["problems"]
    if action == "answer" and not 0 < len(said) <= _LONGEST:
        return _shown(request, using, signed, number, words["length"].format(limit=_LONGEST), said)
    if action == "pass" and fields.one("to") not in ("", *_others(signed.access, me)):
        raise Problem("invalid")
    if not acts[action]():
        return _shown(request, using, signed, number, words["lost"], said if action == "answer" else "")
    if action in ("pass", "close"):
        return back(PATH, f"desk_{action}")
    return back(f"{PATH}/{number}", f"desk_{action}")


def _answer(desk: Desk, using: Services, handoff: Handoff, officer: str, said: str) -> bool:
    letters: list[dict[str, Any]] = []
    if handoff.channel in using.channels:
        letters = [Message(part).payload() for part in split(said, limits().message_length)]
    kept = desk.handoffs.answer(handoff.id, officer, said, letters)
    if kept and handoff.receipt:
        desk.requests.answered(handoff.receipt, said)
    return kept


def _close(desk: Desk, using: Services, handoff: Handoff, officer: str) -> bool:
    """End a conversation; on a messaging channel the user is told so and asked how it was."""
    channel = using.channels.get(handoff.channel)
    if channel is None:
        return desk.handoffs.close(handoff.id, officer)
    said = text("officer_left")
    if using.satisfaction is None or not survey().questions:
        return desk.handoffs.close(handoff.id, officer, said, [notice(said).payload])
    letter, menu = survey_letter(buttons=channel.adapter.buttons, before=said)
    return desk.handoffs.close(handoff.id, officer, said, [letter.payload], menu.kept)


def _to_faq(
    request: Request, using: Services, library: Any, signed: Signed, number: int, fields: Fields
) -> Response:
    desk = _desk(using)
    handoff = _known(desk, number)
    story = _story(desk, handoff, desk.handoffs.lines(number))
    question, chosen = "", None
    for each in story:
        if "message" in each:
            question = each["message"].text
        elif each["author"] == "citizen":
            question = each["line"].text
        elif each["author"] == "officer" and str(each["line"].id) == fields.one("line"):
            chosen = each["line"]
            break
    if chosen is None or not question:
        raise Problem("invalid")
    words = texts()["desk"]
    if any(mask(part) != part or "[" in part for part in (question, chosen.text)):
        return _shown(request, using, signed, number, words["problems"]["personal"])
    source = words["faq_source"].format(day=f"{today():%d/%m/%Y}")
    try:
        typed = {"question": question, "answer": chosen.text, "source": source}
        entry = built("faq", "", typed, registry_of(library.store))
    except EntryError as error:
        return _shown(request, using, signed, number, str(error))
    Edits(library.store).set("faq", cast(Any, entry))
    serve(library)
    return back(f"{PATH}/{number}", "desk_faq")
