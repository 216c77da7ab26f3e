"""Sealing what a user typed for the short time until it is answered.

Personal numbers are never kept readable, yet a form may need the one it asked for. The masked text is
what operators see; the whole text lies beside it, encrypted with a key that is not in the database,
and both are emptied once the event is settled.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken


class Seal:
    """Encrypts with a key derived from *secret*, a secret of the channel."""

    def __init__(self, secret: str) -> None:
        key = hashlib.sha256(f"trolyao channel inbox\n{secret}".encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, whole: str, masked: str) -> str:
        """Return *whole* encrypted, '' when *masked* hides nothing of it."""
        return "" if whole == masked else self._fernet.encrypt(whole.encode()).decode()

    def open(self, sealed: str, masked: str) -> str:
        """Return the whole text; *masked* when nothing was sealed or the secret has changed since."""
        if not sealed:
            return masked
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return masked
