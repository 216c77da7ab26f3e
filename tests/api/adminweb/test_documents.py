from __future__ import annotations

import re
import struct

import pytest
from httpx import Response

from api.library import Library
from knowledge.store.audit import Audit
from retrieval.live import Live
from tests.api.admin_support import Visitor, told, zipped
from tests.knowledge.ingest.plans import ROWS, plan

LATER = [row if row[0] != "2" else (*row[:4], "Tháng 9/2025", row[5]) for row in ROWS]
HOME = "/admin/documents"


def send(visitor: Visitor, *files: tuple[str, bytes], token: str | None = None) -> Response:
    csrf = visitor.token(HOME) if token is None else token
    return visitor.client.post(HOME, data={"csrf": csrf}, files=[("file", file) for file in files])


def draft(visitor: Visitor, library: Library, data: bytes, name: str = "a.txt") -> None:
    assert send(visitor, (name, data)).status_code == 200
    library.worker.work_off()


def due(live: Live) -> list[str]:
    return [task.deadline.text for task in live.current.snapshot.tasks_of("a") if "Tập huấn" in task.content]


def packed_otherwise(archive: bytes) -> bytes:
    """Claim for the one file of *archive* a packing method that nobody knows (99)."""
    data = bytearray(archive)
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    data[local + 8 : local + 10] = data[central + 10 : central + 12] = (99).to_bytes(2, "little")
    return bytes(data)


def test_an_upload_waits_for_a_decision_and_is_then_served(
    visitor: Visitor, opened: Library, live: Live
) -> None:
    visitor.sign_in("pub")
    page = told(send(visitor, ("a.txt", plan()), ("b.txt", plan(number="28/KH-UBND"))), 200)
    assert page.count("Đang chờ") == 2 and "job-watch" in page
    opened.worker.work_off()
    states = visitor.client.get("/admin/jobs.json").json()["states"]
    assert set(states.values()) == {"needs_review"}
    jobs = visitor.open("/admin/jobs")
    assert f"{HOME}/a/versions/1" in jobs and "Chờ xem" in jobs and "· pub" in jobs
    preview = visitor.open(f"{HOME}/a/versions/1")
    for words in ("27/KH-UBND", "15/01/2025", "Chưa có bản nào đang công bố", "Nhiệm vụ ("):
        assert words in preview
    done = visitor.send(f"{HOME}/a", HOME, action="publish", version="1")
    assert "Đã công bố" in told(done, 200)
    assert due(live) == ["Tháng 6/2025"]
    assert {entry.actor for entry in Audit(opened.store).latest(3, subject="a")} == {"pub"}


def test_records_stand_beside_their_marked_source(visitor: Visitor, opened: Library) -> None:
    visitor.sign_in("ed")
    draft(visitor, opened, plan())
    page = visitor.client.get(f"{HOME}/a/versions/1?kind=task").text
    assert page.count('<section class="pair"') >= len(ROWS)
    assert "<mark>Tập huấn kỹ năng số</mark>" in page and "<mark>Tháng 6/2025</mark>" in page
    for kind in ("document", "target", "responsibility", "passage", "citation"):
        visitor.open(f"{HOME}/a/versions/1?kind={kind}")
    visitor.open(f"{HOME}/a/versions/1?kind=chief", 404)
    visitor.open(f"{HOME}/a/versions/9", 404)
    visitor.open(f"{HOME}/a/versions/{2**70}", 404)
    visitor.open(f"{HOME}/khong-co", 404)
    visitor.open(f"{HOME}/khong-co/versions/1", 404)


def test_a_new_edition_tells_what_it_changes_and_goes_back_in_one_step(
    visitor: Visitor, opened: Library, live: Live
) -> None:
    visitor.sign_in("pub")
    draft(visitor, opened, plan())
    visitor.send(f"{HOME}/a", HOME, action="publish", version="1")
    draft(visitor, opened, plan(*LATER))
    assert due(live) == ["Tháng 6/2025"]
    preview = visitor.open(f"{HOME}/a/versions/2")
    assert "1 nhiệm vụ đổi thời hạn" in preview and "“Tháng 6/2025” thành “Tháng 9/2025”" in preview
    visitor.send(f"{HOME}/a", HOME, action="publish", version="2")
    assert due(live) == ["Tháng 9/2025"]
    for number, text in ((1, "Tháng 6/2025"), (2, "Tháng 9/2025")):
        assert text in visitor.open(f"/documents/a?v={number}")
    back = visitor.send(f"{HOME}/a", HOME, action="rollback", version="1")
    assert "Đã quay lại" in told(back, 200) and due(live) == ["Tháng 6/2025"]
    gone = visitor.send(f"{HOME}/a", HOME, action="withdraw")
    assert "Đã rút văn bản" in told(gone, 200) and live.current.snapshot.documents == ()
    again = told(visitor.send(f"{HOME}/a", HOME, action="withdraw"), 422)
    assert "hiện không được công bố" in again
    assert "phiên bản 9" in told(visitor.send(f"{HOME}/a", HOME, action="publish", version="9"), 422)
    assert visitor.send(f"{HOME}/ma", HOME, action="publish", version="1").status_code == 404
    for fields in ({"action": "x"}, {"action": "publish", "version": "một"}, {"action": "rollback"}):
        assert visitor.send(f"{HOME}/a", HOME, **fields).status_code == 422


