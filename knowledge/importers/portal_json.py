"""The national portal's own JSON (field names as the portal gives them)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from typing import Any

from knowledge.importers import fields
from knowledge.importers.report import Problem, RecordError
from knowledge.records.procedure import (
    Channel,
    Paper,
    Procedure,
    ProcedureCase,
    ProcedureFact,
    Submission,
)
from knowledge.text import fold

SOURCE = "Cổng Dịch vụ công quốc gia"
_CHANNELS: Mapping[str, Channel] = {"DIRECT": "counter", "ONLINE": "online", "POSTAL": "post"}
_UNITS = {"WORKING_DAY": "ngày làm việc", "DAY": "ngày", "HOUR": "giờ", "WORKING_HOUR": "giờ làm việc"}
_LEVELS = (("isMinistry", "bộ"), ("isProvince", "tỉnh"), ("isWard", "xã"), ("isOtherAgency", "cơ quan khác"))
_PAPER_HEADINGS = ("giay to phai nop", "giay to phai xuat trinh", "thanh phan ho so", "ho so gom", "giay to")


def is_portal(record: Mapping[str, Any]) -> bool:
    """Tell whether *record* has the portal's field names."""
    return "executionMethods" in record or "executionCases" in record or "procedureProposal" in record


def read(record: Mapping[str, Any], place: str, today: date) -> tuple[Procedure, list[Problem]]:
    """Return the procedure of one portal record with warnings. Raises RecordError."""
    code = fields.code_of(record.get("codeNotation") or record.get("code"))
    warnings: list[Problem] = []

    def warn(message: str) -> None:
        warnings.append(Problem("warning", place, code, message))

    submissions = _submissions(record, today, warn)
    proposal = _mapping(record.get("procedureProposal"))
    cases, notes = _cases(record)
    procedure = Procedure(
        id=fields.id_of(code),
        code=code,
        name=fields.name_of(record.get("name")),
        sector="; ".join(_names(record, "categoriesDetails")) or "Chưa phân loại",
        other_names=fields.listed(fields.said(record.get("keywords"))),
        levels=tuple(level for flag, level in _LEVELS if record.get(flag)),
        kind=fields.said(record.get("type")) or None,
        decision=fields.said(proposal.get("proposalNumber")) or fields.said(record.get("decisionNo")) or None,
        decided=_day(proposal.get("decisionDate")),
        issuer=fields.said(record.get("departmentPromulgateName")) or None,
        submissions=tuple(submissions),
        cases=cases,
        facts=notes,
        steps=_steps(record),
        applicants=_names(record, "subjectTypesDetails"),
        # 'UBND cấp xã' stands in the unit groups only; the joined text field leaves it out.
        executing=_names(record, "departmentsExecuting", "unitGroupsExecuting"),
        deciding=_names(record, "departmentsAuthority", "unitGroupsAuthority"),
        authorised=_names(record, "departmentsAuthorized", "unitGroupsAuthorized"),
        coordinating=_names(record, "departmentsCoordinating", "unitGroupsCoordinating"),
        addresses=fields.listed(fields.said(record.get("dossierReceivingAddresses"))),
        results=_names(record, "resultsDetails"),
        conditions=tuple(fields.said(record.get("requirementsAndConditions")).splitlines()),
        legal_bases=tuple(
            basis
            for entry in _list(record.get("legalBasisesDetails"))
            if (basis := fields.basis_of(fields.said(entry.get("code")), fields.said(entry.get("name"))))
        ),
        unknown=fields.unstated(submissions, papers=any(case.papers for case in cases)),
        fully_online=_flag(record.get("isFullProcess")),
        non_territorial=_flag(record.get("isNonTerritorial")),
        law_version=None,
        as_of=f"{today.month}/{today.year}",
        source=SOURCE,
        source_url=f"https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc={code}",
        taken=_day(record.get("updatedAt")) or today,
        confidence="medium",
    )
    if record.get("isInternal"):
        warn("thủ tục nội bộ, không dành cho công dân")
    return procedure, warnings


