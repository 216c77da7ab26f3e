"""Addresses of records on the document and procedure pages. Answers and pages build links only here."""

from __future__ import annotations

from urllib.parse import quote


def document_url(document_id: str, anchor: str | None = None) -> str:
    """Return the page of a document, at *anchor* when given.

    An anchor is a task's row ('3.n') or a line of the text ('L120', see ``line_anchor``).
    """
    fragment = "" if anchor is None else "#" + quote(anchor, safe=".-~:,")
    return f"/documents/{quote(document_id, safe='')}{fragment}"


def procedure_url(procedure_id: str) -> str:
    """Return the page of a procedure."""
    return f"/procedures/{quote(procedure_id, safe='')}"


def line_anchor(text: str, offset: int) -> str:
    r"""Return the anchor of the line of the canonical *text* that holds *offset*.

    >>> line_anchor("Điều 1.\nĐiều 2.", 9)
    'L2'
    """
    return f"L{text.count(chr(10), 0, offset) + 1}"


def with_quote(url: str, quoted: str | None, limit: int = 300) -> str:
    """Return *url* so that its page marks *quoted* (its first *limit* characters, cut at a word)."""
    if not quoted or not url.startswith(("/documents/", "/procedures/")):
        return url
    words = " ".join(quoted.split())
    if len(words) > limit:
        words = words[:limit].rpartition(" ")[0]
    path, hash_mark, anchor = url.partition("#")
    separator = "&" if "?" in path else "?"
    return f"{path}{separator}q={quote(words)}{hash_mark}{anchor}"
