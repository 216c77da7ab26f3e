from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.api.support import PLAN, TEXT, FakeDialogue, FakeLive


def ids(client: TestClient, **query: object) -> list[str]:
    body = client.get("/api/v1/tasks", params=query).json()
    assert body["total"] == len(body["items"])
    return [item["id"].partition("/")[2] for item in body["items"]]


def test_task_has_the_agreed_fields(client: TestClient) -> None:
    item = client.get("/api/v1/tasks").json()["items"][0]
    agreed = {
        "id", "document", "group", "parent", "goal", "content", "output", "lead", "coordinate",
        "deadline", "heading", "source",
    }  # fmt: skip
    assert agreed <= set(item)
    assert item["lead"] == [{"text": "Trung tâm IOC", "agency_id": "da-nang/ioc"}]
    assert item["deadline"] == {
        "text": "Tháng 12/2024",
        "kind": "tháng",
        "date": "2024-12-31",
        "before": False,
        "start": None,
        "milestones": [],
    }
    assert item["source"] == {
        "document": "2766/QĐ-UBND",
        "title": "BAN HÀNH KẾ HOẠCH <script>alert(1)</script>",
        "section": "3.n",
        "quote": TEXT[TEXT.index("\tn)") : TEXT.index("Tháng 12/2024") + 13],
        "url": f"/documents/{PLAN}#3.n",
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["3.n", "3.o", "4.a"]),
        ({"document": PLAN}, ["3.n", "3.o", "4.a"]),
        ({"document": "khac"}, []),
        ({"agency": "da-nang/so-noi-vu"}, ["3.n", "3.o"]),
        ({"agency": "da-nang/so-noi-vu", "role": "lead"}, ["3.o"]),
        ({"agency": "sở nội vụ", "role": "coordinate"}, ["3.n"]),
        ({"agency": "so noi vu", "role": "lead"}, ["3.o"]),
        ({"agency": "nội v"}, []),
        ({"group": "3"}, ["3.n", "3.o"]),
        ({"group": "cai cach thu tuc"}, ["3.n", "3.o"]),
        ({"due_to": "2024-03-31"}, ["3.o"]),
        ({"due_from": "2024-12-31", "due_to": "2024-12-31"}, ["3.n", "3.o"]),
        ({"due_from": "2025-01-01"}, []),
        ({"q": "tro ly ao"}, ["3.n"]),
        ({"q": "lý trợ"}, ["3.n"]),
        ({"agency": "", "q": "", "group": ""}, ["3.n", "3.o", "4.a"]),
    ],
)
def test_filters(client: TestClient, query: dict[str, object], expected: list[str]) -> None:
    assert ids(client, **query) == expected


def test_total_counts_all_when_a_page_is_asked(client: TestClient) -> None:
    body = client.get("/api/v1/tasks", params={"limit": 1, "offset": 1}).json()
    assert body["total"] == 3
    assert [item["row"] for item in body["items"]] == ["3.o"]


@pytest.mark.parametrize(
    "query",
    [
        {"due_from": "hôm qua"},
        {"role": "boss"},
        {"limit": "-1"},
        {"limit": "5000"},
        {"offset": "x"},
        {"q": "a" * 301},
    ],
)
def test_wrong_parameters_are_problems(client: TestClient, query: dict[str, str]) -> None:
    response = client.get("/api/v1/tasks", params=query)
    assert response.status_code == 422
    body = response.json()
    assert body["type"] == "urn:problem:invalid"
    assert body["errors"][0]["field"] == next(iter(query))


def test_documents_list_and_one(client: TestClient) -> None:
    body = client.get("/api/v1/documents").json()
    assert [item["id"] for item in body["items"]] == [PLAN, "quang-ngai-kh"]
    assert body["items"][0]["tasks"] == 3
    assert body["items"][1]["number"] is None
    one = client.get(f"/api/v1/documents/{PLAN}").json()
    assert one["text"] == TEXT
    assert one["issued"] == "2023-12-21"
    assert client.get("/api/v1/documents/none").json()["type"] == "urn:problem:not-found"


def test_procedures_list_search_and_one(client: TestClient) -> None:
    assert client.get("/api/v1/procedures", params={"q": "lam giay khai sinh"}).json()["total"] == 1
    assert client.get("/api/v1/procedures", params={"q": "hộ chiếu"}).json() == {"total": 0, "items": []}
    one = client.get("/api/v1/procedures/khai-sinh").json()
    assert "notes" not in one
    assert one["cases"][0]["papers"][0]["name"] == "Giấy chứng sinh"
    assert client.get("/api/v1/procedures/none").status_code == 404


def test_nothing_published_is_said(client: TestClient, live: FakeLive) -> None:
    live.published = None
    response = client.get("/api/v1/tasks")
    assert response.status_code == 503
    assert response.json()["type"] == "urn:problem:not-published"


def test_readiness_tells_the_truth(client: TestClient, live: FakeLive, dialogue: FakeDialogue) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "checks": {"dialogue": True, "index": True}}
    dialogue.down = True
    live.published = None
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {"dialogue": False, "index": False}
    assert client.get("/healthz").status_code == 200


def test_metrics_count_requests_by_route(client: TestClient) -> None:
    client.get("/api/v1/documents/one")
    client.get("/api/v1/documents/two")
    text = client.get("/metrics").text
    line = 'http_requests_total{method="GET",route="/api/v1/documents/{document_id}",status="404"} 2.0'
    assert line in text


def test_openapi_describes_the_chat(client: TestClient) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert "requestBody" in paths["/api/v1/chat"]["post"]
    assert "/documents" not in paths


def test_large_answers_are_compressed(client: TestClient) -> None:
    response = client.get("/api/v1/openapi.json", headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
