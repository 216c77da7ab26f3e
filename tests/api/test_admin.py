from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.admin.install import install
from api.app import create_app
from api.library import Library
from retrieval.live import Live
from tests.api.admin_support import zipped
from tests.api.library_support import TOKEN, library
from tests.api.support import FakeDialogue
from tests.knowledge.ingest.plans import ROWS, plan

BEARER = {"Authorization": b"Bearer " + TOKEN.encode()}
LATER = [row if row[0] != "2" else (*row[:4], "Tháng 9/2025", row[5]) for row in ROWS]


@pytest.fixture
def live() -> Live:
    return Live()


@pytest.fixture
def opened(tmp_path: Path, live: Live, database_url: str) -> Iterator[Library]:
    made = library(tmp_path, live, database_url)
    yield made
    made.close()


@pytest.fixture
def stranger(opened: Library, live: Live) -> Iterator[TestClient]:
    app = create_app(opened.settings, live, FakeDialogue())
    install(app, opened)
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def client(stranger: TestClient) -> TestClient:
    stranger.headers.update(BEARER)
    return stranger


def send(client: TestClient, library: Library, *files: tuple[str, bytes]) -> list[dict[str, object]]:
    reply = client.post("/api/v1/admin/documents", files=[("file", file) for file in files])
    assert reply.status_code == 202, reply.text
    assert reply.json()["job"] == reply.json()["jobs"][0]
    library.worker.work_off()
    return [client.get(f"/api/v1/admin/jobs/{job}").json() for job in reply.json()["jobs"]]


def problem(reply: Response, status: int) -> str:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["status"] == status
    return str(reply.json()["detail"])


def test_an_upload_is_answered_from_once_its_job_is_done(client: TestClient, opened: Library) -> None:
    [job] = send(client, opened, ("Kế hoạch 2025.txt", plan()))
    assert (job["state"], job["document"], job["version"]) == ("done", "ke-hoach-2025", 1)
    tasks = client.get("/api/v1/tasks", params={"document": "ke-hoach-2025"}).json()
    assert tasks["total"] >= len(ROWS)
    assert job["report"]["records"]["task"] == tasks["total"]  # type: ignore[index]


def test_a_job_is_queued_until_a_worker_takes_it(client: TestClient, opened: Library) -> None:
    reply = client.post("/api/v1/admin/documents", files={"file": ("a.txt", plan())})
    job = client.get(f"/api/v1/admin/jobs/{reply.json()['job']}").json()
    assert (job["state"], job["document"], job["report"]) == ("queued", None, None)
    assert job["file"] == "a.txt"


def test_versions_come_go_back_and_are_withdrawn(client: TestClient, opened: Library, live: Live) -> None:
    send(client, opened, ("a.txt", plan()))
    [job] = send(client, opened, ("khac.txt", plan(*LATER)))
    assert (job["document"], job["version"]) == ("a", 2)

    def due() -> list[str]:
        return [
            task.deadline.text for task in live.current.snapshot.tasks_of("a") if "Tập huấn" in task.content
        ]

    assert due() == ["Tháng 9/2025"]
    back = client.post("/api/v1/admin/documents/a/rollback", json={"version": 1})
    assert back.json() == {"document": "a", "version": 1, "state": "published"}
    assert due() == ["Tháng 6/2025"]
    client.post("/api/v1/admin/documents/a/versions/2/publish")
    assert due() == ["Tháng 9/2025"]
    client.post("/api/v1/admin/documents/a/rollback", json={})
    assert due() == ["Tháng 6/2025"]
    gone = client.delete("/api/v1/admin/documents/a")
    assert gone.json() == {"document": "a", "version": 1, "state": "withdrawn"}
    assert live.current.snapshot.documents == ()
    listed = client.get("/api/v1/admin/documents").json()["items"][0]
    assert (listed["id"], listed["published"]) == ("a", None)
    assert [version["state"] for version in listed["versions"]] == ["withdrawn", "superseded"]


def test_a_suspicious_version_waits_for_a_person(client: TestClient, opened: Library, live: Live) -> None:
    send(client, opened, ("a.txt", plan()))
    odd = plan(("1", "Việc hoàn toàn khác", "Sở Y tế", "", "Quý I/2025", ""))
    [job] = send(client, opened, ("a.txt", odd))
    assert (job["state"], job["version"]) == ("needs_review", 2)
    assert live.current.snapshot.documents[0].version == 1
    assert client.post("/api/v1/admin/documents/a/versions/2/publish").status_code == 200
    assert live.current.snapshot.documents[0].version == 2
    assert client.get(f"/api/v1/admin/jobs/{job['job']}").json()["state"] == "done"


def test_the_difference_between_versions(client: TestClient, opened: Library) -> None:
    send(client, opened, ("a.txt", plan()))
    send(client, opened, ("a.txt", plan(*LATER)))
    found = client.get("/api/v1/admin/documents/a/difference", params={"old": 1, "new": 2}).json()
    assert found["summary"] == "1 nhiệm vụ đổi thời hạn."
    assert found["changed"][0]["fields"] == [
        {"field": "deadline", "before": "Tháng 6/2025", "after": "Tháng 9/2025"}
    ]


def test_a_bad_file_among_several_fails_alone(client: TestClient, opened: Library, live: Live) -> None:
    jobs = send(client, opened, ("rong.txt", b""), ("a.txt", plan()), ("x.bin", bytes(range(256))))
    assert [job["state"] for job in jobs] == ["failed", "done", "failed"]
    assert "rong.txt" in jobs[0]["report"]["error"]  # type: ignore[index]
    assert [document.id for document in live.current.snapshot.documents] == ["a"]


