"""What understanding needs beside the message: built once from a snapshot, then shared and never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.snapshot import Snapshot
from nlu.cues import Cues
from nlu.documents import DocumentNames
from nlu.english import English
from nlu.finders import AgencyFinder, PlaceFinder, WindowFinder
from nlu.groups import GroupNames
from nlu.language import LanguageModel
from nlu.lattice import Restorer
from nlu.shorthand import Shorthand
from nlu.topic import Topic
from nlu.vocabulary import Vocabulary


@dataclass(frozen=True)
class Resources:
    """Everything ``understand`` reads. ``covered_places`` are the places published documents are for."""

    restorer: Restorer
    cues: Cues
    topic: Topic
    english: English
    vocabulary: Vocabulary
    documents: DocumentNames
    groups: GroupNames
    registry: AgencyFinder | None
    places: PlaceFinder | None
    windows: WindowFinder | None
    covered_places: frozenset[str]

    @classmethod
    def build(
        cls,
        snapshot: Snapshot,
        registry: AgencyFinder | None,
        places: PlaceFinder | None,
        windows: WindowFinder | None = None,
    ) -> Resources:
        """Return the resources for *snapshot*; its texts teach the language model their words."""
        model = LanguageModel.load()
        model.learn(_texts(snapshot))
        return cls(
            restorer=Restorer(model, Shorthand.default()),
            cues=Cues.default(),
            topic=Topic.load(model.attached),
            english=English.default().with_names(_english_names(snapshot)),
            vocabulary=Vocabulary((task.content for task in snapshot.tasks), _procedure_names(snapshot)),
            documents=DocumentNames(snapshot.documents),
            groups=GroupNames(task.group for task in snapshot.tasks),
            registry=registry,
            places=places,
            windows=windows,
            covered_places=frozenset(d.jurisdiction for d in snapshot.documents if d.jurisdiction),
        )


def _texts(snapshot: Snapshot) -> Iterable[str]:
    for document in snapshot.documents:
        yield document.title
        yield document.text


def _procedure_names(snapshot: Snapshot) -> Iterable[str]:
    for procedure in snapshot.procedures:
        yield procedure.name
        yield from procedure.other_names


def _english_names(snapshot: Snapshot) -> dict[str, str]:
    return {
        name.lower(): procedure.name for procedure in snapshot.procedures for name in procedure.english_names
    }
