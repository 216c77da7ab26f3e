"""Rasa's action endpoint, served by the main process."""

from bot.actions.answerer import Answerer, Replied
from bot.actions.webhook import actions_router

__all__ = ["Answerer", "Replied", "actions_router"]
