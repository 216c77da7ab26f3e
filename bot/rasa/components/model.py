"""The linear model, without Rasa: cross-validation fits the same one."""

from __future__ import annotations

from sklearn.svm import LinearSVC

INVERSE_REGULARISATION = 2.0


def linear_model() -> LinearSVC:
    """Return an untrained one-against-rest classifier; rare intents weigh as much as frequent ones."""
    return LinearSVC(C=INVERSE_REGULARISATION, class_weight="balanced", random_state=7)
