"""Start Rasa without TensorFlow: ours is a linear model, and importing TensorFlow takes most of the start.

Rasa imports it for its neural components even where none is configured. Before Rasa is imported, this
puts a list of the components we use in place of the list of all, and empty classes in place of those
that would import it. Naming a neural component in config.yml then fails at once.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_EMPTY = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
}
_COMPONENTS = "rasa.engine.recipes.default_components"


def without_tensorflow() -> None:
    """Call before anything of Rasa is imported."""
    for name, classes in _EMPTY.items():
        module = ModuleType(name)
        for each in classes:
            setattr(module, each, type(each, (), {}))
        sys.modules[name] = module
    components = ModuleType(_COMPONENTS)
    sys.modules[_COMPONENTS] = components

    from rasa.core.policies.memoization import MemoizationPolicy
    from rasa.core.policies.rule_policy import RulePolicy
    from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier

    components.DEFAULT_COMPONENTS = [FallbackClassifier, MemoizationPolicy, RulePolicy]


def keep_action_session() -> None:
    """Call the action endpoint through one client; Rasa builds a new one for every call.

    Each call still has a connection of its own: one kept open would give all calls to the worker that
    happened to accept it, and could be used in the moment that worker closes it. Call after Rasa's
    import. The client belongs to the event loop it was made on.
    """
    import asyncio

    import aiohttp
    from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
    from rasa.utils.endpoints import EndpointConfig

    kept: dict[tuple[int, int], Kept] = {}

    def session(self: EndpointConfig) -> Kept:
        key = (id(self), id(asyncio.get_running_loop()))
        found = kept.get(key)
        if found is None or found.session.closed:
            auth = aiohttp.BasicAuth(**self.basic_auth) if self.basic_auth else None
            connector = aiohttp.TCPConnector(force_close=True, limit=0)
            timeout = aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT)
            made = aiohttp.ClientSession(
                headers=self.headers, auth=auth, connector=connector, timeout=timeout
            )
            found = kept[key] = Kept(made)
        return found

    class Kept:
        """A session that leaving its block does not close."""

        def __init__(self, session: aiohttp.ClientSession) -> None:
            self.session = session

        async def __aenter__(self) -> aiohttp.ClientSession:
            return self.session

        async def __aexit__(self, *_: object) -> None:
            return

    EndpointConfig.session = session


def compile_action_schema() -> None:
    """Check the schema of action responses once instead of on every message (22 ms of each, measured).

    Responses are still validated, those of the shape ours have by ``is_ours``; call after Rasa's import.
    """
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        if not is_ours(result):
            validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def is_ours(result: object) -> bool:
    """Tell whether a response is of the plain shape that ``bot.actions`` gives, which the schema allows.

    The general validator tries every kind of event on every event: 13 % of a message's time.
    """
    if not isinstance(result, dict) or set(result) != {"events", "responses"}:
        return False
    events, responses = result["events"], result["responses"]
    return (
        isinstance(events, list)
        and isinstance(responses, list)
        and all(map(_sets_slot, events))
        and all(isinstance(each, dict) and set(each) == {"custom"} for each in responses)
        and all(isinstance(each["custom"], dict) for each in responses)
    )


def _sets_slot(event: object) -> bool:
    if not isinstance(event, dict) or set(event) - {"event", "name", "value", "timestamp"}:
        return False
    stamp = event.get("timestamp")
    known = event.get("event") == "slot" and isinstance(event.get("name"), str) and "value" in event
    return known and (stamp is None or (isinstance(stamp, (int, float)) and not isinstance(stamp, bool)))
