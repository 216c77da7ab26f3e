"""The dialogue as channels see it; the engine behind it runs in a process of its own."""

from bot.dialogue.client import DialogueClient
from bot.dialogue.contract import Audience, Dialogue, DialogueReply, DialogueUnavailable, Parsed, Parser

__all__ = [
    "Audience",
    "Dialogue",
    "DialogueClient",
    "DialogueReply",
    "DialogueUnavailable",
    "Parsed",
    "Parser",
]
