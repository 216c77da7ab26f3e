"""A one-stop system behind an HTTP address: time-outs, retries, circuit breaker; codes never reach a log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
import structlog
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from bot.connectors.breaker import CircuitBreaker
from bot.connectors.onestop import FileState, OneStopDownError, RequestKind
from knowledge.text import collapse, nfc

_log = structlog.get_logger("onestop")
MOST_BYTES = 256 * 1024
LONGEST = 500
DEFAULT_FIELDS: Mapping[str, str] = {
    "state": "state",
    "procedure": "procedure",
    "office": "office",
    "received": "received",
    "due": "due",
    "note": "note",
    "reference": "reference",
}


class _PassingError(OneStopDownError):
    """Worth another try: a time-out, a broken connection, 429 or a server's error."""


@dataclass(frozen=True)
class HttpOptions:
    """Where the system is and how it is asked.

    ``status_url`` holds '{code}' where the code goes. ``fields`` names, by our name, where a value stands
    in the JSON ('data.trangThai'). ``patience`` bounds all tries of one question together, in seconds.
    """

    status_url: str = ""
    request_urls: Mapping[RequestKind, str] = field(default_factory=dict)
    token: str = ""
    timeout: float = 4.0
    attempts: int = 3
    patience: float = 10.0
    fields: Mapping[str, str] = field(default_factory=dict)


class HttpOneStop:
    """Asks over HTTP. Thread-safe."""

    def __init__(
        self,
        options: HttpOptions,
        breaker: CircuitBreaker | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._options = options
        self._fields = {**DEFAULT_FIELDS, **options.fields}
        self._breaker = breaker or CircuitBreaker()
        headers = {"Accept": "application/json"}
        if options.token:
            headers["Authorization"] = f"Bearer {options.token}"
        self._http = httpx.Client(
            timeout=options.timeout,
            headers=headers,
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def file_state(self, code: str) -> FileState | None:
        """Ask for a file; see OneStop."""
        if not self._options.status_url:
            raise OneStopDownError("no address for files")
        answer = self._ask("GET", self._options.status_url.replace("{code}", quote(code, safe="")), None)
        if answer is None:
            return None
        told = {
            name: self._value(answer, name) for name in ("procedure", "office", "received", "due", "note")
        }
        state = self._value(answer, "state")
        if not state:
            _log.warning("unreadable", what="no state")
            raise OneStopDownError("the answer names no state")
        return FileState(state, **told)

    def knows_files(self) -> bool:
        """Tell whether there is an address for files."""
        return bool(self._options.status_url)

    def takes(self, kind: RequestKind) -> bool:
        """Tell whether there is an address for *kind*."""
        return bool(self._options.request_urls.get(kind))

    def hand_over(self, kind: RequestKind, receipt: str, fields: Mapping[str, str]) -> str:
        """Post a request; see OneStop."""
        if not self.takes(kind):
            raise OneStopDownError(f"no address for {kind}")
        answer = self._ask("POST", self._options.request_urls[kind], {"receipt": receipt, **fields}, receipt)
        if answer is None:
            raise OneStopDownError("the address does not exist")
        return self._value(answer, "reference")

    def _ask(self, method: str, url: str, body: Any, key: str = "") -> Any:
        """Return the JSON of the answer, None for 404. Raises OneStopDownError."""
        if not self._breaker.allows():
            raise OneStopDownError("resting after failures")
        tries = Retrying(
            stop=stop_after_attempt(self._options.attempts) | stop_after_delay(self._options.patience),
            wait=wait_random_exponential(multiplier=0.2, max=2),
            retry=retry_if_exception_type(_PassingError),
            reraise=True,
        )
        try:
            answer = tries(self._once, method, url, body, key)
        except OneStopDownError as error:
            self._breaker.failed()
            # The address holds the code, so it is not logged, nor is the answer.
            _log.warning("failed", method=method, reason=str(error), tries=tries.statistics["attempt_number"])
            raise
        self._breaker.succeeded()
        return answer

    def _once(self, method: str, url: str, body: Any, key: str) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        try:
            with self._http.stream(method, url, json=body, headers=headers) as response:
                if response.status_code == 404:
                    return None
                if response.status_code == 429 or response.status_code >= 500:
                    raise _PassingError(f"status {response.status_code}")
                if not response.is_success:
                    raise OneStopDownError(f"status {response.status_code}")
                data = b""
                for part in response.iter_bytes():
                    data += part
                    if len(data) > MOST_BYTES:
                        raise OneStopDownError("the answer is too long")
                return json.loads(data) if data.strip() else {}
        except httpx.TimeoutException:
            raise _PassingError("time-out") from None
        except httpx.TransportError as error:
            raise _PassingError(type(error).__name__) from None
        except (ValueError, RecursionError):
            raise OneStopDownError("the answer is no JSON") from None

    def _value(self, answer: Any, name: str) -> str:
        for step in self._fields[name].split("."):
            answer = answer.get(step) if isinstance(answer, Mapping) else None
        if not isinstance(answer, (str, int, float)) or isinstance(answer, bool):
            return ""
        return collapse(nfc(str(answer)))[:LONGEST]
