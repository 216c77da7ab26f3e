from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from tests.api.accounts.conftest import PASSWORD


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def run(*args: object, code: int = 0, typed: str = "") -> str:
    result = CliRunner().invoke(app, [str(arg) for arg in args], input=typed)
    assert result.exit_code == code, result.output
    return result.output


def test_the_first_admin_has_the_password_that_was_typed_and_no_other(tmp_path: Path) -> None:
    assert "Đã tạo tài khoản “lan”" in run(
        "account", "add", "lan", "--role", "admin", typed=f"{PASSWORD}\n{PASSWORD}\n"
    )
    assert PASSWORD not in run("account", "list")
    kept = tmp_path / "mat-khau.txt"
    kept.write_text(PASSWORD + "\n", encoding="utf-8")
    run(
        "account",
        "add",
        "hoa",
        "--role",
        "official",
        "--agency",
        "da-nang/so-noi-vu",
        "--password-file",
        kept,
    )
    listed = run("account", "list")
    assert "hoa  Công chức  da-nang/so-noi-vu  đang dùng" in listed
    run("account", "add", "x", "--role", "admin", typed="\n\n\n", code=1)
    kept.write_text("\n", encoding="utf-8")
    assert "không có mật khẩu" in run(
        "account", "add", "ma", "--role", "editor", "--password-file", kept, code=2
    )
    assert "Không có vai trò" in run(
        "account", "add", "ma", "--role", "chief", typed=f"{PASSWORD}\n{PASSWORD}\n", code=2
    )


def test_accounts_are_changed_ended_and_unlocked() -> None:
    for name in ("lan", "hoa"):
        run("account", "add", name, "--role", "admin", typed=f"{PASSWORD}\n{PASSWORD}\n")
    run("account", "role", "hoa", "editor")
    assert "hoa  Biên tập" in run("account", "list")
    run("account", "disable", "hoa")
    assert "đã ngừng" in run("account", "list")
    run("account", "enable", "hoa")
    run("account", "unlock", "hoa", "--no-code")
    run("account", "password", "hoa", typed=f"{PASSWORD}!\n{PASSWORD}!\n")
    assert "cuối cùng" in run("account", "disable", "lan", code=2)
    assert "Không có tài khoản" in run("account", "unlock", "ma", code=2)


def test_tokens_are_given_and_revoked() -> None:
    assert "chỉ hiện một lần" in run("token", "add", "đọc", "--scope", "documents.view", "--days", 30)
    run("token", "add", "mọi-thứ")
    assert "đã có" in run("token", "add", "đọc", code=2).lower()
    assert "Không có quyền" in run("token", "add", "lạ", "--scope", "x", code=2)
    listed = run("token", "list")
    assert "đọc  documents.view" in listed and "mọi-thứ  mọi quyền  không hết hạn" in listed
    run("token", "revoke", "đọc")
    assert "Không có mã" in run("token", "revoke", "đọc", code=2)


def test_the_audit_log_is_checked_and_exported(tmp_path: Path) -> None:
    run("account", "add", "lan", "--role", "admin", typed=f"{PASSWORD}\n{PASSWORD}\n")
    said = run("audit", "verify")
    head = said.rsplit(" ", 1)[1].strip()
    assert "Nhật ký nguyên vẹn: 1 mục" in said
    run("token", "add", "t")
    run("audit", "verify", "--head", head)
    assert "bị sửa hoặc thiếu" in run("audit", "verify", "--head", "f" * 64, code=2)
    file = tmp_path / "nhat-ky.jsonl"
    run("audit", "export", file)
    entries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [entry["action"] for entry in entries] == ["account.add", "token.add"]
    assert entries[0]["digest"] == head and entries[0]["actor"].startswith("lệnh:")
