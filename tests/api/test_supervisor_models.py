"""Examples taken into use start the dialogue anew with their model; a training that fails changes nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api import supervisor
from api.preflight import PreflightError
from api.processes import Service, StartError
from bot.rasa.additional import write
from bot.rasa.model_file import additional_in, model_in


async def test_the_dialogue_follows_the_examples_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = tmp_path / "models"
    renewed: list[Path] = []
    broken = False

    async def train(_: Any) -> None:
        if broken:
            raise PreflightError("Huấn luyện không xong")

    monkeypatch.setattr(supervisor, "train", train)
    plan = SimpleNamespace(models=models, talking=lambda model: model)
    rasa = SimpleNamespace(renew=renewed.append)
    following = asyncio.ensure_future(supervisor.follow_model(cast(Any, plan), cast(Any, rasa), 0.02))

    async def until(count: int) -> None:
        async with asyncio.timeout(10):
            while len(renewed) < count:
                await asyncio.sleep(0.01)

    shipped = model_in(models)
    await asyncio.sleep(0.2)
    assert renewed == []
    write(additional_in(models), [("ask_lead", "sở nào lo")])
    await until(1)
    assert renewed[0] == model_in(models) != shipped
    broken = True
    write(additional_in(models), [("ask_lead", "sở nào hỏng")])
    await asyncio.sleep(0.2)
    assert len(renewed) == 1 and not following.done()
    broken = False
    additional_in(models).unlink()
    await until(2)
    assert renewed[1] == shipped
    following.cancel()


async def test_a_training_may_take_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed: list[float] = []

    async def start(service: Service) -> None:
        allowed.append(service._start_seconds)
        raise StartError(service.name, None)

    monkeypatch.setattr(Service, "start", start)
    plan = SimpleNamespace(models=tmp_path / "models", logs=tmp_path, env={})
    with pytest.raises(PreflightError):
        await supervisor.train(cast(Any, plan))
    # Three minutes, the time other processes have, were too few on a busy machine.
    assert allowed == [3600.0]
