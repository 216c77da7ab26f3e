"""One Vietnamese date grammar for documents and for questions."""

from knowledge.dates.deadline import parse_deadline
from knowledge.dates.windows import Window, find_windows

__all__ = ["Window", "find_windows", "parse_deadline"]
