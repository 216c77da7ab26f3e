from __future__ import annotations

from urllib.parse import quote

from api.library import Library
from knowledge.store.corrections import Corrections
from retrieval.live import Live
from tests.api.admin_support import Visitor, told
from tests.api.adminweb.test_documents import HOME, draft
from tests.knowledge.ingest.plans import plan


def path_of(library: Library, words: str, number: int = 1) -> str:
    [task] = [task for task in library.store.records("a", number).tasks if words in task.content]
    return f"{HOME}/a/versions/{number}/record?kind=task&record={quote(task.id, safe='')}"


def leads(live: Live) -> list[str]:
    return [
        body.text
        for task in live.current.snapshot.tasks_of("a")
        if "Tập huấn" in task.content
        for body in task.lead
    ]


def test_a_successor_is_named_in_the_preview_and_told_in_every_list(
    visitor: Visitor, opened: Library, live: Live
) -> None:
    visitor.sign_in("pub")
    draft(visitor, opened, plan())
    visitor.send(f"{HOME}/a", HOME, action="publish", version="1")
    path = f"{HOME}/a/versions/1/record?kind=document&record=a"
    held = opened.store.records("a", 1).document
    values = {
        "number": held.number or "",
        "title": held.title,
        "type": held.type or "",
        "issuer": held.issuer or "",
        "issued": "15/01/2025",
        "years": "2025",
        "signer": "",
        "signer_title": "",
        "effective": "01/02/2025",
        "expires": "01/01/2025",
        "replaces": "",
        "abolishes": "",
        "replaced_by": "Quyết định số 8/QĐ-UBND ngày 05/3/2025",
    }
    wrong = told(visitor.send(path, path, **values), 422)
    assert "không thể trước ngày có hiệu lực" in wrong
    values["expires"] = "30/06/2025"
    visitor.send(path, path, action="apply", **values)
    opened.worker.work_off()
    preview = visitor.open(f"{HOME}/a/versions/2")
    assert "Quyết định số 8/QĐ-UBND ngày 05/03/2025" in preview and "01/02/2025" in preview
    assert "Đã được thay thế" not in visitor.open(HOME)
    visitor.send(f"{HOME}/a", HOME, action="publish", version="2")
    for page in (HOME, f"{HOME}/a", "/documents", "/documents/a"):
        shown = visitor.open(page)
        assert "Đã được thay thế" in shown and "Quyết định số 8/QĐ-UBND" in shown, page
    listed = visitor.client.get("/api/v1/documents").json()["items"][0]
    assert (listed["effective"], listed["expires"]) == ("2025-02-01", "2025-06-30")
    assert listed["replaced_by"] == {
        "number": "8/QĐ-UBND",
        "type": "Quyết định",
        "issued": "2025-03-05",
        "id": None,
        "since": "2025-03-05",
    }


