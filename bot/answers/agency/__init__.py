"""The tasks of one agency as of a day, for its civil servants."""

from bot.answers.agency.agenda import Agenda, Due, agenda

__all__ = ["Agenda", "Due", "agenda"]
