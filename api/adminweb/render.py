"""Rendering of admin pages: the frame's values, messages that survive a redirect, no caching."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.accounts.gate import Signed
from api.accounts.roles import roles
from api.adminweb.texts import message, texts
from api.pages import page
from knowledge.clock import moment
from knowledge.corrections import field_label


def show(request: Request, signed: Signed, name: str, status: int = 200, **values: Any) -> Response:
    """Render the admin template *name* for a signed-in person."""
    done = request.query_params.get("done", "")
    response = page(
        f"admin/{name}",
        status,
        t=texts(),
        signed=signed,
        role=roles()[signed.account.role].name,
        csrf=signed.csrf,
        done=texts()["messages"].get(done, "") if "{" not in texts()["messages"].get(done, "{") else "",
        moment=moment,
        field_label=field_label,
        **values,
    )
    return uncached(response)


def uncached(response: Response) -> Response:
    """Keep what only some may see out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def back(path: str, done: str | None = None, **query: object) -> Response:
    """Send the browser to a page of ours after something was done; *done* names a message to show there."""
    if done is not None:
        message(done)
        query = {**query, "done": done}
    where = f"{path}?{urlencode(query)}" if query else path
    return RedirectResponse(where, status_code=303)
