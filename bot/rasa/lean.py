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


def compile_action_schema() -> None:
    """Check the schema of action responses once instead of on every message (22 ms of each, measured).

    Responses are still validated; call after Rasa's import.
    """
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
