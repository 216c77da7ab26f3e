"""Which records are searched, and by what."""

from __future__ import annotations

from knowledge.records.procedure import Procedure, ProcedureFact
from knowledge.snapshot import Snapshot
from retrieval.units import units


def test_notes_of_a_procedure_are_not_searched() -> None:
    told = ProcedureFact("time", "Trong ngày.")
    noted = ProcedureFact("note", "Ảnh chụp phải rõ nét.", detail=True)
    kite = Procedure(id="x", code="9.000001", name="Thả diều", sector="Thể thao", facts=(noted, told))
    found = [(unit.record_type, unit.record_id) for unit in units(Snapshot("v", procedures=(kite,)))]
    assert found == [("procedure", "x"), ("procedure_fact", "x#1")]
