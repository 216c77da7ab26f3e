import pytest

from api.outbox import Outbox
from bot.connectors.http import HttpOneStop, HttpOptions
from knowledge.store import Store
from knowledge.store.requests import Requests
from tests.bot.connectors.onestop_server import OneStopServer


@pytest.fixture
def server():
    started = OneStopServer()
    yield started
    started.close()


@pytest.fixture
def requests(database_url):
    store = Store.open(database_url)
    yield Requests(store)
    store.close()


def connected(server):
    urls = {"feedback": f"{server.url}/gopy"}
    return HttpOneStop(HttpOptions(request_urls=urls, timeout=0.5, attempts=1))


def test_what_waits_is_handed_over_once(server, requests):
    receipt = requests.put("feedback", {"text": "đường ngập nước"})
    outbox = Outbox(requests, connected(server))
    assert outbox.work_off() == 1 and outbox.work_off() == 0
    assert server.taken == [{"receipt": receipt, "text": "đường ngập nước"}]
    assert (requests.get(receipt).state, requests.get(receipt).reference) == ("sent", "1022-77")


def test_what_is_not_taken_waits_for_its_next_try(server, requests):
    server.mode = "error"
    receipt = requests.put("feedback", {"text": "đường ngập nước"})
    outbox = Outbox(requests, connected(server))
    assert outbox.work_off() == 0
    assert (requests.get(receipt).state, requests.get(receipt).attempts) == ("waiting", 1)


def test_kinds_nothing_takes_and_a_missing_connection_leave_requests_waiting(server, requests):
    receipt = requests.put("appointment", {"what": "căn cước"})
    assert Outbox(requests, connected(server)).work_off() == 0
    assert Outbox(requests, None).work_off() == 0
    assert requests.get(receipt).state == "waiting"
