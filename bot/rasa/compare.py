"""What additional examples do to the intents: both models cross-validated on the same messages."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.rasa.additional import Pair
from bot.rasa.components.features import IntentFeatures
from bot.rasa.components.model import linear_model
from bot.rasa.crossvalidate import FOLDS, folds_of, macro, reading
from bot.rasa.training.generate import Example, examples
from knowledge.text import fold

MOST_LOST = 0.002
"""Macro-F1 on the shipped messages that may be lost before activating is advised against."""


def compare(added: Sequence[Pair], shipped: Sequence[Example] | None = None) -> dict[str, Any]:
    """Return the figures without ('old') and with ('new') the *added* examples, and what they advise.

    Every message is read by a model that was trained without it and without those of its group: its
    skeleton among the shipped ones, its own wording among the added ones.
    """
    found = list(examples() if shipped is None else shipped)
    known = {fold(example.text) for example in found}
    fresh = [(intent, text) for intent, text in added if fold(text) not in known]
    texts = np.array([e.text for e in found] + [text for _, text in fresh], dtype=object)
    wanted = np.array([e.intent for e in found] + [intent for intent, _ in fresh])
    own = np.arange(len(texts)) < len(found)
    folds = np.concatenate(
        [folds_of(found, lambda e: f"{e.intent}/{e.skeleton}"), _folds([text for _, text in fresh])]
    )
    got = {name: np.empty(len(texts), dtype=object) for name in ("old", "new")}
    plain = {name: np.empty(len(texts), dtype=object) for name in got}
    for index in range(FOLDS):
        test = np.flatnonzero(folds == index)
        for name in got:
            train = np.flatnonzero((folds != index) & (own if name == "old" else True))
            features = IntentFeatures(reading)
            model = linear_model().fit(features.fit_transform(list(texts[train])), wanted[train])
            got[name][test] = model.predict(features.transform(list(texts[test])))
            plain[name][test] = model.predict(features.transform([fold(text) for text in texts[test]]))
    figures = {
        name: {
            "macro_f1": macro(wanted[own], got[name][own]),
            "macro_f1_unaccented": macro(wanted[own], plain[name][own]),
            "added_right": int((wanted[~own] == got[name][~own]).sum()),
        }
        for name in got
    }
    advice = _advice(figures["old"], figures["new"], len(fresh))
    return {
        "shipped": len(found),
        "added": len(fresh),
        "known": len(added) - len(fresh),
        **figures,
        "advice": advice,
        "wrong": [
            {"text": str(text), "wanted": str(intent), "got": str(read)}
            for text, intent, read in zip(texts[~own], wanted[~own], got["new"][~own], strict=True)
            if intent != read
        ],
    }


def _folds(texts: Sequence[str]) -> Any:
    """Return the fold of each added message; the same words with or without accents stay together."""
    groups = sorted({fold(text) for text in texts})
    random.Random(1).shuffle(groups)  # folds, not secrets  # nosec B311
    place = {group: index % FOLDS for index, group in enumerate(groups)}
    return np.array([place[fold(text)] for text in texts], dtype=int)


def _advice(old: dict[str, Any], new: dict[str, Any], added: int) -> str:
    """Advise to activate only where held-out examples are read better; nothing won or lost is 'equal'."""
    lost = max(old[name] - new[name] for name in ("macro_f1", "macro_f1_unaccented"))
    won = new["added_right"] - old["added_right"]
    if not added or lost > MOST_LOST or won < 0:
        return "keep"
    return "activate" if won else "equal"
