import json
from pathlib import Path

import pytest

from tests.eval import score, sets, write_questions
from tests.eval.askers import Said, conversation


@pytest.mark.parametrize("name", list(write_questions.SETS))
def test_the_written_set_is_what_its_hand_written_lines_say(name: str) -> None:
    assert sets.FILES[name].read_text(encoding="utf-8") == write_questions.text_of(name)


@pytest.mark.parametrize("name", ["plans", "procedures", "uploaded", "fresh"])
def test_every_question_can_be_asked_and_judged(name: str) -> None:
    questions = sets.load(name)
    assert len({question["id"] for question in questions}) == len(questions)
    for question in questions:
        assert question["question"].strip() == question["question"] != ""
        assert question["must_contain"] and all(all(words) for words in question["must_contain"])


def test_a_question_does_not_forbid_what_it_wants() -> None:
    for question in sets.load("plans"):
        wanted = " · ".join(words[0] for words in question["must_contain"])
        assert not score.judge(question, wanted)[1], question["id"]


def test_dates_are_known_by_any_of_their_forms() -> None:
    assert "1/7/2024" in write_questions.day(1, 7, "2024")
    assert "01 tháng 07 năm 2024" in write_questions.day(1, 7, "2024")
    assert "quý 3 năm 2024" in write_questions.quarter(3, "2024")
    assert {"tháng 9/2024", "tháng 09/2024"} <= set(write_questions.month(9, "2024"))
    with pytest.raises(ValueError, match="unknown wording"):
        write_questions.alternatives("@nobody", {})


class _Recorder:
    def __init__(self) -> None:
        self.said: list[tuple[str, str, str]] = []

    def say(self, session: str, message: str, audience: str) -> Said:
        self.said.append((session, message, audience))
        return Said(message, "answer", None, "", 1.0)

    def take_in(self, paths: object) -> None:
        raise AssertionError("nothing to take in")


def test_earlier_turns_come_first_in_the_same_session() -> None:
    asker = _Recorder()
    question = {"context": ["một", "hai"], "question": "ba", "audience": "cán bộ"}
    assert conversation(asker, "s", question).text == "ba"
    assert asker.said == [("s", "một", "official"), ("s", "hai", "official"), ("s", "ba", "official")]


def _verdict(identifier: str, text: str, kind: str = "lead") -> dict[str, object]:
    question = {
        "id": identifier,
        "kind": kind,
        "style": "chuẩn",
        "question": "?",
        "expect": "answer",
        "must_contain": [["có"]],
        "must_not_contain": ["cấm"],
    }
    said = Said(text, "answer", None, "", 2.0)
    return score.verdict(question, {"set": "plans", "id": identifier, **vars(said)})


def test_a_score_names_failures_weak_kinds_and_changes(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    wrong = [_verdict("c", "có cấm", "count"), _verdict("e", "không", "count")]
    old = score.write(first, [_verdict("a", "có"), _verdict("b", "không"), *wrong])
    new = score.write(second, [_verdict("a", "không"), _verdict("b", "có"), _verdict("d", "có")])
    failed = [json.loads(line)["id"] for line in (first / "failures.jsonl").read_text("utf-8").splitlines()]
    assert failed == ["b", "c", "e"]
    assert score.below(old, 0.6, ["plans"]) == ["plans: count"]
    assert score.below(old, 0.6, ["dev"]) == []
    assert score.changes(old, new) == (["plans b"], ["plans a"])
    assert "plans: lead" in score.table(old)


def test_an_error_fails_even_when_nothing_is_wanted() -> None:
    question = {"id": "e", "kind": "k", "style": "s", "question": "?", "expect": "answer"}
    said = {**vars(Said("x", "error", None, "", 1.0, "boom")), "set": "plans"}
    assert not score.verdict({**question, "must_contain": [], "must_not_contain": []}, said)["passed"]
