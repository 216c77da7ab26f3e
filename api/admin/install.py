"""The admin API put together."""

from __future__ import annotations

from fastapi import FastAPI

from api.accounts import gate
from api.accounts.gate import Access
from api.admin import documents, lists
from api.library import Library
from api.services import services_of


def install(app: FastAPI, library: Library) -> Access:
    """Give *app* the admin API over *library*; return who may do what there."""
    app.state.library = library
    access = Access.over(library.store, library.settings, services_of(app).limits.buckets)
    gate.install(app, access)
    app.include_router(documents.router)
    app.include_router(lists.router)
    return access
