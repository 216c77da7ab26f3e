from pathlib import Path

import pytest

from knowledge.procedures import ProcedureDataError, canonical, load, read_file

PROCEDURES = load()


def test_the_starter_set_holds_at_least_forty_procedures() -> None:
    assert len([p for p in PROCEDURES if p.kind != "quy định chung"]) == 48


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.id)
def test_every_record_says_where_its_facts_come_from(procedure) -> None:
    assert procedure.source
    assert procedure.as_of
    assert procedure.law_version


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.id)
def test_every_statement_re_reads_from_the_canonical_text(procedure) -> None:
    text = canonical(procedure)
    assert text.statements
    for statement in text.statements:
        assert text.text[statement.start : statement.end] == statement.text


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.id)
def test_no_aspect_is_both_told_and_unknown(procedure) -> None:
    told = {s.aspect for s in canonical(procedure).statements if s.confidence != "low" and not s.detail}
    assert not told & set(procedure.unknown)


def _write(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "x.yaml"
    path.write_text("procedures:\n" + body, "utf-8")
    return path


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("  - {id: a, name: A, sector: S, as_of: x, source: y, colour: red}", "unknown keys"),
        ("  - {id: a, name: A, sector: S, as_of: x, source: y, unknown: [price]}", "none of"),
        ("  - {id: a, name: A, sector: S, as_of: x, source: y, taken: soon}", "expected a date"),
        ("  - {id: a, name: '', sector: S, as_of: x, source: y}", "non-empty"),
        ("  - {id: a, name: A, sector: S, as_of: x, source: y, cases: [{papers: []}]}", "needs papers"),
        ("  - {id: a, name: A, sector: S, as_of: x, source: y, other_codes: [[x]]}", "expected"),
    ],
)
def test_a_slip_in_the_data_is_an_error_that_names_its_place(tmp_path, body, message) -> None:
    with pytest.raises(ProcedureDataError, match=message) as error:
        read_file(_write(tmp_path, body))
    assert "x.yaml[0]" in str(error.value)


def test_related_procedures_must_exist(tmp_path) -> None:
    _write(tmp_path, "  - {id: a, name: A, sector: S, as_of: x, source: y, related: [b]}")
    with pytest.raises(ProcedureDataError, match="related"):
        load(tmp_path)


def test_an_id_stands_for_one_procedure(tmp_path) -> None:
    entry = "  - {id: a, name: A, sector: S, as_of: x, source: y}"
    _write(tmp_path, f"{entry}\n{entry}")
    with pytest.raises(ProcedureDataError, match="twice"):
        load(tmp_path)