def test_a_correction_becomes_a_draft_is_published_and_can_be_revoked(
    visitor: Visitor, opened: Library, live: Live
) -> None:
    visitor.sign_in("pub")
    draft(visitor, opened, plan())
    visitor.send(f"{HOME}/a", HOME, action="publish", version="1")
    path = path_of(opened, "Tập huấn")
    form = visitor.open(path)
    assert "Sở Nội vụ" in form and "<mark>" in visitor.client.get(path).text
    values = {"content": "Tập huấn kỹ năng số", "coordinate": "UBND các phường, xã", "output": "Lớp tập huấn"}
    kept = visitor.send(
        path, path, **values, lead="Sở Y tế\r\nSở Tư pháp", deadline="Tháng 7/2025", reason="bản in sai"
    )
    page = told(kept, 200)
    assert "Đã lưu chỉnh sửa" in page and "Chỉnh sửa chưa có trong bản này" in page
    assert {item.field for item in Corrections(opened.store).live("a")} == {"lead", "deadline"}
    assert leads(live) == ["Sở Nội vụ"]
    queued = visitor.send(f"{HOME}/a/versions/1/reread", path)
    assert "Đang chờ" in told(queued, 200)
    opened.worker.work_off()
    preview = visitor.open(f"{HOME}/a/versions/2?kind=task")
    assert "đã chỉnh từ Sở Nội vụ (pub)" in " ".join(
        preview.replace("<del>", "").replace("</del>", "").split()
    )
    assert "Chỉnh sửa chưa có" not in preview
    assert "cơ quan chủ trì đổi từ “Sở Nội vụ” thành “Sở Y tế; Sở Tư pháp”" in visitor.open(
        f"{HOME}/a/versions/2"
    )
    visitor.send(f"{HOME}/a", HOME, action="publish", version="2")
    assert leads(live) == ["Sở Y tế", "Sở Tư pháp"]
    history = visitor.open(f"{HOME}/a")
    assert "bản in sai" in history and "đang công bố" in history
    lead = next(item for item in Corrections(opened.store).live("a") if item.field == "lead")
    revoked = visitor.send(f"{HOME}/a/corrections/revoke", HOME, correction=str(lead.id))
    assert "Đã bỏ chỉnh sửa" in told(revoked, 200)
    assert visitor.send(f"{HOME}/a/corrections/revoke", HOME, correction=str(lead.id)).status_code == 404
    assert "đã bỏ" in visitor.open(f"{HOME}/a/versions/2")
    again = visitor.send(path_of(opened, "Tập huấn", 2), path, action="apply", reason="")
    assert "Đang chờ" in told(again, 200)
    opened.worker.work_off()
    visitor.send(f"{HOME}/a", HOME, action="publish", version="3")
    assert leads(live) == ["Sở Nội vụ"]
    visitor.send(f"{HOME}/a", HOME, action="rollback", version="2")
    assert leads(live) == ["Sở Y tế", "Sở Tư pháp"]


def test_what_makes_no_sense_is_told_beside_the_form(visitor: Visitor, opened: Library) -> None:
    visitor.sign_in("ed")
    draft(visitor, opened, plan())
    path = path_of(opened, "Tập huấn")
    page = told(visitor.send(path, path, content="", lead="Sở Y tế <b>", reason="x"), 422)
    assert "“Nội dung” không được để trống" in page and "Sở Y tế <b>" in page
    facts = f"{HOME}/a/versions/1/record?kind=document&record=a"
    assert "không phải một ngày" in told(visitor.send(facts, facts, title="T", issued="mai"), 422)
    assert Corrections(opened.store).live("a") == ()
    for wrong in ("kind=task&record=a/x", "kind=x&record=a", "kind=document&record=b"):
        visitor.open(f"{HOME}/a/versions/1/record?{wrong}", 404)
    assert visitor.send(f"{HOME}/a/versions/9/reread", path).status_code == 404
    assert visitor.client.post(path, data={"lead": "x"}).status_code == 403


def test_an_official_corrects_what_concerns_the_own_agency_only(visitor: Visitor, opened: Library) -> None:
    visitor.sign_in("ed")
    draft(visitor, opened, plan())
    visitor.send("/admin/logout", HOME)
    visitor.sign_in("snv")
    own, other = path_of(opened, "Tập huấn"), path_of(opened, "Khảo sát")
    [task] = [task for task in opened.store.records("a", 1).tasks if "Tập huấn" in task.content]
    assert "can-tho/so-noi-vu" in {body.agency_id for body in task.lead}
    assert visitor.send(own, own, output="Ba lớp").status_code == 200
    foreign = f"{HOME}/a/versions/1/record?kind=document&record=a"
    assert "chỉ được chỉnh bản ghi của cơ quan mình" in visitor.open(foreign)
    denied = visitor.send(foreign, own, title="Của tôi")
    assert "Sở Nội vụ" in told(denied, 403)
    assert visitor.send(other, own, output="Tám báo cáo").status_code == 200
    assert [item.after for item in Corrections(opened.store).live("a")] == ["Ba lớp", "Tám báo cáo"]
