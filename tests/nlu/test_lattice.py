import pytest

from nlu.lattice import Restorer
from nlu.normalise import clean


@pytest.fixture(scope="module")
def restorer() -> Restorer:
    return Restorer.default()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ai chu tri viec nay", "ai chủ trì việc này"),
        ("co quan nao phoi hop voi so noi vu", "cơ quan nào phối hợp với sở nội vụ"),
        ("dang ky tam tru can giay to gi", "đăng ký tạm trú cần giấy tờ gì"),
        ("khi nao phai hoan thanh de an vi tri viec lam", "khi nào phải hoàn thành đề án vị trí việc làm"),
        ("cho em hoi le phi bao nhieu", "cho em hỏi lệ phí bao nhiêu"),
        ("bao nhiêu nhiem vu phải xong", "bao nhiêu nhiệm vụ phải xong"),
        ("theo dỏi thi hành pháp luật", "theo dõi thi hành pháp luật"),
        ("sử lý hồ sơ một cữa", "xử lý hồ sơ một cửa"),
        ("thủ tuc hành chín", "thủ tục hành chính"),
        ("đà nẵg", "đà nẵng"),
        ("hồsơ gồm nhữnggì", "hồ sơ gồm những gì"),
        ("thutuc hanhchinh", "thủ tục hành chính"),
        ("ko biết làm j", "không biết làm gì"),
        ("bn ngày thì đc j", "bao nhiêu ngày thì được gì"),
        ("CBCCVC phải học gì", "cán bộ công chức viên chức phải học gì"),
        ("nhập hk cho con", "nhập hộ khẩu cho con"),
        ("theo KH 183", "theo kế hoạch 183"),
        ("kĩ thuật", "kỹ thuật"),
        ("làm hộ chíu", "làm hộ chiếu"),
        ("lý lịnh tư pháp", "lý lịch tư pháp"),
        ("t7 có làm không", "thứ 7 có làm không"),
        ("mấy ngày thì xg", "mấy ngày thì xong"),
    ],
)
def test_reads(restorer: Restorer, typed: str, expected: str) -> None:
    assert restorer.read(clean(typed)).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "Cơ quan nào chủ trì nhiệm vụ này?",
        "Vợ chồng tôi ở trọ, chủ nhà không ký giấy thì làm sao?",
        "Sở Nội vụ phối hợp những việc gì trong quý III/2024?",
        "Ba tôi mất hồi tháng trước.",
        "Trang web của sở có video hướng dẫn qua Zalo không?",
    ],
)
def test_leaves_well_written_text_alone(restorer: Restorer, text: str) -> None:
    assert restorer.read(text).text == text


def test_keeps_the_runner_up(restorer: Restorer) -> None:
    read = restorer.read("lam cc o phuong")
    assert any("căn cước" in reading for reading in (read.text, *read.alternatives))
