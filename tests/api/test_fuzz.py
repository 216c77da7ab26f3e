"""Whatever a stranger sends, the service answers with less than 500."""

from __future__ import annotations

from urllib.parse import quote

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error

from api.app import create_app
from api.settings import Settings
from tests.api.support import FakeArchive, FakeDialogue, FakeLive, snapshot

_app = create_app(Settings(), FakeLive(snapshot()), FakeDialogue(), archive=FakeArchive())
_schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", _app)
_paths = ("/documents/", "/api/v1/documents/", "/procedures/", "/api/v1/procedures/", "/static/", "/")


@_schema.parametrize()
@examples(max_examples=25, deadline=None)
def test_no_call_of_the_api_is_a_server_error(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=[not_a_server_error])


@given(prefix=st.sampled_from(_paths), rest=st.text(max_size=40), query=st.text(max_size=40))
@examples(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_address_is_a_server_error(prefix: str, rest: str, query: str) -> None:
    client = TestClient(_app, raise_server_exceptions=False)
    for accept in ("text/html", "application/json"):
        response = client.get(
            prefix + quote(rest),
            params={"q": query, "v": query},
            headers={"accept": accept},
        )
        assert response.status_code < 500, response.text
