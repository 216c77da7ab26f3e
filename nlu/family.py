"""Does a message ask about plans, or about administrative procedures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nlu.cues import Cues
from nlu.intents import families
from nlu.query import Context

AGAINST_MODEL, AGAINST_TIMES = 4.0, 2.0
"""The words speak against the family of the model's intent from so much weight, beside so often its own."""
_SIGNAL_WEIGHTS = {
    "plan": {
        "deadline": 1.0,
        "target": 3.0,
        "lead": 3.0,
        "coordinate": 3.0,
        "output": 1.0,
        "groups": 3.0,
        "number": 1.0,
        "signer": 2.0,
    },
    "procedure": {
        "fee": 3.0,
        "papers": 2.0,
        "duration": 1.0,
        "form": 2.0,
        "online": 1.0,
        "place": 2.0,
        "within": 1.0,
    },
}


def family_of(
    low: str,
    cues: Cues,
    signals: Iterable[str],
    context: Context | None,
    *,
    agencies: bool,
    names_document: bool,
    covered_place: bool,
    intent: str | None,
    dated: bool,
    vocabulary: Mapping[str, float],
) -> tuple[str, float]:
    """Return 'plan' or 'procedure' and the weight of the evidence.

    A dialogue model's *intent* settles it, unless the words of the message clearly speak against it.
    """
    weights = cues.families(low)
    weights["plan"] += 2.0 * agencies + 4.0 * names_document + 1.5 * covered_place + 2.0 * dated
    for family, table in _SIGNAL_WEIGHTS.items():
        weights[family] += sum(table.get(name, 0.0) for name in set(signals))
    for family, weight in vocabulary.items():
        weights[family] += weight
    before = _family_before(context)
    if before is not None:
        weights[before] += 3.0
    best = max(weights, key=lambda family: weights[family])
    said = families().get(intent or "", "")
    if said in weights and weights[best] < AGAINST_MODEL + AGAINST_TIMES * weights[said]:
        best = said
    return best, max(weights.values())


def _family_before(context: Context | None) -> str | None:
    if context is None:
        return None
    family = families().get(context.intent or "")
    if family in ("plan", "procedure"):
        return family
    if context.procedure_id:
        return "procedure"
    return "plan" if context.task_id or context.document_id else None
