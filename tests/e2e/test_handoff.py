"""A citizen and an officer in two real browsers, and a civil servant's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from api.admin.install import install as install_api
from api.adminweb.install import install
from api.app import create_app
from api.channels.web import WebChannel
from api.handoff.desk import Desk
from api.insight.log import MessageLog
from api.library import Library
from bot.answers.pipeline import Assistant
from knowledge.clock import VIETNAM
from knowledge.records.catalogue import PublicService
from knowledge.store.handoffs import Handoffs
from knowledge.store.messages import Messages
from knowledge.store.requests import Requests
from knowledge.store.satisfaction import Satisfaction
from retrieval.live import Live
from tests.api.admin_support import PASSWORD
from tests.api.library_support import library
from tests.api.served import Served
from tests.e2e.direct import DirectDialogue
from tests.e2e.test_accessibility import findings
from tests.knowledge.ingest.plans import plan

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
MORNING = dt.datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
DESK = PublicService("can-bo-truc", "hotline", "Cán bộ trực", "Trả lời.", hours="Hằng ngày: 7:30-17:00")


@dataclass
class Office:
    url: str
    library: Library
    satisfaction: Satisfaction


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    live = Live()
    opened = library(tmp_path_factory.mktemp("desk"), live)
    store = opened.store
    store.replace_catalogue("service", "test", [DESK])
    opened.jobs.add("ke-hoach.txt", plan())
    opened.worker.work_off()
    opened.publisher.update()
    messages, satisfaction = Messages(store), Satisfaction(store)
    log = MessageLog(messages, 30)
    desk = Desk(Handoffs(store), Requests(store), messages, live, log, clock=lambda: MORNING)
    app = create_app(
        opened.settings,
        live,
        DirectDialogue(live),
        log=log,
        desk=desk,
        satisfaction=satisfaction,
        web=WebChannel(store, log.flush),
    )
    access = install_api(app, opened)
    install(app, access, Assistant(live))
    access.accounts.add("lan", "officer", PASSWORD)
    access.accounts.add("van", "operator", PASSWORD)
    access.accounts.add("snv", "official", PASSWORD, "can-tho/so-noi-vu")
    with Served(app) as server:
        yield Office(server.url, opened, satisfaction)
    opened.close()


def sign_in(page: Page, office: Office, name: str) -> None:
    page.goto(f"{office.url}/admin")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def ask(page: Page, message: str) -> None:
    page.get_by_label("Câu hỏi của bạn").fill(message)
    page.keyboard.press("Enter")


def test_an_officer_takes_over_answers_and_hands_back(browser: Browser, office: Office) -> None:
    citizen, officer = browser.new_page(), browser.new_page()
    complaints: list[str] = []
    for page in (citizen, officer):
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))

    def examined(page: Page) -> list[str]:
        """Return what axe finds; its own probes break the policy on styles and are no complaint of ours."""
        assert complaints == []
        found = findings(page)
        complaints.clear()
        return found

    citizen.goto(office.url)
    ask(citizen, "Cho tôi gặp nhân viên")
    expect(citizen.get_by_text("dự kiến chờ khoảng")).to_be_visible()
    sign_in(officer, office, "lan")
    expect(officer.get_by_role("heading", name="Trực trả lời")).to_be_visible()
    assert examined(officer) == []
    officer.get_by_role("button", name="Nhận trả lời").click()
    expect(officer.get_by_text("trợ lý thôi tự trả lời")).to_be_visible()
    ask(citizen, "Hồ sơ của tôi nộp ở đâu?")
    expect(citizen.get_by_text("Đã gửi tới cán bộ")).to_be_visible()
    expect(officer.get_by_text("Hồ sơ của tôi nộp ở đâu?")).to_be_visible(timeout=10_000)
    assert examined(officer) == []
    officer.get_by_label("Câu trả lời", exact=True).fill("Mời bạn đến bộ phận Một cửa.")
    officer.get_by_role("button", name="Gửi").click()
    expect(citizen.get_by_text("Mời bạn đến bộ phận Một cửa.")).to_be_visible(timeout=10_000)
    officer.get_by_role("button", name="Thêm vào hỏi đáp").click()
    expect(officer.get_by_text("Đã thêm vào hỏi đáp")).to_be_visible()
    officer.get_by_role("button", name="Kết thúc").click()
    expect(citizen.get_by_text("trợ lý tiếp tục trả lời bạn")).to_be_visible(timeout=10_000)
    citizen.get_by_role("button", name="Rất hài lòng").click()
    expect(citizen.get_by_text("Cảm ơn bạn đã đánh giá.")).to_be_visible()
    assert examined(citizen) == []
    assert office.satisfaction.scores(MORNING - dt.timedelta(days=3650))[0].mean == 5
    ask(citizen, "Cơ quan nào chủ trì tập huấn kỹ năng số?")
    expect(citizen.get_by_text("Sở Nội vụ").first).to_be_visible()
    citizen.reload()
    expect(citizen.get_by_text("Mời bạn đến bộ phận Một cửa.")).to_be_visible()
    assert complaints == []


def test_without_scripts_the_officer_is_read_as_well(browser: Browser, office: Office) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    citizen, officer = context.new_page(), browser.new_page()

    def say(message: str) -> None:
        citizen.get_by_label("Câu hỏi của bạn").fill(message)
        citizen.get_by_role("button", name="Gửi câu hỏi").click()

    citizen.goto(f"{office.url}/chat")
    say("Cho tôi gặp nhân viên")
    expect(citizen.get_by_role("status")).to_contain_text("đang chờ cán bộ")
    sign_in(officer, office, "lan")
    officer.get_by_role("button", name="Nhận trả lời").click()
    expect(officer.get_by_text("trợ lý thôi tự trả lời")).to_be_visible()
    say("Hồ sơ của tôi nộp ở đâu?")
    officer.get_by_label("Câu trả lời", exact=True).fill("Mời bạn đến quầy số 3.")
    officer.get_by_role("button", name="Gửi").click()
    expect(officer.get_by_text("Mời bạn đến quầy số 3.", exact=True)).to_be_visible()
    citizen.reload()
    expect(citizen.get_by_text("Mời bạn đến quầy số 3.")).to_be_visible()
    citizen.get_by_role("button", name="Xem tin nhắn mới").click()
    expect(citizen.get_by_text("Mời bạn đến quầy số 3.")).to_be_visible()
    assert citizen.evaluate("document.documentElement.scrollWidth") <= 360
    officer.get_by_role("button", name="Kết thúc").click()
    context.close()


def test_a_civil_servants_page_is_accessible_and_keeps_its_filter(browser: Browser, office: Office) -> None:
    page = browser.new_page()
    sign_in(page, office, "snv")
    expect(page.get_by_role("heading", name="Việc của cơ quan: Sở Nội vụ")).to_be_visible()
    expect(page.get_by_role("img", name="Biểu đồ cột số việc theo quý")).to_be_visible()
    assert findings(page) == []
    page.get_by_label("Vai trò").select_option("lead")
    page.get_by_role("button", name="Lọc").click()
    expect(page.get_by_label("Vai trò")).to_have_value("lead")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải lịch").click()
    assert download.value.suggested_filename == "viec-co-quan.ics"
    page.goto(office.url)
    ask(page, "Việc của cơ quan tôi")
    expect(page.get_by_text("Sở Nội vụ thành phố Cần Thơ có 4 việc")).to_be_visible()


def test_on_a_phone_a_task_is_a_card_as_wide_as_the_page(browser: Browser, office: Office) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    sign_in(page, office, "snv")
    rows = page.get_by_role("table").last.get_by_role("row")
    content = rows.last.get_by_role("cell").nth(1)
    expect(content).to_be_visible()
    box = content.bounding_box()
    assert box is not None and box["width"] > 300
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert findings(page) == []


def test_an_operator_switches_the_web_off_and_on(browser: Browser, office: Office) -> None:
    operator, citizen = browser.new_page(viewport={"width": 390, "height": 844}), browser.new_page()
    sign_in(operator, office, "van")
    operator.goto(f"{office.url}/admin/channels")
    assert findings(operator) == []
    assert operator.evaluate("document.documentElement.scrollWidth") <= 390
    operator.get_by_label("Thông báo cho người dân khi tắt").fill("Bảo trì tới 14 giờ.")
    operator.get_by_role("button", name="Tắt kênh").click()
    expect(operator.get_by_text("đã tắt", exact=True)).to_be_visible()
    citizen.goto(office.url)
    expect(citizen.get_by_text("Bảo trì tới 14 giờ.")).to_be_visible()
    ask(citizen, "Ai chủ trì?")
    expect(citizen.get_by_text("Bảo trì tới 14 giờ.")).to_be_visible()
    expect(citizen.get_by_role("button", name="Hữu ích")).to_have_count(0)
    operator.get_by_role("button", name="Bật kênh").click()
    expect(operator.get_by_text("đang bật")).to_be_visible()
    ask(citizen, "Cơ quan nào chủ trì tập huấn kỹ năng số?")
    expect(citizen.get_by_text("Sở Nội vụ").first).to_be_visible()
