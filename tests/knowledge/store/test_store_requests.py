import datetime as dt

import pytest

from knowledge.store import Store
from knowledge.store.requests import LONGEST_PAUSE, Requests

LEASE = dt.timedelta(minutes=2)
KINDS = ("appointment", "feedback")


@pytest.fixture
def requests(database_url):
    store = Store.open(database_url)
    yield Requests(store)
    store.close()


def test_a_request_waits_is_handed_over_once_and_its_contact_is_then_hidden(requests):
    receipt = requests.put("feedback", {"text": "gọi 0905 123 456, đường ngập", "contact": "0905123456"})
    assert receipt.startswith("GY-") and len(receipt) == 11
    shown = requests.get(receipt.lower())
    assert shown.state == "waiting" and shown.fields["contact"].endswith("456")
    assert "0905" not in repr(shown)
    taken = requests.take(KINDS, LEASE)
    assert taken.fields == {"text": "gọi [số điện thoại], đường ngập", "contact": "0905123456"}
    assert requests.take(KINDS, LEASE) is None
    requests.sent(receipt, "1022-77")
    sent = requests.get(receipt)
    assert (sent.state, sent.reference) == ("sent", "1022-77")
    assert not requests.cancel(receipt)


def test_a_request_not_taken_comes_back_later_and_later(requests):
    receipt = requests.put("appointment", {"what": "căn cước"})
    for _ in range(20):
        requests.failed(receipt)
    assert requests.take(KINDS, LEASE) is None
    assert requests.get(receipt).attempts == 20
    assert dt.timedelta(hours=1) >= LONGEST_PAUSE


def test_only_kinds_that_are_taken_are_given_out(requests):
    requests.put("appointment", {"what": "căn cước"})
    assert requests.take(("feedback",), LEASE) is None
    assert requests.take(("appointment",), LEASE) is not None


def test_who_takes_back_a_waiting_request_has_it_cancelled(requests):
    receipt = requests.put("appointment", {"what": "căn cước", "contact": "0905123456"})
    assert requests.cancel(receipt)
    assert requests.get(receipt).state == "cancelled"
    assert requests.take(KINDS, LEASE) is None
    assert requests.get("HG-ZZZZZZZZ") is None
