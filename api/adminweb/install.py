"""The admin pages put together."""

from __future__ import annotations

from fastapi import FastAPI

from api.accounts.gate import Access
from api.accounts.oidc import PATH, oidc_app
from api.adminweb import (
    agency,
    catalogue,
    channels,
    desk,
    documents,
    entry,
    insight,
    lists,
    people,
    preview,
    reminders,
    training,
)
from bot.answers.pipeline import Assistant

_ROUTERS = (
    entry.router,
    people.router,
    documents.router,
    preview.router,
    catalogue.router,
    lists.router,
    insight.router,
    desk.router,
    channels.router,
    agency.router,
    reminders.router,
    training.router,
)


def install(app: FastAPI, access: Access, assistant: Assistant | None = None) -> None:
    """Give *app* the admin pages, and sign-in through the identity provider when one is set.

    *assistant* answers what the page about one message asks it; without it only the log is shown.
    """
    app.state.assistant = assistant
    for router in _ROUTERS:
        app.include_router(router)
    if access.settings.oidc_issuer:
        app.mount(PATH, oidc_app(access))
