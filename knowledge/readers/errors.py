"""The one error a reader raises, worded from a data file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_MESSAGES = Path(__file__).parent.parent / "data" / "reading.yaml"


@lru_cache(maxsize=1)
def _messages() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(_MESSAGES.read_text(encoding="utf-8"))
    return loaded


def wording(section: str, key: str, **values: Any) -> str:
    """Return the Vietnamese sentence *key* of *section* ('errors', 'warnings' or 'problems')."""
    return _messages()[section][key].format(**values)


class ReadError(Exception):
    """A file cannot be taken in.

    ``code`` is a key of ``errors`` in knowledge/data/reading.yaml, ``filename`` the file as the
    admin named it, ``message`` (also ``str(error)``) one Vietnamese sentence that names the file.
    """

    def __init__(self, code: str, filename: str, **values: Any) -> None:
        self.code = code
        self.filename = filename
        self.message = wording("errors", code, filename=filename, **values)
        super().__init__(self.message)
