"""What every reader is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from knowledge.readers.limits import LIMITS, Limits

Convert = Callable[[str], str]


@dataclass(frozen=True)
class Source:
    """A file to read: its bytes, its name as the admin knows it, what is too much of it.

    ``convert`` turns text of a legacy font into Unicode; by default text stays as it is.
    """

    data: bytes
    filename: str
    limits: Limits = LIMITS
    convert: Convert = str
