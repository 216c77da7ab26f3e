"""Corrections by people as a layer over what was read: form values of fields, and the layer itself."""

from knowledge.corrections.fields import (
    FieldError,
    changed,
    coherent,
    correctable,
    field_label,
    kind_label,
    printed,
)
from knowledge.corrections.layer import Layered, anchor_of, layered

__all__ = [
    "FieldError",
    "Layered",
    "anchor_of",
    "changed",
    "coherent",
    "correctable",
    "field_label",
    "kind_label",
    "layered",
    "printed",
]
