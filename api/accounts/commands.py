"""Commands for accounts, tokens and the audit log."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.accounts.directory import Account, Accounts
from api.accounts.roles import permissions, roles
from api.accounts.wording import AccessError, told
from api.opening import opened_store, refusal
from knowledge.clock import utc_now
from knowledge.store import Store
from knowledge.store.audit import Audit
from knowledge.store.tokens import Tokens

account_app = typer.Typer(help="Tài khoản quản trị.", no_args_is_help=True, rich_markup_mode=None)
token_app = typer.Typer(help="Mã truy cập của API quản trị.", no_args_is_help=True, rich_markup_mode=None)
audit_app = typer.Typer(help="Nhật ký thay đổi.", no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(help="Tên đăng nhập.", metavar="TÊN")]
RoleName = Annotated[str, typer.Option("--role", help="Vai trò: " + ", ".join(roles()), metavar="VAI_TRÒ")]
Agency = Annotated[str | None, typer.Option("--agency", help="Mã cơ quan, ví dụ da-nang/so-noi-vu.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        help="Đọc mật khẩu từ dòng đầu của tệp này thay vì gõ.",
        exists=True,
        dir_okay=False,
    ),
]


@account_app.command("add", help="Tạo tài khoản; mật khẩu được hỏi hoặc đọc từ tệp, không có mặc định.")
def add_command(
    name: Name, role: RoleName, agency: Agency = None, password_file: PasswordFile = None
) -> None:
    """Add an account."""
    with _store() as store:
        account = Accounts(store).add(name, role, _password(name, password_file), agency)
        typer.echo(told("account_added", name=account.name, role=roles()[account.role].name))


@account_app.command("list", help="Liệt kê tài khoản.")
def list_command() -> None:
    """List the accounts."""
    with _store() as store:
        for account in Accounts(store).all():
            typer.echo(
                told(
                    "account_row",
                    name=account.name,
                    role=roles()[account.role].name,
                    agency=account.agency_id or "—",
                    state=told(f"state_{state_of(account)}"),
                )
            )


@account_app.command("password", help="Đặt lại mật khẩu; mọi phiên đang mở bị đăng xuất.")
def password_command(name: Name, password_file: PasswordFile = None) -> None:
    """Set a password."""
    with _store() as store:
        accounts = Accounts(store)
        accounts.get(name)
        accounts.set_password(name, _password(name, password_file))
        typer.echo(told("account_changed", name=name))


@account_app.command("role", help="Đổi vai trò.")
def role_command(
    name: Name,
    role: Annotated[str, typer.Argument(help="Vai trò mới.", metavar="VAI_TRÒ")],
    agency: Agency = None,
) -> None:
    """Give another role."""
    with _store() as store:
        accounts = Accounts(store)
        accounts.change(name, role, agency, disabled=accounts.get(name).disabled)
        typer.echo(told("account_changed", name=name))


@account_app.command("disable", help="Ngừng một tài khoản; mọi phiên đang mở bị đăng xuất.")
def disable_command(name: Name) -> None:
    """End an account."""
    _set_disabled(name, disabled=True)


@account_app.command("enable", help="Cho một tài khoản dùng lại.")
def enable_command(name: Name) -> None:
    """Resume an account."""
    _set_disabled(name, disabled=False)


@account_app.command(
    "unlock", help="Mở khóa tài khoản bị khóa do nhập sai nhiều lần; --no-code bỏ xác thực hai bước."
)
def unlock_command(
    name: Name, no_code: Annotated[bool, typer.Option("--no-code", help="Bỏ xác thực hai bước.")] = False
) -> None:
    """Unlock an account."""
    with _store() as store:
        Accounts(store).unlock(name)
        if no_code:
            Accounts(store).set_totp(name, None)
        typer.echo(told("account_changed", name=name))


@token_app.command("add", help="Cấp mã truy cập; mã chỉ hiện một lần.")
def token_add_command(
    name: Annotated[str, typer.Argument(help="Tên của mã.", metavar="TÊN")],
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help="Quyền (lặp lại được): " + ", ".join(permissions()), metavar="QUYỀN"),
    ] = None,
    days: Annotated[int | None, typer.Option("--days", help="Số ngày hiệu lực.", min=1, max=3650)] = None,
) -> None:
    """Add a token; without scopes it may do everything."""
    for item in scope or ():
        if item not in permissions():
            raise refusal(told("unknown_scope", scope=item, scopes=", ".join(permissions())))
    expires = utc_now() + dt.timedelta(days=days) if days else None
    with _store() as store:
        try:
            value = Tokens(store).add(name, scope, expires)
        except KeyError:
            raise refusal(told("token_taken", name=name)) from None
        typer.echo(told("token_added", name=name, token=value))


@token_app.command("list", help="Liệt kê mã truy cập (không hiện giá trị).")
def token_list_command() -> None:
    """List the tokens."""
    with _store() as store:
        for token in Tokens(store).all():
            scopes = told("all_scopes") if token.scopes is None else ", ".join(sorted(token.scopes))
            expires = f"{token.expires_at:%d/%m/%Y}" if token.expires_at else told("no_expiry")
            typer.echo(told("token_row", name=token.name, scopes=scopes, expires=expires))


@token_app.command("revoke", help="Thu hồi mã truy cập.")
def token_revoke_command(name: Annotated[str, typer.Argument(metavar="TÊN")]) -> None:
    """Revoke a token."""
    with _store() as store:
        if not Tokens(store).revoke(name):
            raise refusal(told("unknown_token", name=name))
        typer.echo(told("token_revoked", name=name))


@audit_app.command("verify", help="Kiểm tra chuỗi niêm phong của nhật ký.")
def audit_verify_command(
    head: Annotated[
        str | None, typer.Option("--head", help="Dấu niêm đã ghi lại trước đây; phải còn trong nhật ký.")
    ] = None,
) -> None:
    """Check the seals; exit code 2 when one does not hold."""
    with _store() as store:
        verdict = Audit(store).verify(head)
    if verdict.broken_at is not None:
        raise refusal(told("audit_broken", number=verdict.broken_at, entries=verdict.entries))
    typer.echo(told("audit_holds", entries=verdict.entries, head=verdict.head))


@audit_app.command("export", help="Xuất nhật ký thành tệp JSON mỗi dòng một mục.")
def audit_export_command(
    path: Annotated[Path, typer.Argument(help="Tệp sẽ ghi.", metavar="TỆP", dir_okay=False)],
) -> None:
    """Write all entries, one JSON object a line."""
    with _store() as store:
        lines = list(exported(Audit(store)))
    path.write_text("".join(lines), encoding="utf-8")
    typer.echo(told("audit_written", entries=len(lines), path=path))


def exported(audit: Audit) -> Iterator[str]:
    """Return the entries as lines of JSON; ``details`` stays the text that was sealed."""
    for entry in audit.entries():
        values = {**asdict(entry), "at": entry.at.isoformat(timespec="microseconds")}
        yield json.dumps(values, ensure_ascii=False) + "\n"


def state_of(account: Account) -> str:
    """Return 'ok', 'disabled' or 'locked'."""
    if account.disabled:
        return "disabled"
    return "locked" if account.locked_until and account.locked_until > utc_now() else "ok"


def _set_disabled(name: str, *, disabled: bool) -> None:
    with _store() as store:
        accounts = Accounts(store)
        account = accounts.get(name)
        accounts.change(name, account.role, account.agency_id, disabled=disabled)
        typer.echo(told("account_changed", name=name))


@contextmanager
def _store() -> Iterator[Store]:
    with opened_store() as (store, _):
        try:
            yield store
        except AccessError as error:
            raise refusal(str(error)) from error


def _password(name: str, path: Path | None) -> str:
    if path is None:
        typed: str = typer.prompt(
            told("password_prompt", name=name), hide_input=True, confirmation_prompt=True
        )
        return typed
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0]:
        raise refusal(told("password_file_blank", path=path))
    return lines[0]
