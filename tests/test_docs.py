"""Documents for people point at things that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


def test_every_command_of_the_runbooks_exists() -> None:
    from typer.main import get_command

    from api.cli import app

    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    text = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "van-hanh").glob("*.md"))
    used = set(re.findall(r"(?:api\.cli|`…) ([a-z]+)", text))
    assert used and used <= known


def test_every_variable_of_the_runbooks_is_a_setting() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "van-hanh").glob("*.md"))
    used = set(re.findall(r"`([A-Z]+_[A-Z_]+)[=`]", text))
    assert used and used <= {name.upper() for name in Settings.model_fields}
