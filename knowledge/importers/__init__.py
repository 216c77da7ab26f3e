"""Brings procedures in from the forms in which the state publishes them."""

from knowledge.importers.importing import import_procedures
from knowledge.importers.report import ImportReport, Problem
from knowledge.importers.spreadsheet import write_template

__all__ = ["ImportReport", "Problem", "import_procedures", "write_template"]
