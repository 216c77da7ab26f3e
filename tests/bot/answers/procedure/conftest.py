import pytest

from knowledge.agencies import Registry
from knowledge.places import Places
from knowledge.procedures import load
from knowledge.snapshot import Snapshot
from nlu import Resources
from tests.eval.procedures import Conversation

SNAPSHOT = Snapshot("starter", procedures=load())


@pytest.fixture(scope="session")
def resources() -> Resources:
    return Resources.build(SNAPSHOT, Registry.default(), Places.default())


@pytest.fixture
def talk(resources: Resources) -> Conversation:
    return Conversation(SNAPSHOT, resources)
