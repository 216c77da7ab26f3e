"""The main process as the supervisor starts it, with nothing shipped and an embedder without a model."""

from __future__ import annotations

import sys

import api.library
import api.server
from api.building import build_here
from tests.api.library_support import HashEmbedder


def main() -> int:
    """Serve until told to stop."""
    api.library.load_embedder = lambda _name: HashEmbedder()
    api.library.BuildApart = lambda *_given: build_here  # type: ignore[assignment, misc]
    api.library.refresh = lambda *_given: iter(())
    return api.server.main()


if __name__ == "__main__":
    sys.exit(main())