def test_an_archive_gives_a_job_for_each_of_its_files(client: TestClient, opened: Library) -> None:
    data = zipped(("nam 2025/a.txt", plan()), ("rong.txt", b""))
    jobs = send(client, opened, ("tat-ca.zip", data))
    assert [(job["file"], job["state"]) for job in jobs] == [("a.txt", "done"), ("rong.txt", "failed")]
    bad = {"file": ("x.zip", zipped(("trong.zip", data)))}
    assert "chứa tệp nén khác" in problem(client.post("/api/v1/admin/documents", files=bad), 422)
    assert len(opened.jobs.latest(5)) == 2


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer sai"}, {"Authorization": "Basic YTpi"}])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/documents"),
        ("GET", "/documents"),
        ("GET", "/jobs/1"),
        ("POST", "/documents/a/versions/1/publish"),
        ("POST", "/documents/a/rollback"),
        ("DELETE", "/documents/a"),
        ("GET", "/documents/a/difference?old=1&new=2"),
    ],
)
def test_without_a_valid_token_nothing_is_done(
    stranger: TestClient, method: str, path: str, header: dict[str, str]
) -> None:
    reply = stranger.request(method, f"/api/v1/admin{path}", headers=header)
    problem(reply, 401)
    assert reply.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/jobs/khong-co"),
        ("POST", "/documents/a/versions/1/publish"),
        ("POST", "/documents/a/versions/2147483647/publish"),
        ("DELETE", "/documents/a"),
        ("GET", "/documents/a/difference?old=1&new=2"),
    ],
)
def test_what_does_not_exist_is_named(client: TestClient, method: str, path: str) -> None:
    assert problem(client.request(method, f"/api/v1/admin{path}"), 404)


def test_uploads_that_are_none(client: TestClient, opened: Library) -> None:
    url = "/api/v1/admin/documents"
    problem(client.post(url, content=b"x", headers={"Content-Type": "text/plain"}), 415)
    problem(client.post(url, content=b"x", headers={"Content-Type": "multipart/form-data"}), 400)
    problem(client.post(url, content=b"x", headers={"Content-Type": "multipart/form-data; boundary=b"}), 400)
    problem(client.post(url, files={"other": ("a.txt", b"x")}), 422)
    problem(client.post(url, files=[("file", (f"{n}.txt", b"x")) for n in range(51)]), 422)
    assert opened.jobs.latest(1) == ()


def test_an_upload_over_the_limit_is_refused_also_without_a_declared_length(
    client: TestClient, opened: Library
) -> None:
    opened.settings.max_upload_bytes = 2_000
    problem(client.post("/api/v1/admin/documents", files={"file": ("a.txt", b"x" * 3_000)}), 413)

    def chunks() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(30):
            yield b"x" * 100

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    problem(client.post("/api/v1/admin/documents", content=chunks(), headers=headers), 413)
    assert opened.jobs.latest(1) == ()


@pytest.mark.parametrize("body", [{"version": 0}, {"version": "1"}, {"version": 1, "x": 2}, [1]])
def test_a_rollback_that_is_none(client: TestClient, body: object) -> None:
    problem(client.post("/api/v1/admin/documents/a/rollback", json=body), 422)


def test_a_hostile_file_name_stays_a_name(client: TestClient, opened: Library, tmp_path: Path) -> None:
    [job] = send(client, opened, ("../../etc/<script>alert(1)</script>.txt", plan()))
    assert job["state"] == "done"
    assert str(job["document"]).replace("-", "").isalnum()


def test_questions_with_answers_come_in_as_a_table_and_serve_at_once(client: TestClient, live: Live) -> None:
    table = "Câu hỏi,Trả lời\nThư viện mở ngày nào?,Thứ Hai đến thứ Bảy\nThiếu trả lời?,\n"
    reply = client.post("/api/v1/admin/faq", files={"file": ("faq.csv", table.encode())})
    assert reply.status_code == 200, reply.text
    assert (reply.json()["total"], reply.json()["created"]) == (1, 1)
    assert [found["place"] for found in reply.json()["problems"]] == ["dòng 3"]
    assert [faq.answer for faq in live.current.snapshot.faqs] == ["Thứ Hai đến thứ Bảy"]
    assert "thiếu cột" in problem(client.post("/api/v1/admin/faq", files={"file": ("a.csv", b"a\n1\n")}), 422)
    assert len(live.current.snapshot.faqs) == 1


def test_a_stranger_brings_no_questions_in(stranger: TestClient) -> None:
    reply = stranger.post("/api/v1/admin/faq", files={"file": ("faq.csv", b"x")})
    problem(reply, 401)


def test_procedures_come_in_by_the_template_and_bad_files_change_nothing(
    client: TestClient, live: Live
) -> None:
    template = client.get("/api/v1/admin/templates/thu-tuc.xlsx")
    assert template.status_code == 200 and "attachment" in template.headers["content-disposition"]
    reply = client.post("/api/v1/admin/procedures", files={"file": ("mau.xlsx", template.content)})
    assert reply.json()["total"] == 1 and reply.json()["created"] == 1
    again = client.post("/api/v1/admin/procedures", files={"file": ("mau.xlsx", template.content)})
    assert again.json()["unchanged"] == 1
    assert "9.999999" in {held.code for held in live.current.snapshot.procedures}
    for name, data in (("a.json", b"{broken"), ("a.docx", b"PK"), ("a.pdf", b"%PDF-1.4")):
        problem(client.post("/api/v1/admin/procedures", files={"file": (name, data)}), 422)
    assert client.get("/api/v1/admin/templates/x.exe").status_code == 404
