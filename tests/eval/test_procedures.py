import pytest

from knowledge.agencies import Registry
from knowledge.places import Places
from knowledge.procedures import load
from knowledge.snapshot import Snapshot
from nlu import Resources
from tests.eval.judge import contains, fold, judge
from tests.eval.procedures import OWN, ask, questions_of

QUESTIONS = list(questions_of(OWN))
MIN_PASS = 0.97


def test_the_set_covers_every_kind_and_style() -> None:
    assert len(QUESTIONS) >= 250
    assert len({question["kind"] for question in QUESTIONS}) >= 13
    assert len({question["style"] for question in QUESTIONS}) == 7
    assert len({question["question"] for question in QUESTIONS}) >= len(QUESTIONS) - 2


def test_the_procedure_answers_pass_their_own_set() -> None:
    snapshot = Snapshot("starter", procedures=load())
    resources = Resources.build(snapshot, Registry.default(), Places.default())
    failed = []
    for question in QUESTIONS:
        answer, _ = ask(question, snapshot, resources)
        if any(judge(question, answer.text)):
            failed.append((question["id"], question["question"]))
    assert len(failed) <= (1 - MIN_PASS) * len(QUESTIONS), failed


@pytest.mark.parametrize(
    ("answer", "wanted", "found"),
    [("đạt 95%", "5%", False), ("01/12/2024", "12/2024", False), ("**Tháng 12/2024**.", "12/2024", True)],
)
def test_wanted_words_are_whole_tokens(answer, wanted, found) -> None:
    assert contains(fold(answer), wanted) is found
