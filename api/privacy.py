"""Masking of personal numbers: ``knowledge.masking``, under the name the HTTP rooms use."""

from knowledge.masking import mask

__all__ = ["mask"]
