"""Optional: a language model words an answer anew, and only what says exactly the same is used."""

from bot.answers.rewording.client import LanguageModel
from bot.answers.rewording.stage import Reword

__all__ = ["LanguageModel", "Reword"]
