"""The way of a document, as one ordered list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from knowledge.ingest.apart import read_apart
from knowledge.ingest.intake import IngestError, Intake
from knowledge.ingest.limits import Limits
from knowledge.ingest.naming import file_name
from knowledge.ingest.reading import Reading
from knowledge.ingest.stages.check import check
from knowledge.ingest.stages.compare import compare
from knowledge.ingest.stages.correct import correct
from knowledge.ingest.stages.identify import identify
from knowledge.ingest.stages.parse import parse
from knowledge.ingest.stages.publish import publish
from knowledge.ingest.stages.read import read
from knowledge.ingest.stages.recognise import recognise
from knowledge.ingest.stages.report import report
from knowledge.store import Store, VersionInfo
from knowledge.store.wording import sentence

Stage = Callable[[Intake], None]

# Reading needs nothing but the bytes, so it can run in a process of its own.
READING: tuple[Stage, ...] = (read, recognise, parse)
JUDGING: tuple[Stage, ...] = (identify, correct, compare, check, report)
KEEPING: tuple[Stage, ...] = (publish,)
STAGES: tuple[Stage, ...] = (*READING, *JUDGING, *KEEPING)


@dataclass(frozen=True)
class Outcome:
    """What became of one file.

    ``state`` is 'published', 'needs_review' (kept as a draft), 'checked' (dry run) or 'failed'
    (nothing kept; ``error`` says why in Vietnamese). ``change`` tells whether the document is new.
    """

    filename: str
    state: Literal["published", "needs_review", "checked", "failed"]
    change: Literal["created", "updated", "unchanged"] | None = None
    document_id: str | None = None
    version: int | None = None
    report: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None


def read_here(data: bytes, filename: str) -> Reading:
    """Run the reading stages in this process; raise IngestError."""
    intake = Intake(data, filename)
    for stage in READING:
        stage(intake)
    assert intake.reading is not None
    return intake.reading


def ingest(
    store: Store,
    data: bytes,
    filename: str,
    *,
    dry_run: bool = False,
    hold: bool = False,
    limits: Limits | None = None,
) -> Outcome:
    """Take one file in. With *limits* it is read in a limited process; raise IngestError.

    With *hold* its version is kept as a draft for a person to decide on, whatever the check finds.

    Taking the same bytes in again changes nothing. Nothing is kept in a dry run.
    """
    filename = file_name(filename)
    intake = Intake(data, filename, store, hold)
    intake.reading = read_apart(data, filename, limits) if limits else read_here(data, filename)
    for stage in JUDGING if dry_run else (*JUDGING, *KEEPING):
        stage(intake)
    return _outcome(intake)


def ingest_many(
    store: Store, paths: Iterable[Path], *, dry_run: bool = False, limits: Limits | None = None
) -> Iterator[Outcome]:
    """Take files in one by one; a file that fails is reported and the others go on."""
    for path in paths:
        name = file_name(path.name)
        try:
            yield ingest(store, path.read_bytes(), name, dry_run=dry_run, limits=limits)
        except IngestError as error:
            yield Outcome(name, "failed", error=str(error))
        except OSError as error:
            yield Outcome(name, "failed", error=sentence("cannot_open", filename=name, reason=error.strerror))
        except Exception as error:  # one file must not keep the others out
            kind = type(error).__name__
            yield Outcome(name, "failed", error=sentence("unexpected", filename=name, kind=kind))


def _outcome(intake: Intake) -> Outcome:
    assert intake.records is not None and intake.difference is not None
    version: VersionInfo | None = intake.version
    change: Literal["created", "updated", "unchanged"] = "created"
    if intake.present:
        change = "unchanged"
    elif intake.difference.new_version > 1:
        change = "updated"
    state: Literal["published", "needs_review", "checked"] = "checked"
    if version:
        state = "published" if version.state == "published" else "needs_review"
    return Outcome(
        intake.filename,
        state,
        change,
        intake.records.document.id,
        version.number if version else intake.difference.new_version,
        intake.report,
    )
