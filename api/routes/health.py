"""GET /healthz, /readyz, /metrics: for supervisors, load balancers and dashboards."""

from __future__ import annotations

import asyncio

import structlog
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.ports import Check
from api.services import Services, ServicesDep

router = APIRouter(tags=["operation"])
_log = structlog.get_logger(__name__)
_TIMEOUT = 2.0


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


async def _holds(name: str, check: Check) -> bool:
    try:
        return await asyncio.wait_for(check(), _TIMEOUT)
    except Exception as error:  # a check that fails in any way means: not ready
        _log.warning("readiness_check_failed", check=name, error=type(error).__name__)
        return False


@router.get("/readyz")
async def readyz(using: ServicesDep) -> JSONResponse:
    """Tell whether a question would be answered now, and which part is not ready."""

    async def published() -> bool:
        return bool(using.live.current.snapshot.version)

    checks: dict[str, Check] = {"dialogue": using.dialogue.ready, "index": published, **using.checks}
    results = await asyncio.gather(*(_holds(name, check) for name, check in checks.items()))
    ready = all(results)
    told: dict[str, object] = {
        "status": "ready" if ready else "not ready",
        "checks": dict(zip(checks, results, strict=True)),
    }
    if using.channels:
        told["channels"] = await run_in_threadpool(_channels, using)
    return JSONResponse(told, status_code=200 if ready else 503)


def _channels(using: Services) -> dict[str, str]:
    try:
        return {name: channel.status() for name, channel in using.channels.items()}
    except SQLAlchemyError as error:  # the check named database tells it
        _log.warning("channels_unknown", error=type(error).__name__)
        return dict.fromkeys(using.channels, "unknown")


@router.get("/metrics")
async def metrics(using: ServicesDep) -> Response:
    """Return the metrics in Prometheus' text format."""
    return Response(using.metrics.render(), media_type=CONTENT_TYPE_LATEST)
