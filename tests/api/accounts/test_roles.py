from __future__ import annotations

from api.accounts.roles import Principal, permissions, roles


def test_admin_may_everything_and_citizen_nothing() -> None:
    for permission in permissions():
        assert Principal("a", "admin").may(permission).allowed
        denied = Principal("b", "citizen").may(permission)
        assert not denied.allowed and "Người dân" in denied.reason and "Quản trị" in denied.reason


def test_a_denial_names_the_roles_that_may() -> None:
    assert Principal("a", "editor").may("documents.publish").reason == (
        "Vai trò Biên tập không được công bố, hẹn giờ, rút văn bản và quay lại bản trước; "
        "việc này cần vai trò Công bố hoặc Quản trị."
    )


def test_an_official_corrects_records_of_the_own_agency_only() -> None:
    official = Principal("a", "official", "da-nang/so-noi-vu")
    assert official.may("corrections.write").allowed
    assert official.may("corrections.write", ["da-nang/so-noi-vu", None]).allowed
    denied = official.may("corrections.write", ["da-nang/so-tu-phap"])
    assert not denied.allowed and "Sở Nội vụ" in denied.reason
    assert not Principal("a", "official").may("corrections.write").allowed


def test_a_token_is_held_to_its_scopes() -> None:
    assert Principal("t").may("accounts.manage").allowed
    limited = Principal("t", scopes=frozenset({"documents.view"}))
    assert limited.may("documents.view").allowed
    assert "t" in limited.may("documents.upload").reason


def test_every_role_with_an_agency_says_so() -> None:
    assert [role.id for role in roles().values() if role.needs_agency] == ["official"]
