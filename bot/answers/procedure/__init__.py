"""Answers on administrative procedures (TTHC)."""

from bot.answers.procedure.answer import answer_procedure, answer_reform

__all__ = ["answer_procedure", "answer_reform"]