def _submissions(record: Mapping[str, Any], today: date, warn: Any) -> list[Submission]:
    found = []
    for method in _list(record.get("executionMethods")):
        channel = _CHANNELS.get(str(method.get("submissionMethod")))
        if channel is None:
            warn(f"cách nộp lạ: {method.get('submissionMethod')!r}")
            continue
        description = fields.text_of(method.get("description"))
        amount, unit = method.get("processingTime"), _UNITS.get(str(method.get("processingTimeUnit")))
        limit = f"{amount} {unit}" if isinstance(amount, int) and amount > 0 and unit else None
        limit = limit or fields.time_in(description)
        if limit is None:
            warn("thời hạn không ghi bằng số, phải đọc phần mô tả")
        fees = []
        for fee in _list(method.get("fees")):
            about = fields.text_of(fee.get("description"))
            if fields.expired(f"{about} {description}", today):
                warn("mức thu đã quá hạn áp dụng, không lấy")
                continue
            value = fee.get("value")
            whole = int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
            fees.append(fields.fee_of(str(fee.get("type")), whole, str(fee.get("currencyName") or ""), about))
            if whole == 0 and not fees[-1].free:
                warn("mức thu ghi 0 mà không giải thích: coi là chưa biết")
        found.append(Submission(channel, limit, tuple(fees), description))
    return found


def _cases(record: Mapping[str, Any]) -> tuple[tuple[ProcedureCase, ...], tuple[ProcedureFact, ...]]:
    """Return the cases with their papers, and the notes that stand among these.

    Whatever stands under 'Lưu ý' is a note. A component of no original and no copy is a remark on the
    papers it stands among, unless the record counts none of its papers.
    """
    general: list[Paper] = []
    remarks: list[str] = []
    named: list[ProcedureCase] = []
    notes: list[ProcedureFact | None] = []
    groups = [
        (fields.text_of(case.get("name")), _list(case.get("profileComponents")))
        for case in _list(record.get("executionCases"))
    ]
    counted = any(any(_counts(entry)) for _, entries in groups for entry in entries)
    for heading, entries in groups:
        only_notes = fields.without_note_mark(heading) is not None
        shown = fields.shows(heading)
        kept: list[Paper] = []
        said: list[str] = []
        for entry in entries:
            text = fields.text_of(entry.get("name"))
            if only_notes:
                notes.append(fields.note_of(text))
            elif counted and _counts(entry) == (0, 0):
                said += fields.remarks(text)
            elif (paper := _paper(entry, shown)).name:
                kept.append(paper)
        # '* Giấy tờ phải nộp:' is a heading inside the one case, not a case of its own.
        if not kept or not heading or fold(heading).strip(" *-:.").startswith(_PAPER_HEADINGS):
            general += kept
            remarks += said
        else:
            named.append(ProcedureCase(heading.strip(" *-:"), tuple(kept), remarks=tuple(said)))
    kept_remarks = tuple(dict.fromkeys(remarks))
    cases = (
        *([ProcedureCase("", tuple(general), remarks=kept_remarks)] if general or remarks else []),
        *named,
    )
    return cases, tuple(note for note in notes if note)


def _counts(entry: Mapping[str, Any]) -> tuple[int | None, int | None]:
    return _count(entry.get("originalQty")), _count(entry.get("copyQty"))


def _paper(entry: Mapping[str, Any], shown: bool) -> Paper:
    forms = tuple(fields.text_of(form.get("fileName")) for form in _list(entry.get("attachments")))
    return fields.paper_of(
        fields.text_of(entry.get("name")),
        *_counts(entry),
        shown,
        tuple(form for form in forms if form),
    )


def _steps(record: Mapping[str, Any]) -> tuple[str, ...]:
    steps = []
    for step in _list(record.get("executionSteps")):
        text = "\n".join(
            filter(None, (fields.text_of(step.get("name")), fields.text_of(step.get("description"))))
        )
        if text:
            steps.append(text)
    return tuple(steps)


def _names(record: Mapping[str, Any], *keys: str) -> tuple[str, ...]:
    names = (fields.said(entry.get("name")) for key in keys for entry in _list(record.get(key)))
    return tuple(dict.fromkeys(name for name in names if name))


def _list(value: object) -> Iterable[Mapping[str, Any]]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise RecordError("một danh sách trong bản ghi có kiểu lạ")
    return value


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _day(value: object) -> date | None:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value <= 0:
        return None
    try:
        return datetime.fromtimestamp(value / 1000, tz=timezone.utc).date()
    except (OverflowError, OSError, ValueError):
        return None
