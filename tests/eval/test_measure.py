"""The measurements below the dialogue: marked entities are well formed, and the scores count as they say."""

from collections import Counter

import pytest

from tests.eval import entities, measure, ranking


def test_the_marked_questions_cover_kinds_and_styles() -> None:
    lines = entities.questions()
    assert len(lines) >= 200
    assert len({line["question"] for line in lines}) == len({line["id"] for line in lines}) == len(lines)
    kinds = Counter(kind for line in lines for kind in line["entities"])
    assert set(kinds) == set(entities.KINDS)
    styles = Counter(line["style"] for line in lines)
    assert styles["không dấu"] >= 80
    assert {"chuẩn", "khẩu ngữ", "viết tắt", "sai chính tả", "tiếng Anh", "dài dòng"} <= set(styles)
    for line in lines:
        assert entities.marked(line["entities"])


def test_f1_counts_what_is_missed_and_what_is_too_much() -> None:
    nothing = entities.marked({})
    wanted = {**nothing, "place": ["da-nang"], "year": ["2024"]}
    got = {**nothing, "place": ["da-nang", "hue"]}
    result = entities.score([(wanted, got)])
    assert result["place"] == {"f1": 0.6667, "hits": 1, "extra": 1, "missed": 0}
    assert result["year"]["f1"] == 0.0
    assert result["all"] == {"f1": 0.5, "hits": 1, "extra": 1, "missed": 1}


def _line(number: int, spelling: str, hits: dict[str, float], wanted: list[str]) -> ranking.Ranked:
    return {"set": "dev", "id": str(number), "spelling": spelling, "wanted": wanted, "hits": hits}


LINES = [
    _line(1, "accented", {"a": 0.9, "b": 0.5}, ["a"]),
    _line(2, "accented", {"b": 0.4, "a": 0.3}, ["a", "c"]),
    _line(3, "accented", {"b": 0.2}, []),
    _line(1, "stripped", {"b": 0.9, "a": 0.5}, ["a"]),
    _line(2, "stripped", {}, ["a"]),
]


def test_retrieval_is_scored_by_spelling() -> None:
    result = ranking.score(LINES)
    assert result["accented"]["recall@1"] == 0.5
    assert result["accented"]["mrr"] == 0.75
    assert (result["stripped"]["recall@1"], result["stripped"]["recall@5"]) == (0.0, 0.5)
    assert [line["id"] for line in ranking.failures(LINES)] == ["2", "1", "2"]


def test_a_higher_threshold_trades_wrong_answers_for_wrong_refusals() -> None:
    points = {point["threshold"]: point for point in ranking.curve(LINES)}
    assert points[0.15]["wrong_answers"] == pytest.approx(0.6667, abs=1e-4)
    assert points[0.27]["wrong_answers"] == pytest.approx(0.3333, abs=1e-4)
    assert points[0.6]["wrong_answers"] == points[0.6]["wrong_refusals"] == 0.0
    assert sum(point["in_use"] for point in points.values()) == 1


def test_the_gate_names_what_is_too_low() -> None:
    good = {"all": {"f1": 0.96}}
    result = {
        "entities": {"accented": good, "unaccented": {"all": {"f1": 0.9}}},
        "retrieval": {"accented": {"recall@1": 0.83}, "stripped": {"recall@1": 0.8}},
    }
    assert len(measure.weak(result)) == 2
    result["entities"]["unaccented"] = good
    result["retrieval"]["stripped"]["recall@1"] = 0.815
    assert measure.weak(result) == []
