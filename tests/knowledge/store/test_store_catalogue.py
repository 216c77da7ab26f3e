"""Figures, questions and directory entries are part of what is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from knowledge.importers.shipped import shipped_statistics
from knowledge.records.catalogue import Faq
from knowledge.store import Store

FIGURES = shipped_statistics()
FAQS = (Faq("mot", "Hỏi một?", "Đáp một", ("một?",)), Faq("hai", "Hỏi hai?", "Đáp hai"))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


def test_what_is_put_comes_back_equal(store: Store) -> None:
    assert store.replace_catalogue("statistic", "starter", FIGURES).created == len(FIGURES)
    before = store.published_version()
    assert store.replace_catalogue("faq", "admin", FAQS).created == 2
    snapshot = store.snapshot()
    assert (snapshot.statistics, snapshot.faqs) == (FIGURES, FAQS)
    assert snapshot.version != before
    assert snapshot.catalogue_by_key["faq:hai"] == FAQS[1]


def test_the_same_set_again_changes_nothing(store: Store) -> None:
    store.replace_catalogue("faq", "admin", FAQS)
    before = store.published_version()
    assert store.replace_catalogue("faq", "admin", FAQS).as_dict() == {
        "created": 0,
        "updated": 0,
        "unchanged": 2,
        "removed": 0,
    }
    assert store.published_version() == before


def test_a_new_set_replaces_its_own_origin_only(store: Store) -> None:
    store.replace_catalogue("statistic", "starter", FIGURES)
    store.replace_catalogue("faq", "admin", FAQS)
    counts = store.replace_catalogue("faq", "admin", [replace(FAQS[1], answer="Đáp mới")])
    assert (counts.updated, counts.removed) == (1, 1)
    assert [faq.answer for faq in store.snapshot().faqs] == ["Đáp mới"]
    assert store.snapshot().statistics == FIGURES


def test_a_record_of_another_kind_is_refused_and_nothing_is_kept(store: Store) -> None:
    with pytest.raises(TypeError):
        store.replace_catalogue("faq", "admin", [FAQS[0], FIGURES[0]])
    assert store.snapshot().faqs == ()
