"""Today is Vietnam's day, for the chat as for the civil servants' page, wherever the server stands."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest

from bot.answers.pipeline import Assistant
from knowledge import clock
from knowledge.snapshot import Snapshot
from tests.bot.answers.published import with_procedures


@pytest.fixture
def far_west(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server so far west of Vietnam that it never has the same day."""
    monkeypatch.setenv("TZ", "WEST24")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_an_answer_is_of_vietnams_day(far_west: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    assistant = Assistant(with_procedures(Snapshot("clock"), tmp_path_factory.mktemp("clock")))
    in_vietnam = (dt.datetime.now(dt.timezone.utc) + dt.timedelta(hours=7)).date()
    as_of = assistant.answer("xin chào").answer.as_of
    assert as_of == clock.today() == in_vietnam != dt.date.today()
