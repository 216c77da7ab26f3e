"""Server-rendered pages: the template environment and what every page shares."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.responses import HTMLResponse, Response

from api.problems import Problem
from api.welcome import Language, page_words
from knowledge.clock import VIETNAM
from knowledge.links import document_url, procedure_url

_TEMPLATES = Path(__file__).with_name("templates")


def vietnamese_date(day: dt.date | None) -> str:
    """Return a day as '31/12/2024', '' for none."""
    return day.strftime("%d/%m/%Y") if day else ""


def vietnamese_moment(written: str) -> str:
    """Return an ISO time as '09:05 31/12/2024' in Vietnam's zone."""
    return dt.datetime.fromisoformat(written).astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["vnd"] = lambda amount: f"{amount:,}".replace(",", ".") + " đồng"
    environment.filters["day"] = vietnamese_date
    environment.filters["moment"] = vietnamese_moment
    environment.filters["fill"] = lambda sentence, values: sentence.format(**values)
    environment.globals["document_url"] = document_url
    environment.globals["procedure_url"] = procedure_url
    return environment


_ENVIRONMENT = _environment()


def page(name: str, status: int = 200, *, lang: Language = "vi", **values: Any) -> HTMLResponse:
    """Render the template *name* as a response."""
    html = _ENVIRONMENT.get_template(name).render(lang=lang, w=page_words(lang), **values)
    return HTMLResponse(html, status_code=status)


def wants_page(request: Request) -> bool:
    """Tell whether a person's browser asks, so that an error must be a page and not JSON."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def show_problem(request: Request, problem: Problem) -> Response:
    """Return a problem as a page for people, as a problem document for programs."""
    if not wants_page(request):
        return problem.response()
    response = page("problem.html", problem.status, problem=problem)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(round(problem.retry_after))
    return response
