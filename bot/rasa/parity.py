"""What is shortened for speed must give what the libraries give."""

from __future__ import annotations

from typing import Any

import numpy as np

from bot.rasa.components.features import IntentFeatures
from bot.rasa.components.model import linear_model
from bot.rasa.components.scoring import Scorer
from bot.rasa.lean import is_ours
from bot.rasa.training.generate import examples

_EVERY = 9
_ODD = ("", " ", "?", "zzz qqq", "Ai chủ trì? " * 60, "3.n 2766/QĐ-UBND 31/12/2024")
_SLOT = {"event": "slot", "name": "task_id", "value": None}
_RESPONSES: tuple[dict[str, Any], ...] = (
    {"events": [_SLOT], "responses": [{"custom": {"answer": {}}}]},
    {"events": [{**_SLOT, "timestamp": 1.5}, {**_SLOT, "value": {"a": [1]}}], "responses": []},
    {"events": [{**_SLOT, "timestamp": None}], "responses": [{"custom": {}}]},
    {"events": [{**_SLOT, "timestamp": "now"}], "responses": []},
    {"events": [{"event": "slot", "value": 1}], "responses": []},
    {"events": [{"event": "slot", "name": 3, "value": 1}], "responses": []},
    {"events": [{"event": "nonsense"}], "responses": []},
    {"events": [{"event": "active_loop", "name": "case_form"}], "responses": []},
    {"events": {}, "responses": []},
    {"events": [], "responses": [{"text": 3}]},
    {"events": [], "responses": ["text"]},
)


def check_parity() -> None:
    """Stop unless margins are those of the libraries, and no response passes that Rasa would refuse."""
    found = examples()[::_EVERY]
    features = IntentFeatures()
    rows = features.fit_transform([example.text for example in found])
    model = linear_model().fit(rows, [example.intent for example in found])
    scorer = Scorer(features, model)
    texts = [*(example.text for example in examples()[4::_EVERY]), *_ODD]
    ours = np.stack([scorer.margins(text) for text in texts])
    off = float(np.abs(ours - model.decision_function(features.transform(texts))).max())
    if off > 1e-9:
        raise SystemExit(f"margins differ from the libraries' by {off}")
    _check_responses()


def _check_responses() -> None:
    from jsonschema import Draft7Validator
    from rasa.core.actions.action import RemoteAction

    validator = Draft7Validator(RemoteAction.action_response_format_spec())
    passed = [response for response in _RESPONSES if is_ours(response)]
    refused = [response for response in passed if not validator.is_valid(response)]
    if refused or len(passed) != 3:
        raise SystemExit(f"responses pass unchecked that should not: {refused or passed}")
