from __future__ import annotations

import sys
import tarfile
import time
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.adminweb.training import intent_names
from api.library import Library
from api.training import Bench, bench
from bot.rasa.additional import read
from bot.rasa.model_file import model_in
from knowledge.store.audit import Audit
from knowledge.store.examples import Examples
from tests.api.admin_support import Visitor, told

HOME = "/admin/training"
FAKE = """
import fcntl, json, sys, tarfile, time
from pathlib import Path
from bot.rasa.model_file import digest_of, model_in
models, candidate, report = map(Path, sys.argv[3:])
with report.with_suffix(".lock").open("w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    time.sleep(1)
    figures = {"macro_f1": 0.95, "macro_f1_unaccented": 0.94, "added_right": 0}
    with tarfile.open(model_in(models, candidate), "w:gz") as archive:
        archive.add(candidate)
    told = {"state": "done", "candidate": digest_of(candidate), "shipped": 100, "added": 1, "known": 0,
            "old": figures, "new": {**figures, "macro_f1": 0.951, "added_right": 1}, "advice": "activate",
            "wrong": [], "ended": "2026-12-01T00:00:00+00:00"}
    report.write_text(json.dumps(told))
"""


@pytest.fixture(autouse=True)
def _trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trainer that takes a second and always finds the new model better."""
    script = tmp_path / "trainer.py"
    script.write_text(FAKE)
    command = tmp_path / "python"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} {script} "$@"\n')
    command.chmod(0o755)
    monkeypatch.setattr(bench, "PYTHON", command)


def done(visitor: Visitor) -> str:
    end = time.monotonic() + 30
    while "Đang huấn luyện" in (page := visitor.open(HOME)):
        assert time.monotonic() < end
        time.sleep(0.2)
    return page


def test_an_unanswered_question_becomes_an_example_in_use_and_goes_again(
    visitor: Visitor, app: FastAPI, opened: Library
) -> None:
    visitor.sign_in("ed")
    form = visitor.open(f"{HOME}?text=Sở nào lo vụ này")
    assert 'value="Sở nào lo vụ này"' in form and "Duyệt" not in form
    page = told(visitor.send(HOME, HOME, text="Sở nào lo vụ này", intent="ask_lead"), 200)
    assert "Chờ duyệt (1)" in page
    [example] = Examples(opened.store).listed()
    assert visitor.send(f"{HOME}/review", HOME, example=example.id, action="approved").status_code == 403
    visitor.send("/admin/logout")
    visitor.sign_in("pub")
    assert "Chưa có câu mẫu" in told(visitor.send(f"{HOME}/model", HOME, action="compare"), 422)
    assert "so sánh lại" in told(visitor.send(f"{HOME}/model", HOME, action="activate"), 422)
    page = told(visitor.send(f"{HOME}/review", HOME, example=example.id, action="approved"), 200)
    assert "Đã duyệt (1)" in page
    assert "sở nào lo vụ này" in visitor.client.get(f"{HOME}/examples.yml").text.casefold()
    started = told(visitor.send(f"{HOME}/model", HOME, action="compare"), 200)
    assert "Đang huấn luyện" in started
    assert "Đang có một lượt" in told(visitor.send(f"{HOME}/model", HOME, action="compare"), 422)
    page = done(visitor)
    for words in ("0,9500", "0,9510", "0/1", "1/1", "Nên dùng mô hình mới"):
        assert words in page, words
    used = Bench(opened.store, opened.settings.data_dir)
    shipped = model_in(used.models)
    page = told(visitor.send(f"{HOME}/model", HOME, action="activate"), 200)
    assert "có câu mẫu thêm của đơn vị" in page
    assert read(used.active) == [("ask_lead", "Sở nào lo vụ này")]
    assert model_in(used.models) != shipped and tarfile.is_tarfile(model_in(used.models))
    Examples(opened.store).propose("Sở nào lo vụ này nữa", "ask_lead")
    Examples(opened.store).decide(Examples(opened.store).listed("proposed")[0].id, "approved")
    assert "đã thay đổi sau lần so sánh" in visitor.open(HOME)
    told(visitor.send(f"{HOME}/model", HOME, action="deactivate"), 200)
    assert model_in(used.models) == shipped
    assert "không có câu mẫu thêm" in told(visitor.send(f"{HOME}/model", HOME, action="deactivate"), 422)
    actions = [entry.action for entry in Audit(opened.store).latest(6)]
    assert "training.activate" in actions and "training.deactivate" in actions


@pytest.mark.parametrize(
    ("text", "intent", "words"),
    [
        ("gọi 0905 123 456 hỏi ai", "ask_lead", "số điện thoại"),
        ("[]", "ask_lead", "phải có chữ"),
        ("dài " * 100, "ask_lead", "tối đa 300"),
        ("Sở nào lo", "khong_co", "chọn ý định"),
    ],
)
def test_a_bad_example_is_told_and_not_kept(
    visitor: Visitor, opened: Library, text: str, intent: str, words: str
) -> None:
    visitor.sign_in("ed")
    assert words in told(visitor.send(HOME, HOME, text=text, intent=intent), 422)
    assert Examples(opened.store).listed() == ()


def test_every_intent_has_its_meaning(visitor: Visitor) -> None:
    visitor.sign_in("ed")
    page = visitor.open(HOME)
    assert all(f'value="{name}"' in page and meaning in page for name, meaning in intent_names().items())
    visitor.send("/admin/logout")
    visitor.sign_in("op")
    visitor.open(HOME, 403)
