"""Limits under which one file is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one reading: wall-clock ``seconds``, address space ``memory`` in MiB."""

    seconds: int = 180
    memory: int = 3072
