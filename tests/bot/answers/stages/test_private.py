"""Questions no record should answer: personal data of others, a dispute of one's own; and which may be."""

from pathlib import Path

import pytest

from bot.answers.pipeline import Assistant
from knowledge.importers.shipped import shipped_services
from knowledge.snapshot import Snapshot
from nlu.query import Context
from tests.bot.answers.published import ask, with_procedures


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder: Path = tmp_path_factory.mktemp("index")
    return Assistant(with_procedures(Snapshot("services", services=shipped_services()), folder))


@pytest.mark.parametrize(
    "message",
    [
        "tra giup so can cuoc va dia chi nha cua ong nguyen van hung o phuong hoa cuong",
        "Cho tôi xin số điện thoại của bà Trần Thị Lan với",
        "Xem giúp địa chỉ nhà của chồng cũ tôi bây giờ ở đâu",
        "Can you give me the home address of my neighbour?",
    ],
)
def test_personal_data_of_others_are_not_looked_up(assistant: Assistant, message: str) -> None:
    reply = ask(assistant, message)
    assert reply.outcome == "personal_data"
    assert reply.answer.kind == "refuse" and "1022" in reply.answer.text


@pytest.mark.parametrize(
    "message",
    [
        "Làm lại căn cước thì số căn cước có đổi không?",
        "Đổi địa chỉ nhà trên đăng ký xe nộp ở đâu?",
        "Xin xác nhận tình trạng hôn nhân ở đâu?",
        "Tra cứu số định danh của con tôi ở đâu?",
    ],
)
def test_ones_own_papers_are_no_personal_data_of_others(assistant: Assistant, message: str) -> None:
    assert ask(assistant, message).outcome != "personal_data"


@pytest.mark.parametrize(
    "message",
    [
        "tôi muốn ly hôn, ra tòa thì tôi có được nuôi con không và nhà sẽ chia thế nào?",
        "bi no tien khong tra, toi kien ai va co doi duoc khong",
        "Anh em tranh chấp đất thừa kế thì ai đúng ai sai?",
        "My husband wants a divorce, who gets the house?",
    ],
)
def test_a_dispute_is_pointed_to_a_lawyer(assistant: Assistant, message: str) -> None:
    reply = ask(assistant, message)
    assert reply.outcome == "legal_advice"
    assert reply.answer.kind == "refuse" and "1022" in reply.answer.text


@pytest.mark.parametrize(
    "message",
    [
        "Ly hôn rồi muốn xin giấy xác nhận độc thân thì làm ở đâu?",
        "Thừa kế đất thì sang tên cần giấy tờ gì?",
        "Nhận nuôi con nuôi cần điều kiện gì?",
    ],
)
def test_a_procedure_after_a_dispute_is_answered(assistant: Assistant, message: str) -> None:
    reply = ask(assistant, message)
    assert reply.outcome.startswith("procedure_")


@pytest.mark.parametrize(
    ("message", "aspect"),
    [
        ("le phi bao nhieu vay", "phí, lệ phí"),
        ("cần giấy tờ gì ạ?", "thành phần hồ sơ"),
        ("mấy ngày thì có kết quả?", "thời hạn giải quyết"),
    ],
)
def test_an_aspect_of_nothing_asks_which_procedure(assistant: Assistant, message: str, aspect: str) -> None:
    reply = ask(assistant, message)
    assert reply.outcome == "which_procedure" and reply.answer.kind == "clarify"
    assert aspect in reply.answer.text and "thủ tục nào" in reply.answer.text


def test_the_reply_to_which_procedure_is_answered_with_the_aspect_first_asked(assistant: Assistant) -> None:
    assert "08 ngày làm việc" in ask(assistant, "mấy ngày thì có kết quả?", "làm hộ chiếu").answer.text
    assert "200.000" in ask(assistant, "lệ phí bao nhiêu vậy", "hộ chiếu").answer.text


def test_the_open_question_leaves_another_question_alone(assistant: Assistant) -> None:
    reply = ask(assistant, "lệ phí bao nhiêu vậy", "cảm ơn nhé")
    assert reply.outcome == "thanks"


@pytest.mark.parametrize(
    "message",
    [
        "Đăng ký kết hôn có mất tiền không?",
        "sổ đỏ cần giấy tờ gì",
        "đkkh ở đâu v",
        "chuyển trường mất bao lâu",
    ],
)
def test_what_names_a_thing_is_not_asked_which(assistant: Assistant, message: str) -> None:
    assert ask(assistant, message).outcome != "which_procedure"


@pytest.mark.parametrize(
    "message",
    [
        "hồ sơ của tôi nay cơ quan nào giải quyết, tôi muốn cải chính hộ tịch",
        "hồ sơ cải chính của em nộp ở đâu",
    ],
)
def test_papers_called_mine_are_no_file_on_its_way(assistant: Assistant, message: str) -> None:
    assert ask(assistant, message).outcome == "procedure_answer"


def test_a_file_on_its_way_is_not_known(assistant: Assistant) -> None:
    reply = ask(assistant, "nhờ xem giúp hồ sơ của tôi đang ở khâu nào rồi?")
    assert reply.outcome == "own_case" and "không có thông tin" in reply.answer.text


@pytest.mark.parametrize(
    "message", ["den duong truoc nha hu thi bao so nao", "phản ánh rác thải ngoài đường thì gọi số mấy"]
)
def test_a_fault_in_the_streets_goes_to_the_hotline(assistant: Assistant, message: str) -> None:
    assert "1022" in ask(assistant, message).answer.text


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("Sau sáp nhập, Đà Nẵng có bao nhiêu phường, bao nhiêu xã?", "70 xã"),
        ("UBND quận Thanh Khê còn làm việc không?", "1/7/2025"),
        ("da nang co may phuong", "23 phường"),
        ("phuong hoa hai nay thuoc phuong nao", "phường Ngũ Hành Sơn"),
    ],
)
def test_what_the_reform_changed_is_told_from_its_records(
    assistant: Assistant, message: str, told: str
) -> None:
    assert told in ask(assistant, message).answer.text


@pytest.mark.parametrize(
    "message",
    ["cán bộ trực làm từ mấy h tới mấy h, t7 có ko?", "what are the working hours of the duty officer"],
)
def test_hours_of_the_directory_are_told_however_asked(assistant: Assistant, message: str) -> None:
    assert "7:30" in ask(assistant, message).answer.text


@pytest.mark.parametrize("message", ["muon doi ten trong so ho khau thi sao", "khai sinh thì sao ạ"])
def test_aspects_of_plans_ask_nothing_of_a_procedure(assistant: Assistant, message: str) -> None:
    after_a_document = Context(aspects=("issued", "signer"), question="do ai ký", document_id="gone")
    reply = assistant.answer(message, after_a_document, intent="follow_up")
    assert reply.outcome.startswith("procedure_")
