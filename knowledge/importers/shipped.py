"""The figures and the directory that come with the software; every one of them has a citable source."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from knowledge.importers.report import RecordError
from knowledge.importers.statistics import import_statistics
from knowledge.records.catalogue import PublicService, Statistic


@cache
def shipped_statistics() -> tuple[Statistic, ...]:
    """Return the shipped figures. Raises RecordError when the file holds a bad line."""
    report = import_statistics(
        files("knowledge").joinpath("data/statistics.csv").read_bytes(), "statistics.csv"
    )
    if report.problems:
        raise RecordError("; ".join(f"{problem.place}: {problem.message}" for problem in report.problems))
    return report.records


@cache
def shipped_services() -> tuple[PublicService, ...]:
    """Return the shipped directory. Raises TypeError for an entry with an unknown or missing field."""
    entries = yaml.safe_load(files("knowledge").joinpath("data/services.yaml").read_text("utf-8"))
    return tuple(
        PublicService(**{**entry, "other_names": tuple(entry.get("other_names", ()))}) for entry in entries
    )
