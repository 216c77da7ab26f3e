"""The public HTTP application, put together from its routes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from api import problems
from api.archive import Archive, NoArchive
from api.assets import Assets
from api.buckets import Buckets
from api.channels.channel import Channel
from api.channels.routes import router as channel_router
from api.channels.web import WebChannel
from api.handoff.desk import Desk
from api.handoff.routes import router as handoff_router
from api.limits import ChatLimits
from api.metrics import Metrics
from api.middleware import Observe, SecurityHeaders
from api.pages import show_problem
from api.ports import Check, ConversationBox, FeedbackBox, LiveView, MessageBox, SatisfactionBox
from api.reminders.reminding import Reminding
from api.routes import (
    chat,
    documents,
    health,
    opinions,
    pages,
    plain_chat,
    plain_opinions,
    procedures,
    sessions,
    tasks,
    welcome,
)
from api.services import Services
from api.settings import Settings
from bot.dialogue import Dialogue

_ROUTERS = (
    chat.router,
    sessions.router,
    welcome.router,
    tasks.router,
    documents.router,
    procedures.router,
    health.router,
    pages.router,
    plain_chat.router,
    plain_opinions.router,
    channel_router,
    handoff_router,
    opinions.router,
)


def create_app(
    settings: Settings,
    live: LiveView,
    dialogue: Dialogue,
    checks: Mapping[str, Check] | None = None,
    archive: Archive | None = None,
    feedback: FeedbackBox | None = None,
    channels: Mapping[str, Channel] | None = None,
    conversations: ConversationBox | None = None,
    log: MessageBox | None = None,
    desk: Desk | None = None,
    satisfaction: SatisfactionBox | None = None,
    reminding: Reminding | None = None,
    web: WebChannel | None = None,
    buckets: Buckets | None = None,
) -> FastAPI:
    """Return the application.

    *live* gives the published records, *dialogue* answers messages, *checks* are further
    conditions of readiness by name (the database, say), *archive* gives older versions of
    documents, *feedback* keeps what users thought of answers; without it the chat does not ask.
    *channels* are the messaging platforms whose webhooks are served.
    *conversations* shows and erases what is kept of one, *log* keeps masked messages.
    *desk* passes conversations to officers; without it the bot answers alone. *satisfaction* keeps
    the scores of the survey; without it none is asked for. *reminding* reminds civil servants.
    *web* switches the chat on the web off; without it that cannot be done.
    *buckets* keep rate limits together with other processes; without them this one counts for itself.
    """
    app = FastAPI(
        title="Trợ lý ảo",
        description="Hỏi đáp có dẫn nguồn về kế hoạch của thành phố và thủ tục hành chính.",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    metrics = Metrics()
    app.state.services = Services(
        settings=settings,
        live=live,
        dialogue=dialogue,
        limits=ChatLimits(settings.rate_per_session, settings.rate_per_address, buckets),
        metrics=metrics,
        archive=archive or NoArchive(),
        feedback=feedback,
        conversations=conversations,
        log=log,
        checks=dict(checks or {}),
        channels=dict(channels or {}),
        desk=desk,
        satisfaction=satisfaction,
        reminding=reminding,
        web=web,
    )
    problems.install(app, show_problem)
    for router in _ROUTERS:
        app.include_router(router)
    app.mount("/static", Assets(directory=Path(__file__).with_name("static")), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=6)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.allowed_origins),
        allow_methods=["GET", "POST"],
        allow_headers=["content-type"],
        expose_headers=["Retry-After"],
        max_age=600,
    )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Observe, metrics=metrics)
    return app
