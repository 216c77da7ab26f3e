"""Inbox, outbox, users and tokens of channels, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import StatementError

from knowledge.clock import VIETNAM
from knowledge.store import Store
from knowledge.store.channels import Channels
from knowledge.store.inbox import Event, Inbox, Letter, Memory
from knowledge.store.outbox import MOST_SENDS, Outbox
from knowledge.store.token_pairs import TokenPair, TokenPairs

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.timezone.utc)
LEASE = dt.timedelta(seconds=30)


def after(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def event(key: str, user: str = "u", sent: float = 0.0, said: str = "xin chào") -> Event:
    return Event("zalo", key, user, "text", after(sent), said, "oa")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return Inbox(store, "zalo")


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store, "zalo")


@pytest.fixture
def people(store: Store) -> Channels:
    return Channels(store, "zalo")


def keys(inbox: Inbox, at: float, limit: int = 10) -> list[str]:
    return [taken.event.key for taken in inbox.take(limit, after(at), LEASE)]


def test_a_repeat_is_kept_once_within_a_batch_and_over_batches(inbox: Inbox, people: Channels) -> None:
    assert inbox.put([event("a"), event("a"), event("b")], NOW, NOW) == 2
    assert inbox.put([event("a"), event("c")], NOW, NOW) == 1
    assert people.figures().inbox == {"waiting": 3}


def test_many_writers_keep_each_event_once(inbox: Inbox, people: Channels) -> None:
    with ThreadPoolExecutor(8) as pool:
        new = sum(pool.map(lambda n: inbox.put([event(f"k{n % 40}", f"u{n % 7}")], NOW, NOW), range(160)))
    assert new == 40
    assert people.figures().inbox == {"waiting": 40}


def test_the_order_of_a_user_is_that_of_sending_and_one_at_a_time(inbox: Inbox) -> None:
    inbox.put([event("late", sent=2), event("early", sent=1), event("other", "v")], NOW, NOW)
    assert sorted(keys(inbox, 1)) == ["early", "other"]
    assert keys(inbox, 2) == []
    inbox.put([event("earliest", sent=0)], NOW, NOW)
    assert keys(inbox, 3) == []
    assert sorted(keys(inbox, 40)) == ["earliest", "other"]


def test_no_event_is_given_to_two_workers(inbox: Inbox) -> None:
    inbox.put([event(f"k{n}", f"u{n}") for n in range(40)], NOW, NOW)
    with ThreadPoolExecutor(8) as pool:
        taken = [key for batch in pool.map(lambda _: keys(inbox, 1, 5), range(20)) for key in batch]
    assert sorted(taken) == sorted(f"k{n}" for n in range(40))


def test_an_answer_and_the_end_of_its_event_are_one_change(
    inbox: Inbox, outbox: Outbox, people: Channels
) -> None:
    inbox.put([event("a")], NOW, NOW)
    session = people.meet("u", NOW).session
    (slow,) = inbox.take(1, after(1), LEASE)
    (quick,) = inbox.take(1, after(32), LEASE)
    memory = Memory([{"nonce": "1"}], {"flood": "x"})
    assert inbox.settle(quick, "done", [Letter({"n": 1}, "id"), Letter({"n": 2})], memory, NOW)
    assert not inbox.settle(slow, "done", [Letter({"n": 3})], None, NOW)
    assert [out.payload for out in outbox.take(5, after(33), LEASE)] == [{"n": 1}]
    user = people.meet("u", after(40))
    assert (user.session, user.memory) == (session, memory)


def _answered(inbox: Inbox, people: Channels) -> None:
    """Let the message of one user be answered: a letter waits in the outbox."""
    inbox.put([event("a")], NOW, NOW)
    people.meet("u", NOW)
    (taken,) = inbox.take(1, after(1), LEASE)
    inbox.settle(taken, "done", [Letter({"n": 1})], None, NOW)


def test_a_message_of_unknown_fate_is_sent_twice_at_most(
    inbox: Inbox, outbox: Outbox, people: Channels
) -> None:
    _answered(inbox, people)
    moment = 2.0
    (first,) = outbox.take(1, after(moment), LEASE)
    outbox.again(first, after(moment), "refused", arrived=False)
    for _ in range(MOST_SENDS):
        assert len(outbox.take(1, after(moment), LEASE)) == 1
        moment += 31
    assert outbox.take(1, after(moment), LEASE) == ()
    assert [letter.box for letter in people.dead()] == ["outbox"]
    assert outbox.revive(after(moment)) == 1
    (again,) = outbox.take(1, after(moment), LEASE)
    outbox.sent(again, "m", after(moment))
    assert people.figures().outbox == {"sent": 1}


def test_a_time_told_in_another_zone_is_the_same_moment(
    inbox: Inbox, outbox: Outbox, people: Channels
) -> None:
    _answered(inbox, people)
    (first,) = outbox.take(1, after(2), LEASE)
    outbox.again(first, after(60).astimezone(VIETNAM), "night", arrived=False)
    assert outbox.take(1, after(59), LEASE) == ()
    assert len(outbox.take(1, after(60), LEASE)) == 1


def test_a_time_without_a_zone_is_refused(people: Channels) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        people.meet("u", NOW.replace(tzinfo=None))


def test_a_user_is_forgotten_wholly(inbox: Inbox, outbox: Outbox, people: Channels, store: Store) -> None:
    inbox.put([event("a", said="bí mật"), event("b", sent=99, said="sau đó")], NOW, NOW)
    session = people.meet("u", NOW).session
    (taken,) = inbox.take(1, after(1), LEASE)
    inbox.bury(taken, "x", [Letter({"t": "bí mật"}, "id")], NOW)
    assert people.forget("u", after(50)) == session
    assert people.forget("u", after(50)) is None
    figures = people.figures()
    assert (figures.users, figures.inbox, figures.outbox) == (0, {"skipped": 1, "waiting": 1}, {"dropped": 1})
    assert [taken.event.text for taken in inbox.take(5, after(60), LEASE)] == ["sau đó"]
    assert people.meet("u", NOW).session != session


def test_old_rows_are_removed_and_dead_ones_stay(inbox: Inbox, people: Channels) -> None:
    inbox.put([event("a"), event("b", "v"), event("c", "w")], NOW, NOW)
    first, second, _ = inbox.take(3, after(1), LEASE)
    inbox.settle(first, "done", [], None, NOW)
    inbox.bury(second, "x", [], NOW)
    people.purge(after(-1))
    assert people.figures().inbox == {"done": 1, "dead": 1, "waiting": 1}
    people.purge(after(1))
    assert people.figures().inbox == {"dead": 1, "waiting": 1}


def test_one_process_renews_and_a_pair_of_the_environment_counts_once(store: Store) -> None:
    pairs = TokenPairs(store, "zalo")
    given = TokenPair("a0", "r0", after(100))
    pairs.seed(given, NOW)
    with ThreadPoolExecutor(6) as pool:
        claims = list(pool.map(lambda n: pairs.claim(f"h{n}", "a0", NOW, LEASE), range(12)))
    assert [claim for claim in claims if claim] == [given]
    holder = f"h{next(n for n, claim in enumerate(claims) if claim)}"
    new = TokenPair("a1", "r1", after(200))
    pairs.renew(holder, new, NOW)
    assert pairs.claim("late", "a0", NOW, LEASE) is None
    pairs.seed(given, NOW)
    assert pairs.current() == new
    assert pairs.claim("next", "a1", NOW, LEASE) == new
    pairs.release("next", NOW)
    pairs.seed(TokenPair("by-hand", "r", None), NOW)
    assert pairs.current() == TokenPair("by-hand", "r", None)
