from __future__ import annotations

import pytest

from bot.rasa.graph import order_of, run_in_order

NEEDS = {
    "tokens": ("messages",),
    "intent": ("tokens",),
    "names": ("tokens", "messages"),
    "policy": ("names", "intent", "tracker"),
    "other": ("tracker",),
}


def test_only_what_a_target_rests_on_is_run_each_after_what_it_needs() -> None:
    order = order_of(NEEDS, ["policy"])
    assert set(order) == {"tokens", "intent", "names", "policy"}
    assert all(
        order.index(need) < order.index(name) for name in order for need in NEEDS[name] if need in order
    )
    assert order_of(NEEDS, ["tokens", "other"]) in {("tokens", "other"), ("other", "tokens")}


def test_a_node_is_given_the_names_and_values_of_what_it_needs_in_order() -> None:
    def node(name):
        return lambda *given: (name, list(given))

    nodes = {name: node(name) for name in NEEDS}
    found = run_in_order(nodes, NEEDS, order_of(NEEDS, ["names"]), {"messages": "m"})
    assert found == {
        "tokens": [("messages", "m")],
        "names": [("tokens", [("messages", "m")]), ("messages", "m")],
    }


def test_a_missing_input_is_an_error() -> None:
    with pytest.raises(KeyError):
        run_in_order({"other": lambda *_: ("other", 1)}, NEEDS, ("other",), {})
