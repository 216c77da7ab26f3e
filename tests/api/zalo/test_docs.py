"""The guide names every setting, route, metric and status of the channels."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.channels import admin
from api.channels.zalo.settings import ZaloSettings
from api.channels.zalo_bot.adapter import ZaloBotSettings
from api.metrics import Metrics

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "huong-dan-zalo.md").read_text(encoding="utf-8")
SETTINGS = [f"ZALO_{name}".upper() for name in ZaloSettings.model_fields]
SETTINGS += [f"ZALO_BOT_{name}".upper() for name in ZaloBotSettings.model_fields]
ROUTES = [f"{method} {route.path}" for route in admin.router.routes for method in route.methods]  # type: ignore[attr-defined]
METRICS = sorted(set(re.findall(r"^# TYPE (channel_\w+) ", Metrics().render().decode(), re.MULTILINE)))


@pytest.mark.parametrize("name", [*SETTINGS, *ROUTES, *METRICS])
def test_the_guide_names(name: str) -> None:
    assert name in GUIDE


def test_the_guide_names_no_other_setting() -> None:
    assert set(re.findall(r"\bZALO_[A-Z_]+\b", GUIDE)) == set(SETTINGS)