def test_a_publication_is_planned_and_given_up(visitor: Visitor, opened: Library) -> None:
    visitor.sign_in("pub")
    draft(visitor, opened, plan())
    planned = visitor.send(f"{HOME}/a", HOME, action="plan", version="1", at="2099-01-01T07:30")
    assert "01/01/2099 07:30" in told(planned, 200)
    for at in ("2020-01-01T00:00", "mai", ""):
        assert visitor.send(f"{HOME}/a", HOME, action="plan", version="1", at=at).status_code == 422
    number = re.search(r'name="planned" value="(\d+)"', planned.text)
    assert number
    page = visitor.send(f"{HOME}/a", HOME, action="cancel", planned=number[1])
    assert "Đã hủy hẹn" in told(page, 200) and "Đã hủy" in page.text


def test_roles_decide_what_can_be_done(visitor: Visitor, opened: Library) -> None:
    visitor.sign_in("ed")
    draft(visitor, opened, plan())
    page = visitor.open(f"{HOME}/a/versions/1")
    assert "Vai trò Biên tập không được công bố" in page and 'value="publish"' not in page
    denied = visitor.send(f"{HOME}/a", HOME, action="publish", version="1")
    assert "cần vai trò Công bố hoặc Quản trị" in told(denied, 403)
    visitor.send("/admin/logout", HOME)
    visitor.sign_in("op")
    assert "<drop-zone" not in visitor.open(HOME)
    assert send(visitor, ("a.txt", plan()), token=visitor.token(HOME)).status_code == 403


def test_an_archive_is_opened_within_limits(visitor: Visitor, opened: Library) -> None:
    visitor.sign_in("ed")
    good = zipped(("kế hoạch/a.txt", plan()), ("../b.txt", plan()), ("__MACOSX/._a.txt", b"x"), (".x", b""))
    page = told(send(visitor, ("tất cả.zip", good)), 200)
    assert page.count("<strong>") == 2 and "<strong>a.txt</strong>" in page and "b.txt" in page
    opened.worker.work_off()
    page = visitor.open("/admin/jobs")
    assert re.search(r"Bản ghi: \d+ mới, 0 đổi, 0 bỏ, 0 giữ nguyên · \d+,\d giây", page)


def locked() -> bytes:
    data = bytearray(zipped(("a.txt", b"bi mat")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + offset
        data[at : at + 2] = struct.pack("<H", struct.unpack("<H", data[at : at + 2])[0] | 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (zipped(("to.txt", b"\0" * (70 * 2**20))), 413, "vượt quá 64 MiB"),
        (locked(), 422, "có mật khẩu"),
        (zipped(("trong.zip", zipped(("a.txt", b"a")))), 422, "chứa tệp nén khác"),
        (zipped(), 422, "không có tệp nào"),
        (b"PK\x03\x04 khong phai", 422, "có thể bị hỏng"),
        (zipped(("a.txt", plan()))[:-60], 422, "có thể bị hỏng"),
        (zipped(*((f"{number}.txt", b"a") for number in range(60))), 422, "tối đa 50 tệp"),
        (packed_otherwise(zipped(("a.txt", plan()))), 422, "có thể bị hỏng"),
    ],
    ids=["bomb", "locked", "nested", "empty", "no zip", "cut", "many", "packed otherwise"],
)
def test_a_bad_archive_is_refused_with_its_reason(
    visitor: Visitor, opened: Library, data: bytes, status: int, words: str
) -> None:
    visitor.sign_in("ed")
    assert words in told(send(visitor, ("x.zip", data)), status)
    assert opened.jobs.latest(1) == ()


def test_a_bad_upload_is_refused(visitor: Visitor, opened: Library) -> None:
    visitor.sign_in("ed")
    assert send(visitor, ("a.txt", plan()), token="0" * 64).status_code == 403
    assert send(visitor, token=visitor.token(HOME)).status_code in (415, 422)
    assert send(visitor, ("", b"")).status_code in (400, 422)
    reply = visitor.client.post(
        HOME, content=b"--x", headers={"content-type": "multipart/form-data; boundary=y"}
    )
    assert reply.status_code in (400, 403)
    assert opened.jobs.latest(1) == ()
    draft(visitor, opened, b"%PDF-1.4 hong", "hong.pdf")
    assert "Không nhận" in visitor.open("/admin/jobs") and "hong.pdf" in visitor.open("/admin/jobs")
    assert visitor.client.get("/admin/jobs.json?id=khong-co").json() == {"states": {}}
