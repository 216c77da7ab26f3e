"""The intent model: one linear classifier over the features of ``features.py``; every weight can be read."""

from __future__ import annotations

from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa.components.features import IntentFeatures
from bot.rasa.components.model import linear_model
from bot.rasa.components.scoring import Scorer

_FILE = "linear.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """One-against-rest linear classifier; confidences are the softmax of its scaled margins."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``sharpness`` makes margins confidences; ``ranked`` intents kept."""
        return {"sharpness": 4.0, "ranked": 10}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._scorer: Scorer | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Build an untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit features and weights on all examples that have an intent."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        features = IntentFeatures()
        matrix = features.fit_transform([example.get(TEXT) for example in examples])
        model = linear_model().fit(matrix, [example.get(INTENT) for example in examples])
        self._scorer = Scorer(features, model)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((features, model), folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Load a trained component from our own model file."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._scorer = Scorer(*joblib.load(folder / _FILE))
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Set each message's intent and ranking."""
        if self._scorer is None:
            raise RuntimeError("the intent model was asked before it was trained")
        for message in messages:
            margins = self._scorer.margins(message.get(TEXT) or "")
            weights = np.exp(self._config["sharpness"] * (margins - margins.max()))
            weights /= weights.sum()
            best = np.argsort(-weights)[: self._config["ranked"]]
            ranking = [{"name": self._scorer.classes[i], "confidence": float(weights[i])} for i in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages
