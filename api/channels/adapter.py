"""What the channels need of a platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from api.channels.message import Message, Sent
from api.channels.sealing import Seal
from knowledge.store.inbox import Event

Configured = Literal["off", "setup", "on"]


class Refused(Exception):  # noqa: N818 - an answer to the platform, not a fault of ours
    """A request that is not the platform's, or cannot be read. ``problem`` names the problem document."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Adapter(Protocol):
    """One platform: reads its events, sends messages to its users."""

    name: str
    configured: Configured
    missing: str
    """The environment variables without which the channel is off or in set-up."""
    buttons: bool
    """Whether messages can carry buttons; without them choices are letters in the text."""

    seal: Seal
    """Keeps typed text between the webhook and the answer."""

    def read(self, raw: bytes, headers: Mapping[str, str], account: str) -> Event | None:
        """Return the event of a genuine request, None for one that needs no answer.

        *account* is the account we speak for, '' while it is not known. Raises Refused.
        """

    async def send(self, user_id: str, message: Message) -> Sent:
        """Send one message; never raises for what the platform does."""

    async def upkeep(self) -> None:
        """Do what is due now and then, such as renewing tokens; never raises for what the platform does."""

    async def close(self) -> None:
        """Let go of connections."""
