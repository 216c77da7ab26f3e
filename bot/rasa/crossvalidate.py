"""Cross-validation of the intents in folds that part skeletons: no near copy of a tested example was trained.

Examples of one skeleton differ only in names, spelling and politeness, so they stay together. The
harder figure, with whole templates held out, is reported beside it, and so is the share of the messages
that ask without the words one expects, which the macro-F1 leaves out.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from bot.rasa.components.features import IntentFeatures
from bot.rasa.components.model import linear_model
from bot.rasa.components.reading import Reader, Reading
from bot.rasa.training.generate import INDIRECT, Example, examples
from knowledge.text import fold

FOLDS = 5


def crossvalidate() -> dict[str, Any]:
    """Return macro-F1 by spelling, per intent, the confusions, and the figure for held-out templates."""
    found = examples()
    wanted = np.array([example.intent for example in found])
    indirect = np.array([f"/{INDIRECT}/" in example.template for example in found])
    by_skeleton = predictions(found, lambda example: f"{example.intent}/{example.skeleton}")
    by_template = predictions(found, lambda example: example.template)
    accented = by_skeleton["accented"]
    confusions = Counter((w, p) for w, p in zip(wanted, accented, strict=True) if w != p)
    return {
        "what": "intents on held-out skeletons, 5 folds",
        "examples": len(found),
        "macro_f1": {
            spelling: macro(wanted[~indirect], got[~indirect]) for spelling, got in by_skeleton.items()
        },
        "macro_f1_templates": {
            spelling: macro(wanted[~indirect], got[~indirect]) for spelling, got in by_template.items()
        },
        "indirect": {
            "examples": int(indirect.sum()),
            "accuracy": {
                spelling: round(float((wanted == got)[indirect].mean()), 4)
                for spelling, got in by_skeleton.items()
            },
        },
        "intents": {name: _one(wanted[~indirect], accented[~indirect], name) for name in sorted(set(wanted))},
        "confusions": [[w, p, count] for (w, p), count in confusions.most_common(30)],
        "failures": [
            {"text": example.text, "wanted": example.intent, "got": str(got)}
            for example, got in zip(found, accented, strict=True)
            if example.intent != got
        ],
    }


def predictions(found: Sequence[Example], group_of: Callable[[Example], str]) -> dict[str, Any]:
    """Return the intent predicted for every example while its group was held out, by spelling."""
    folds = folds_of(found, group_of)
    texts = {"accented": [e.text for e in found], "unaccented": [fold(e.text) for e in found]}
    wanted = np.array([example.intent for example in found])
    result = {spelling: np.empty(len(found), dtype=object) for spelling in texts}
    for index in range(FOLDS):
        train, test = np.flatnonzero(folds != index), np.flatnonzero(folds == index)
        features = IntentFeatures(reading)
        rows = features.fit_transform([texts["accented"][i] for i in train])
        model = linear_model().fit(rows, wanted[train])
        for spelling, written in texts.items():
            result[spelling][test] = model.predict(features.transform([written[i] for i in test]))
    return result


def folds_of(found: Sequence[Example], group_of: Callable[[Example], str]) -> Any:
    """Return the fold of every example; those of one group are in one fold."""
    groups = sorted({group_of(example) for example in found})
    random.Random(1).shuffle(groups)  # folds, not secrets  # nosec B311
    fold_of = {group: index % FOLDS for index, group in enumerate(groups)}
    return np.array([fold_of[group_of(example)] for example in found])


@cache
def reading(text: str) -> Reading:
    """Return how a message reads; each is read once for all folds."""
    return Reader.default().read(text)


def macro(wanted: Any, got: Any) -> float:
    """Return macro-F1."""
    return round(float(f1_score(wanted, got, average="macro")), 4)


def _one(wanted: Any, got: Any, intent: str) -> float:
    return round(float(f1_score(wanted == intent, got == intent)), 4)
