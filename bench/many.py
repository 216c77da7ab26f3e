"""Thousands of procedures, no two alike: real records multiplied, with names and texts varied."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from knowledge.procedures import load
from knowledge.records.procedure import Procedure
from knowledge.text import nfc

_ACTS = (
    "Cấp",
    "Cấp lại",
    "Cấp đổi",
    "Gia hạn",
    "Điều chỉnh",
    "Thu hồi",
    "Công nhận",
    "Thẩm định hồ sơ",
    "Xác nhận",
    "Đăng ký",
    "Chấm dứt hiệu lực",
    "Phê duyệt",
)
_THINGS = (
    "giấy phép khai thác nước dưới đất",
    "chứng chỉ hành nghề thú y",
    "giấy phép vận tải hành khách",
    "giấy chứng nhận cơ sở nuôi trồng thủy sản",
    "giấy phép hoạt động in",
    "chứng chỉ năng lực hoạt động xây dựng",
    "giấy phép xả thải vào nguồn nước",
    "thẻ hướng dẫn viên du lịch",
    "giấy phép thành lập văn phòng đại diện",
    "giấy chứng nhận đủ điều kiện kinh doanh dược",
    "chứng chỉ hành nghề khám bệnh",
    "giấy phép hoạt động giáo dục kỹ năng sống",
    "giấy phép bán buôn xăng dầu",
    "quyết định giao rừng",
    "giấy chứng nhận kiểm dịch thực vật",
    "phương án ứng phó sự cố hóa chất",
    "giấy phép lắp đặt công trình ngầm",
    "hồ sơ đề nghị tặng danh hiệu nghệ nhân",
    "giấy phép biểu diễn nghệ thuật",
    "chứng nhận nhãn hiệu tập thể",
    "giấy phép sử dụng vật liệu nổ",
    "giấy chứng nhận trang trại",
    "danh sách thương binh hưởng phụ cấp",
    "giấy phép nạo vét luồng hàng hải",
    "chứng thư số của tổ chức",
)
_FOR = (
    "đối với hộ gia đình, cá nhân",
    "đối với tổ chức trong nước",
    "đối với doanh nghiệp có vốn đầu tư nước ngoài",
    "đối với hợp tác xã",
    "đối với đơn vị sự nghiệp công lập",
    "thuộc thẩm quyền của Ủy ban nhân dân cấp tỉnh",
    "thuộc thẩm quyền của Ủy ban nhân dân cấp xã",
    "thuộc thẩm quyền của Bộ",
    "tại khu kinh tế, khu công nghiệp",
    "tại vùng biên giới, hải đảo",
    "trong trường hợp thay đổi thông tin",
    "trong trường hợp chia, tách, hợp nhất",
    "có thời hạn dưới 12 tháng",
    "có thời hạn từ 12 tháng trở lên",
    "lần đầu qua môi trường mạng",
    "theo chương trình mục tiêu quốc gia",
    "theo đề nghị của cơ quan tố tụng",
    "phục vụ nghiên cứu khoa học",
    "phục vụ phòng, chống thiên tai",
    "phục vụ lễ hội và sự kiện",
    "quy mô nhỏ",
)


def write_procedures(path: Path, count: int, samples: Path | None) -> int:
    """Write *count* procedures made of the records in *samples* to *path* as JSON; return the bytes.

    Without samples the records are made of the shipped ones.
    """
    bases = list(_sampled(samples)) if samples else [_exported(p) for p in load() if p.cases]
    if not bases:
        raise ValueError(f"no record in {samples}")
    text = json.dumps(list(_varied(bases, count)), ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return len(text.encode())


def names(count: int) -> list[str]:
    """Return the names the first *count* procedures get, in order."""
    every = [" ".join(parts) for parts in itertools.product(_ACTS, _THINGS, _FOR)]
    random.Random(6300).shuffle(every)
    rounds = itertools.count(1)
    while len(every) < count:
        every += [f"{name}, đợt {next(rounds)}" for name in every[: count - len(every)]]
    return every[:count]


def _sampled(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, dict):
            yield content


def _varied(bases: Sequence[Mapping[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    for number, name in enumerate(names(count)):
        record = deepcopy(dict(bases[number % len(bases)]))
        code = f"9.{100_000 + number}"
        if "metadata" in record:
            record["thu_tuc_id"] = code
            metadata = record["metadata"]
            for key in metadata:
                # Half of the real exports are not in NFC.
                metadata[key] = {"mã_thủ_tục": code, "tên_thủ_tục": name}.get(nfc(key), metadata[key])
        else:
            record |= {"code": code, "codeNotation": code, "id": f"bench-{number}", "name": name}
        yield _marked(record, f"{name} (việc số {number})")


def _marked(value: Any, words: str) -> Any:
    """Return *value* with *words* in every long text of it, so that no two records hold the same texts."""
    if isinstance(value, dict):
        return {key: _marked(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [_marked(item, words) for item in value]
    return f"{value} {words}." if isinstance(value, str) and len(value) > 200 else value


def _exported(procedure: Procedure) -> dict[str, Any]:
    """Return a shipped procedure in the shape of an extracted export."""
    return {
        "metadata": {
            "mã_thủ_tục": procedure.code or "",
            "tên_thủ_tục": procedure.name,
            "cấp_thực_hiện": "Cấp Xã",
            "loại_thủ_tục": "TTHC được luật giao quy định chi tiết",
            "lĩnh_vực": procedure.sector,
        },
        "content": {
            "trình_tự_thực_hiện": "\n".join(fact.text for fact in procedure.facts),
            "đối_tượng_thực_hiện": "Công dân Việt Nam",
            "cơ_quan_thực_hiện": "\n".join(procedure.executing),
            "kết_quả_thực_hiện": "\n".join(procedure.results) or procedure.name,
        },
        "tables": {
            "hinh_thuc_nop": [{"hinh_thuc": "Trực tiếp", "thoi_han_giai_quyet": "5 Ngày làm việc"}],
            "thanh_phan_ho_so": [
                {"ten_giay_to": paper.name, "ghi_chu": "Bản chính: 1 Bản sao: 0"}
                for case in procedure.cases
                for paper in case.papers
            ],
            "can_cu_phap_ly": [
                {"so_ky_hieu": basis.number, "trich_yeu": ""} for basis in procedure.legal_bases
            ],
        },
    }
