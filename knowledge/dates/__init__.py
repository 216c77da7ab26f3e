"""One Vietnamese date grammar for documents and for questions."""

from knowledge.dates.deadline import parse_deadline
from knowledge.dates.windows import Window, find_windows, in_year

__all__ = ["Window", "find_windows", "in_year", "parse_deadline"]
