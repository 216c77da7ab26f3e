"""Forms: questions we ask back, kept open over turns. Rasa keeps the loop; what is asked is decided here."""

from bot.answers.forms.state import FORM_SLOTS, Form, Step, is_done, is_open

__all__ = ["FORM_SLOTS", "Form", "Step", "is_done", "is_open"]
