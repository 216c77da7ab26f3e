"""The numbers of procedures that an administrator may set."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.procedure.catalogue import catalogue_of
from knowledge.procedures import load
from knowledge.records.catalogue import Threshold
from knowledge.snapshot import Snapshot

SHIPPED = Snapshot("shipped", procedures=load())


def named(text: str, *thresholds: Threshold) -> set[str]:
    version = f"{[(each.id, each.value) for each in thresholds]}"
    catalogue = catalogue_of(replace(SHIPPED, version=version, thresholds=thresholds))
    found = catalogue.find(catalogue.vocabulary.read(text))
    return {candidate.target for candidate in found}


@pytest.mark.parametrize(
    ("text", "procedure"),
    [("cap phep xay nha", "giay-phep-xay-dung"), ("cap doi giay phep lai", "doi-gplx")],
)
def test_a_higher_number_takes_fewer_words_for_a_name(text: str, procedure: str) -> None:
    low, high = (named(text, Threshold("procedure.name", value)) for value in (0.60, 0.95))
    assert procedure in low and procedure not in high
    assert high <= named(text) <= low


def test_what_is_out_of_range_counts_for_nothing_and_keywords_have_their_own_number() -> None:
    text = "cap phep xay nha"
    assert named(text, Threshold("procedure.name", 0.1)) == named(text)
    catalogue = catalogue_of(replace(SHIPPED, version="k", thresholds=(Threshold("procedure.keyword", 1.0),)))
    shipped = catalogue_of(SHIPPED)
    reading = shipped.vocabulary.read("chung sinh ban chinh")
    phrase = (shipped.phrase("giay chung sinh ban chinh"),)
    loose = catalogue_of(replace(SHIPPED, version="l", thresholds=(Threshold("procedure.keyword", 0.6),)))
    assert loose.best_keyword(phrase, reading) and not catalogue.best_keyword(phrase, reading)
    assert loose.procedures is shipped.procedures, "nothing is derived anew"
