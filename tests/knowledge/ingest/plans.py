"""A small plan in the layout of a real one, and changed editions of it."""

from __future__ import annotations

ROWS = (
    ("1", "Rà soát danh mục thủ tục hành chính", "Sở Nội vụ", "Sở Tư pháp", "Quý I/2025", "Quyết định"),
    ("2", "Tập huấn kỹ năng số", "Sở Nội vụ", "UBND các phường, xã", "Tháng 6/2025", "Lớp tập huấn"),
    ("3", "Khảo sát mức độ hài lòng", "Văn phòng UBND thành phố", "Sở Nội vụ", "Quý IV/2025", "Báo cáo"),
    ("4", "Tuyên truyền trên báo, đài", "Sở Nội vụ", "Sở Tư pháp", "Thường xuyên", "Tin, bài"),
)
_HEAD = """ỦY BAN NHÂN DÂN
THÀNH PHỐ {capitals}

Số: {number}

{place}, ngày {day}

KẾ HOẠCH
Cải cách hành chính thành phố {place} năm 2025

I. MỤC ĐÍCH, YÊU CẦU

Nâng cao chất lượng phục vụ người dân và doanh nghiệp.

II. NHIỆM VỤ

TT\tNội dung công việc\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian thực hiện/ hoàn thành\tSản phẩm
I\tCải cách thủ tục hành chính\t\t\t\t
"""


def plan(
    *rows: tuple[str, ...],
    number: str = "27/KH-UBND",
    place: str = "Cần Thơ",
    day: str = "15 tháng 01 năm 2025",
    closing: str = "",
) -> bytes:
    table = "\n".join("\t".join(row) for row in rows or ROWS)
    head = _HEAD.format(number=number, place=place, capitals=place.upper(), day=day)
    return f"{head}{table}\n{closing}".encode()
