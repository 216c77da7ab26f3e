"""Names in a message: bodies, places, documents, years, by the registries every room shares."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.rasa.components.names import names_in


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RegistryEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Finds names by lookup, with or without accents; nothing is guessed."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RegistryEntityExtractor:
        """Build the extractor; it has no options."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the names found to each message's entities."""
        for message in messages:
            found = [
                {
                    "entity": name.kind,
                    "value": name.value,
                    "start": name.start,
                    "end": name.end,
                    "extractor": "RegistryEntityExtractor",
                }
                for name in names_in(message.get(TEXT) or "")
            ]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
