"""Training examples: proposed, reviewed, compared, and taken into use or not."""

from __future__ import annotations

from functools import cache
from typing import Annotated, cast

import yaml
from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.accounts.gate import Signed, requires
from api.admin.decisions import LibraryDep
from api.adminweb.render import back, show, uncached
from api.adminweb.texts import texts
from api.library import Library
from api.privacy import mask
from api.problems import Problem
from api.training import Bench, TrainingError, intents
from bot.rasa.additional import plain_example
from knowledge.store.examples import Examples
from nlu.intents import DATA

router = APIRouter(include_in_schema=False)
Proposer = Annotated[Signed, Depends(requires("catalogue.write"))]
Reviewer = Annotated[Signed, Depends(requires("wording.write"))]
PATH = "/admin/training"
_LONGEST = 300


@cache
def intent_names() -> dict[str, str]:
    """Return what each intent means, in the order of the meanings."""
    known = yaml.safe_load(DATA.read_text(encoding="utf-8"))["intents"]
    meanings = {name: str(known[name]["meaning"]) for name in intents()}
    return dict(sorted(meanings.items(), key=lambda item: item[1]))


@router.get(PATH)
def training(
    request: Request, library: LibraryDep, signed: Proposer, text: Annotated[str, Query(max_length=2000)] = ""
) -> Response:
    """The examples by state, the last comparison, and a form for a further example, filled with *text*."""
    return _page(request, library, signed, text)


@router.post(PATH)
async def propose(request: Request, library: LibraryDep, signed: Proposer) -> Response:
    """Propose a message as an example of an intent."""
    fields = await signed.form(request)
    text, intent = fields.one("text"), fields.one("intent")
    problem = ""
    if not plain_example(text) or len(text) > _LONGEST:
        problem = "bad_text"
    elif mask(text) != text:
        problem = "personal"
    elif intent not in intents():
        problem = "bad_intent"
    if problem:
        told = texts()["training"]["problems"][problem]
        return await run_in_threadpool(_page, request, library, signed, text, told, 422, intent)
    await run_in_threadpool(Examples(library.store).propose, text, intent)
    return back(PATH, "example_proposed")


@router.post(PATH + "/review")
async def review(request: Request, library: LibraryDep, signed: Reviewer) -> Response:
    """Approve or reject an example."""
    fields = await signed.form(request)
    state = fields.one("action")
    if state not in ("approved", "rejected"):
        raise Problem("invalid")
    examples = Examples(library.store)
    found = await run_in_threadpool(
        examples.decide, fields.one("example"), "approved" if state == "approved" else "rejected"
    )
    if found is None:
        raise Problem("not-found")
    return back(PATH, f"example_{state}")


@router.post(PATH + "/model")
async def model(request: Request, library: LibraryDep, signed: Reviewer) -> Response:
    """Compare, or take the compared model into use, or go back to the shipped one."""
    fields = await signed.form(request)
    bench, action = _bench(request, library), fields.one("action")
    try:
        match action:
            case "compare":
                await run_in_threadpool(bench.compare, wait=False)
            case "activate":
                await run_in_threadpool(bench.activate)
            case "deactivate":
                await run_in_threadpool(bench.deactivate)
            case _:
                raise Problem("invalid")
    except TrainingError as error:
        told = texts()["training"]["problems"][error.reason]
        return await run_in_threadpool(_page, request, library, signed, "", told, 422)
    return back(PATH, f"training_{action}")


@router.get(PATH + "/examples.yml")
def export(request: Request, library: LibraryDep, signed: Reviewer) -> Response:  # noqa: ARG001
    """The approved examples as NLU data."""
    data = _bench(request, library).exported()
    response = StreamingResponse(iter([data]), media_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="cau-mau.yml"'
    return uncached(response)


def _bench(request: Request, library: Library) -> Bench:
    """The bench of this process: it holds the comparison it has started."""
    state = request.app.state
    if not hasattr(state, "bench"):
        state.bench = Bench(library.store, library.settings.data_dir)
    return cast(Bench, state.bench)


def _page(
    request: Request,
    library: Library,
    signed: Signed,
    text: str = "",
    problem: str = "",
    status: int = 200,
    intent: str = "",
) -> Response:
    bench = _bench(request, library)
    listed = Examples(library.store).listed()
    return show(
        request,
        signed,
        "training.html",
        status,
        here="training",
        examples={
            state: [one for one in listed if one.state == state]
            for state in ("proposed", "approved", "rejected")
        },
        intents=intent_names(),
        report=bench.report(),
        in_use=bench.active.is_file(),
        may_review=signed.may("wording.write"),
        text=text,
        intent=intent,
        problem=problem,
    )
