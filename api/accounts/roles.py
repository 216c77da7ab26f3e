"""Roles and permissions, read from data/roles.yaml; a denial always says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.agencies import Registry

_DATA = Path(__file__).parents[1] / "data" / "roles.yaml"
_OWN = ":own"


@dataclass(frozen=True)
class Decision:
    """Whether something is allowed; ``reason`` is the Vietnamese sentence of a denial, '' when allowed."""

    allowed: bool
    reason: str = ""


@dataclass(frozen=True)
class Role:
    """One role: its id, its Vietnamese name, its permissions, whether it belongs to an agency."""

    id: str
    name: str
    may: frozenset[str]
    needs_agency: bool


@dataclass(frozen=True)
class Principal:
    """Whoever acts: a signed-in person, or a program with a token.

    ``role`` is None for a token, whose ``scopes`` are its permissions (None: all of them).
    """

    name: str
    role: str | None = None
    agency_id: str | None = None
    scopes: frozenset[str] | None = None

    def may(self, permission: str, agencies: Iterable[str | None] | None = None) -> Decision:
        """Decide on *permission*; *agencies* are those of the record it is about.

        Without *agencies* a right limited to the own agency counts as given, so that its pages can open.
        """
        if self.role is None:
            if self.scopes is None or permission in self.scopes:
                return Decision(True)
            return _denied("scope", name=self.name, what=permissions()[permission])
        role = roles()[self.role]
        if permission in role.may:
            return Decision(True)
        what = permissions()[permission]
        if permission + _OWN not in role.may:
            return _denied("role", role=role.name, what=what, others=_holders(permission))
        if self.agency_id is None:
            return _denied("no_agency", what=what)
        if agencies is None or self.agency_id in set(agencies):
            return Decision(True)
        found = Registry.default().get(self.agency_id)
        return _denied("own", role=role.name, what=what, agency=found.full_name if found else self.agency_id)


def _denied(key: str, **values: object) -> Decision:
    return Decision(False, _data()["denials"][key].format(**values))


def _holders(permission: str) -> str:
    names = [role.name for role in roles().values() if permission in role.may]
    return ", ".join(names[:-1]) + " hoặc " + names[-1] if len(names) > 1 else names[0]


@cache
def roles() -> dict[str, Role]:
    """Return the roles by id, from the least to the most trusted."""
    known = set(permissions())
    found = {}
    for key, spec in _data()["roles"].items():
        may = frozenset(spec["may"])
        unknown = {item.removesuffix(_OWN) for item in may} - known
        if unknown:
            raise ValueError(f"{_DATA.name}: role {key} has unknown permissions {sorted(unknown)}")
        found[key] = Role(key, spec["name"], may, spec.get("agency", False))
    return found


def permissions() -> dict[str, str]:
    """Return what each permission allows, as words that follow 'được'."""
    found: dict[str, str] = _data()["permissions"]
    return found


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded
