"""Conversations and locks that several Rasa processes share, checked in Rasa's own environment."""

import subprocess

from tests.e2e.real import ROOT

TURNS = """
import asyncio, sys
from bot.rasa.lean import without_tensorflow
without_tensorflow()
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from bot.rasa.conversations import ConversationStore
from bot.rasa.model_file import HERE
domain = Domain.load(str(HERE / "domain.yml"))
stores = [ConversationStore(domain, sys.argv[1]) for _ in range(2)]

async def turn(store, text):
    tracker = await store.retrieve("s") or DialogueStateTracker.from_events("s", [], domain.slots)
    before = tracker.slots["question"].value
    said = UserUttered(text, metadata={"message": text})
    tracker.update_with_events([said, SlotSet("question", text), ActionExecuted("action_listen")], domain)
    await store.save(tracker)
    return before

async def talk():
    seen = [await turn(stores[number % 2], f"câu {number}") for number in range(5)]
    assert seen == [None, "câu 0", "câu 1", "câu 2", "câu 3"], seen
    stores[0].forget("s")
    assert await stores[1].retrieve("s") is None

asyncio.run(talk())
print("taken in turns")
"""
LOCKS = """
import asyncio, socket
from bot.rasa.lean import without_tensorflow
without_tensorflow()
from rasa.core.lock_store import InMemoryLockStore, LockStore, RedisLockStore
from bot.rasa.locks import lock_store_of, reachable
store = LockStore.create(lock_store_of("rediss://lan:m%40t%20kh%E1%BA%A9u@khoa.noi-bo:6390/4"))
assert type(store) is RedisLockStore and store.key_prefix == "trolyao:lock:", store.key_prefix
held = store.red.connection_pool.connection_kwargs
wanted = {"host": "khoa.noi-bo", "port": 6390, "db": 4, "username": "lan", "password": "m@t khẩu"}
assert {name: held[name] for name in wanted} == wanted, held
assert "SSL" in store.red.connection_pool.connection_class.__name__
plain = LockStore.create(lock_store_of("redis://127.0.0.1")).red.connection_pool
assert (plain.connection_kwargs["port"], plain.connection_kwargs["db"]) == (6379, 1)
assert "SSL" not in plain.connection_class.__name__
assert type(LockStore.create(lock_store_of(""))) is InMemoryLockStore
for wrong in ("http://khoa", "redis://"):
    try:
        lock_store_of(wrong)
    except ValueError:
        continue
    raise AssertionError(wrong)
assert asyncio.run(reachable(LockStore.create(None)))
free = socket.create_server(("127.0.0.1", 0))
port = free.getsockname()[1]
free.close()
assert not asyncio.run(reachable(LockStore.create(lock_store_of(f"redis://127.0.0.1:{port}"))))
print("locks")
"""


def run(script: str, *arguments: str) -> str:
    done = subprocess.run(
        [ROOT / ".venv-rasa/bin/python", "-W", "ignore", "-c", script, *arguments],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_two_processes_take_turns_in_one_conversation(tmp_path):
    assert "taken in turns" in run(TURNS, str(tmp_path / "c.db"))


def test_an_address_of_redis_becomes_the_lock_store_of_rasa():
    assert "locks" in run(LOCKS)
