"""The product is the order of its stages; changing it is a decision, not an accident."""

from bot.answers.pipeline import build_finishing, build_stages
from knowledge.agencies import Registry


def test_stages_run_in_this_order() -> None:
    assert [type(stage).__name__ for stage in build_stages(Registry.default())] == [
        "Forms",
        "OwnTasks",
        "Guard",
        "Asks",
        "Directory",
        "Private",
        "Social",
        "FileStatus",
        "Changes",
        "Resolve",
        "Scope",
        "Faq",
        "Absent",
        "WhichProcedure",
        "Statistics",
        "Reform",
        "Route",
        "Procedures",
        "MissingPlace",
        "DocumentFacts",
        "Compare",
        "ListTasks",
        "Definitions",
        "Enumerations",
        "Duties",
        "Targets",
        "Facts",
        "ProceduresAfterAll",
        "Refuse",
    ]


def test_every_answer_is_checked_before_it_leaves() -> None:
    assert [type(stage).__name__ for stage in build_finishing(Registry.default())] == [
        "CheckQuotes",
        "TellAnomalies",
        "NameSuccessors",
        "TellValidity",
        "Remember",
        "CloseForm",
        "Date",
    ]
