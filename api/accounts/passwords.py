"""Passwords: Argon2id hashes, and what a password must be."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.accounts.wording import AccessError
from knowledge.text import fold

_LEAST, _MOST = 12, 200
_hasher = PasswordHasher()


def hashed(name: str, password: str) -> str:
    """Return the hash of an acceptable password; raise AccessError for one that is not."""
    if len(password) < _LEAST:
        raise AccessError("short_password", least=_LEAST)
    if len(password) > _MOST:
        raise AccessError("long_password", most=_MOST)
    if fold(name) in fold(password):
        raise AccessError("name_in_password")
    return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def matches(stored: str | None, password: str) -> bool:
    """Tell whether *password* gives *stored*; takes as long when there is no hash to compare with."""
    try:
        verified = _hasher.verify(stored or _nobody(), password[: _MOST + 1].encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
    return verified and stored is not None


def outdated(stored: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobody() -> str:
    return _hasher.hash(b"")
