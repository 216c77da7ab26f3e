"""The starter set of procedures and the canonical text that quotes of a procedure re-read."""

from knowledge.procedures.loader import ProcedureDataError, load, read_file
from knowledge.procedures.statements import CanonicalText, Statement, canonical

__all__ = ["CanonicalText", "ProcedureDataError", "Statement", "canonical", "load", "read_file"]
