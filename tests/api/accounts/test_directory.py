from __future__ import annotations

import pyotp
import pytest

from api.accounts.directory import FAILURES, Accounts
from api.accounts.sessions import Sessions
from api.accounts.wording import AccessError
from knowledge.store import Store
from knowledge.store.access import AccountRow
from knowledge.store.audit import Audit
from tests.api.accounts.conftest import PASSWORD, Clock


@pytest.fixture
def accounts(store: Store, clock: Clock) -> Accounts:
    made = Accounts(store, clock)
    made.add("Lan", "admin", PASSWORD)
    return made


def refused(accounts: Accounts, password: str, code: str = "", name: str = "lan") -> str:
    with pytest.raises(AccessError) as caught:
        accounts.signed_in(name, password, code)
    return caught.value.key


def test_a_password_is_kept_as_an_argon2_hash_only(accounts: Accounts, store: Store) -> None:
    with store.reading() as session:
        kept = session.query(AccountRow).one().password
    assert kept is not None and kept.startswith("$argon2id$") and PASSWORD not in kept
    assert accounts.signed_in("LAN ", PASSWORD).name == "lan"
    assert refused(accounts, PASSWORD + " ") == "wrong"
    assert refused(accounts, PASSWORD, name="nobody") == "wrong"


@pytest.mark.parametrize(
    ("name", "role", "password", "agency", "key"),
    [
        ("Lan", "admin", PASSWORD, None, "name_taken"),
        ("a b", "admin", PASSWORD, None, "bad_name"),
        ("minh", "chief", PASSWORD, None, "unknown_role"),
        ("minh", "admin", "ngắn", None, "short_password"),
        ("minh", "admin", "d" * 500, None, "long_password"),
        ("minh", "admin", "mật khẩu của Minh đây", None, "name_in_password"),
        ("minh", "official", PASSWORD, None, "agency_needed"),
        ("minh", "official", PASSWORD, "da-nang/khong-co", "unknown_agency"),
    ],
)
def test_an_unfit_account_is_refused_with_its_reason(
    accounts: Accounts, name: str, role: str, password: str, agency: str | None, key: str
) -> None:
    with pytest.raises(AccessError) as caught:
        accounts.add(name, role, password, agency)
    assert caught.value.key == key and len(str(caught.value)) > 20
    assert len(accounts.all()) == 1


def test_failures_lock_the_account_longer_and_longer(accounts: Accounts, clock: Clock) -> None:
    for _ in range(FAILURES):
        assert refused(accounts, "sai sai sai sai") == "wrong"
    assert refused(accounts, PASSWORD) == "locked"
    clock.pass_(minutes=16)
    assert refused(accounts, "vẫn cứ sai mãi") == "wrong"
    clock.pass_(minutes=16)
    assert refused(accounts, PASSWORD) == "locked"
    clock.pass_(minutes=15)
    assert accounts.signed_in("lan", PASSWORD).locked_until is None
    for _ in range(FAILURES - 1):
        refused(accounts, "sai")
    assert accounts.signed_in("lan", PASSWORD)


def test_an_admin_unlocks(accounts: Accounts) -> None:
    for _ in range(FAILURES):
        refused(accounts, "sai")
    accounts.unlock("lan")
    assert accounts.signed_in("lan", PASSWORD)


def test_a_code_works_once(accounts: Accounts, clock: Clock) -> None:
    secret = pyotp.random_base32()
    accounts.set_totp("lan", secret)
    assert refused(accounts, PASSWORD) == "code_needed"
    assert refused(accounts, PASSWORD, "000000") == "wrong"
    code = pyotp.TOTP(secret).at(clock())
    assert refused(accounts, "sai", code) == "wrong"
    assert accounts.signed_in("lan", PASSWORD, f"{code[:3]} {code[3:]}").two_steps
    assert refused(accounts, PASSWORD, code) == "wrong"
    clock.pass_(seconds=90)
    assert accounts.signed_in("lan", PASSWORD, pyotp.TOTP(secret).at(clock()))


def test_the_last_admin_stays(accounts: Accounts) -> None:
    for role, disabled in (("editor", False), ("admin", True)):
        with pytest.raises(AccessError) as caught:
            accounts.change("lan", role, None, disabled=disabled)
        assert caught.value.key == "last_admin"
    accounts.add("minh", "admin", PASSWORD)
    assert accounts.change("lan", "editor", None, disabled=False).role == "editor"


def test_ending_an_account_or_its_password_ends_its_sessions(
    accounts: Accounts, store: Store, clock: Clock
) -> None:
    sessions = Sessions(store, clock)
    minh = accounts.add("minh", "editor", PASSWORD)
    first = sessions.begin(minh)
    accounts.set_password("minh", PASSWORD + "!")
    assert sessions.account(first) is None
    second = sessions.begin(minh)
    accounts.change("minh", "editor", None, disabled=True)
    assert sessions.account(second) is None
    assert refused(accounts, PASSWORD + "!", name="minh") == "disabled"


def test_a_session_ends_when_idle_and_in_any_case_after_half_a_day(
    accounts: Accounts, store: Store, clock: Clock
) -> None:
    sessions = Sessions(store, clock)
    lan = accounts.get("lan")
    idle = sessions.begin(lan)
    clock.pass_(minutes=59)
    assert sessions.account(idle) == lan
    clock.pass_(minutes=59)
    assert sessions.account(idle) == lan
    clock.pass_(minutes=61)
    assert sessions.account(idle) is None
    busy = sessions.begin(lan)
    for _ in range(14):
        clock.pass_(minutes=50)
        assert sessions.account(busy) == lan
    clock.pass_(minutes=30)
    assert sessions.account(busy) is None
    assert sessions.account("bịa ra\ud800") is None


def test_a_role_change_counts_at_once(accounts: Accounts, store: Store, clock: Clock) -> None:
    sessions = Sessions(store, clock)
    cookie = sessions.begin(accounts.add("minh", "editor", PASSWORD))
    accounts.change("minh", "publisher", None, disabled=False)
    found = sessions.account(cookie)
    assert found is not None and found.role == "publisher"


def test_an_account_of_the_provider_follows_it(accounts: Accounts) -> None:
    with pytest.raises(AccessError) as caught:
        accounts.of_provider("https://idp 1", "hoa@danang.gov.vn", None, None)
    assert caught.value.key == "no_role"
    first = accounts.of_provider("https://idp 1", "hoa@danang.gov.vn", "editor", None)
    assert (first.local, first.role) == (False, "editor")
    assert accounts.of_provider("https://idp 1", "hoa@danang.gov.vn", "publisher", None).id == first.id
    assert accounts.of_provider("https://idp 1", "hoa@danang.gov.vn", None, None).role == "publisher"
    with pytest.raises(AccessError) as caught:
        accounts.of_provider("https://idp 2", "lan", "admin", None)
    assert caught.value.key == "provider_taken"
    assert refused(accounts, "", name="hoa@danang.gov.vn") == "wrong"


def test_every_change_is_in_the_audit_log(accounts: Accounts, store: Store) -> None:
    accounts.add("minh", "editor", PASSWORD)
    accounts.set_password("minh", PASSWORD + "?")
    for _ in range(FAILURES):
        refused(accounts, "sai", name="minh")
    entries = list(Audit(store).entries())
    assert [(entry.action, entry.subject) for entry in entries[-3:]] == [
        ("account.add", "minh"),
        ("account.password", "minh"),
        ("account.locked", "minh"),
    ]
    assert not any(PASSWORD in entry.details for entry in entries)
