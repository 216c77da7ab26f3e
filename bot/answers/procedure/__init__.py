"""Answers on administrative procedures (TTHC)."""

from bot.answers.procedure.answer import answer_procedure

__all__ = ["answer_procedure"]
