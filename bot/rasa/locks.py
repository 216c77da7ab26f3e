"""Where Rasa keeps its locks on conversations: in its own memory, or in Redis for several processes."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote, urlsplit

import redis
from rasa.core.lock_store import LockStore, RedisLockStore
from rasa.utils.endpoints import EndpointConfig

_PORT = 6379
_DATABASE = 1
_PREFIX = "trolyao"
_SECONDS = 5.0


def lock_store_of(url: str) -> EndpointConfig | None:
    """Return the lock store that ``redis://:PASSWORD@HOST:PORT/DB`` (or ``rediss://``) names; None for ''."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("redis", "rediss") or not parts.hostname:
        raise ValueError("REDIS_URL must be redis://HOST or rediss://HOST")
    return EndpointConfig(
        url=parts.hostname,
        type="redis",
        port=parts.port or _PORT,
        db=int(parts.path.strip("/") or _DATABASE),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_ssl=parts.scheme == "rediss",
        key_prefix=_PREFIX,
        socket_timeout=_SECONDS,
    )


async def reachable(store: LockStore) -> bool:
    """Tell whether locks can be had: without them no message is answered."""
    if not isinstance(store, RedisLockStore):
        return True
    try:
        return bool(await asyncio.to_thread(store.red.ping))
    except redis.RedisError:
        return False
