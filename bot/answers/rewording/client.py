"""A client of any server that speaks the chat completions protocol of OpenAI (vLLM, llama.cpp, Ollama, …)."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import httpx

LONGEST_REPLY = 64 * 1024
"""Bytes; a longer reply is not read to its end."""
MOST_AT_ONCE = 4
"""Requests under way; a message that comes while all are busy keeps its own wording."""


class NoWordingError(Exception):
    """The model gave nothing usable: it is late, down, busy, or answered something else than text."""


@dataclass(frozen=True)
class Endpoint:
    """``url`` up to and with '/v1'; ``seconds`` is the time one answer may take, connecting included."""

    url: str
    model: str
    key: str | None = None
    seconds: float = 3.0


class LanguageModel:
    """Asks the endpoint. Thread-safe."""

    def __init__(self, endpoint: Endpoint) -> None:
        headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
        self._endpoint = endpoint
        self._http = httpx.Client(headers=headers, timeout=endpoint.seconds, trust_env=False)
        self._free = threading.BoundedSemaphore(MOST_AT_ONCE)

    def complete(self, instruction: str, text: str) -> str:
        """Return what the model says to *text* under *instruction*; raise NoWordingError when it fails."""
        if not self._free.acquire(blocking=False):
            raise NoWordingError("busy")
        try:
            return self._complete(instruction, text)
        finally:
            self._free.release()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _complete(self, instruction: str, text: str) -> str:
        body = {
            "model": self._endpoint.model,
            "temperature": 0,
            "stream": False,
            "max_tokens": len(text) + 200,
            "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": text}],
        }
        try:
            reply = httpx.Response(200, content=self._read(body)).json()
            said = reply["choices"][0]["message"]["content"]
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError) as error:
            raise NoWordingError(type(error).__name__) from error
        if not isinstance(said, str) or not said.strip():
            raise NoWordingError("empty")
        return said.strip()

    def _read(self, body: object) -> bytes:
        """Return the reply; httpx limits each read, so a server that drips is stopped by the clock here."""
        end = time.monotonic() + self._endpoint.seconds
        address = f"{self._endpoint.url.rstrip('/')}/chat/completions"
        content = b""
        with self._http.stream("POST", address, json=body) as response:
            response.raise_for_status()
            for part in response.iter_raw():
                content += part
                if time.monotonic() > end:
                    raise NoWordingError("late")
                if len(content) > LONGEST_REPLY:
                    raise NoWordingError("too long")
        return content
