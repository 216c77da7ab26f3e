from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from knowledge.store import Store

PASSWORD = "một mật khẩu thật dài"


@dataclass
class Clock:
    now: dt.datetime = dt.datetime(2026, 11, 24, 8, tzinfo=dt.timezone.utc)

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()
