"""The signature of webhook requests: SHA-256 over app id, raw body, timestamp and the OA's secret key."""

from __future__ import annotations

import hashlib
import hmac

HEADER = "x-zevent-signature"


def signature(app_id: str, raw: bytes, timestamp: str, secret: str) -> str:
    """Return the signature in hexadecimal."""
    stamp = timestamp.encode("utf-8", "replace")
    return hashlib.sha256(app_id.encode() + raw + stamp + secret.encode()).hexdigest()


def is_signed(header: str, app_id: str, raw: bytes, timestamp: str, secret: str) -> bool:
    """Compare in constant time; *header* is 'mac=<hex>' in either case."""
    given = header.strip().lower().removeprefix("mac=").encode("utf-8", "replace")
    return hmac.compare_digest(given, signature(app_id, raw, timestamp, secret).encode())
