"""Rasa's graph of components, run one after another.

Rasa hands the graph of every prediction to Dask, which sorts it anew and calls the components through a
pool: an eighth of the time of a message, for a graph that never changes and that one thread runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

Node = Callable[..., tuple[str, Any]]


def order_of(needs: Mapping[str, Sequence[str]], targets: Iterable[str]) -> tuple[str, ...]:
    """Return the nodes that *targets* rest on and the targets themselves, each after what it needs.

    What no node gives (an input of the graph) is left out.
    """
    wanted: dict[str, Sequence[str]] = {}
    open_ones = list(targets)
    while open_ones:
        name = open_ones.pop()
        if name in needs and name not in wanted:
            wanted[name] = needs[name]
            open_ones += needs[name]
    return tuple(name for name in TopologicalSorter(wanted).static_order() if name in wanted)


def run_in_order(
    nodes: Mapping[str, Node],
    needs: Mapping[str, Sequence[str]],
    order: Iterable[str],
    inputs: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what each node of *order* gives, by its name; a node is given (name, value) of all it needs."""
    given: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in inputs.items()}
    for name in order:
        given[name] = nodes[name](*[given[need] for need in needs[name]])
    return {name: given[name][1] for name in order}


def run_without_dask() -> None:
    """Let Rasa run its graphs so. Call after Rasa's import."""
    from rasa.engine.runner.dask import DaskGraphRunner

    @cache
    def plan(
        runner: DaskGraphRunner, targets: tuple[str, ...]
    ) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
        needs = {name: tuple(node.needs.values()) for name, node in runner._graph_schema.nodes.items()}
        return needs, order_of(needs, targets)

    def run(
        self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        names = tuple(targets or self._graph_schema.target_names)
        needs, order = plan(self, names)
        results = run_in_order(self._instantiated_nodes, needs, order, inputs or {})
        return {name: results[name] for name in names}

    DaskGraphRunner.run = run


def find_events_at_once() -> None:
    """Let Rasa look up an event's class in a table; it walks all classes each time. Call after its import."""
    from rasa.shared.core.events import Event
    from rasa.shared.utils.common import all_subclasses

    known = {kind.type_name: kind for kind in reversed(all_subclasses(Event))}
    search = Event.resolve_by_type

    def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        return known.get(type_name) or search(type_name, default)

    Event.resolve_by_type = staticmethod(resolve_by_type)
