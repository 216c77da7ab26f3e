"""Pointers into the conversation: 'nó', 'việc đó', 'nhiệm vụ thứ hai', 'còn …', 'ý tôi là …'."""

from __future__ import annotations

import re

from nlu.query import Reference

_ORDINALS = {"nhất": 1, "đầu": 1, "hai": 2, "nhì": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6,
             "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "cuối": -1,
             "first": 1, "second": 2, "third": 3, "last": -1}  # fmt: skip
_NOUN = (
    r"(?<!\w)(?:nhiệm vụ|việc|cái|mục|dòng|thủ tục|kết quả|phần|câu|đầu việc|văn bản|chỉ tiêu|ý|điều"
    r"|số|trường hợp)"
)
_ORDINAL = re.compile(
    rf"{_NOUN} (?:thứ |số )?(?P<a>nhất|hai|nhì|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|đầu tiên"
    rf"|đầu(?! việc| mối| tư| ra| vào)|cuối cùng|cuối|\d{{1,2}})"
    r"(?= |$|[?.,!])"
)
_THE_NTH = re.compile(r"thứ (?P<a>nhất|hai|nhì|ba|tư|năm|sáu|bảy|tám|chín|mười|\d{1,2})(?= |$|[?.,!])")
_WEEKDAY = re.compile(r"(?:sáng|chiều|ngày|hôm|vào|đến|từ|cả|nghỉ)? ?thứ (?:hai|ba|tư|năm|sáu|bảy)")
_MORE = re.compile(
    r"còn (?:gì|ai|việc gì|việc nào|cái gì|cái nào|nhiệm vụ nào|cơ quan nào|sở nào"
    r"|mục nào)? ?(?:khác )?nữa|xem (?:tiếp|thêm)|tiếp (?:đi|tục|theo)|trang (?:sau|tiếp)"
    r"|(?:kể|liệt kê|hiện|cho xem) (?:thêm|tiếp|hết)|còn không$|^tiếp$|^nữa"
)
_BACK = re.compile(
    r"(?:quay|trở) lại|hồi nãy|lúc nãy|ban nãy|khi nãy|câu (?:trước|đầu|hồi nãy)|lúc đầu"
    r"|vừa (?:rồi|nãy) (?:bạn|em) nói"
)
_CORRECT = re.compile(
    r"(?:^|[,.!] ?)(?:không|không phải|ý nhầm|nhầm|à không|ủa không|sai rồi"
    r"|à nhầm)[,.!]? ?(?:rồi |mà )?(?:ý (?:của )?(?:tôi|mình|em|anh|chị|tui) (?:là|hỏi|nói)"
    r"|tôi (?:hỏi|nói)|mình (?:hỏi|nói)|em (?:hỏi|nói))"
    r"|ý (?:của )?(?:tôi|mình|em|anh|chị|tui) (?:là|hỏi|nói|muốn)|(?:gõ|nói|ghi|hỏi|viết) nhầm"
    r"|^(?:à )?nhầm|^không phải(?! là)|^sai rồi|^không phải vậy"
)
_WHAT_ABOUT = re.compile(
    r"^(?:à |dạ |ừ |vâng |ok |đồng ý |rồi )?(?:thế |vậy |rồi |và |nhưng |nhưng mà )?(?:còn"
    r"|thế còn|vậy còn)(?= )|(?:thì sao|thì thế nào|thì như thế nào)"
    r"(?: ạ| vậy| hả| nhỉ| em| anh| chị| bạn| ta| hè| hén| ad)*\W*$"
    r"|^(?:của|ở|bên) .{2,30} (?:thì sao|sao)"
)
_IT = re.compile(
    rf"(?<!\w)(?:nó|chúng(?! tôi| em| ta| mình| cháu)|cái (?:này|đó|kia|ấy)|(?:{_NOUN}|sở|cơ quan"
    rf"|đơn vị|kế hoạch|quyết định|nơi|phòng|ủy ban|thành phố|chỗ|bên|giấy|hạn|đề án|vụ|chuyện|nghị quyết"
    rf"|trung tâm|báo cáo|giấy tờ|khoản|mức|chương trình|đợt|buổi|ban|người|tỉnh|phường|quận|họ|loại"
    rf"|thẻ|hồ sơ)"
    r" (?:này|đó|ấy|trên|nói trên|vừa rồi|vừa nêu|kia)|ở đó|do đó|việc ấy"
    r"|(?<!dòng )họ(?! tên| hàng| và tên| sơ))(?!\w)"
)


_THAT = re.compile(
    r"(?<!\w)(?!(?:ai|gì|sau|trước|do|trong|từ|khi|lúc|ở|hôm|vậy|rồi|nào|bởi|nhờ|tới|đến|là|thế|ngày|năm|tháng)"
    r" )[^\W\d_]{2,} (?:đó|ấy|nói trên|vừa rồi|kia)(?!\w)"
)
"""Any other noun pointed at in a short message: 'khảo sát đó', 'lớp ấy'."""
_SHORT_POINTER = 12
"""Words of a message in which a bare 'đó' points back to what was said."""


def reference_of(text: str, *, has_context: bool) -> Reference | None:
    """Return the pointer *text* (lower case, accents restored) makes, None when it stands alone.

    A message that opens with 'còn' only points back when there is something to point back to.
    """
    if _MORE.search(text) and len(text.split()) <= 9:
        return Reference("more")
    if _CORRECT.search(text):
        return Reference("correct")
    if _BACK.search(text):
        return Reference("back")
    if has_context:
        number = _ordinal(text)
        if number is not None:
            return Reference("ordinal", number)
        if _WHAT_ABOUT.search(text):
            return Reference("what_about")
        if points_back(text):
            return Reference("it")
    return None


def points_back(text: str) -> bool:
    """Return True when *text* names its subject only by pointing at it ('báo cáo đó')."""
    short = len(text.split()) <= _SHORT_POINTER
    return bool(_IT.search(text) or (short and _THAT.search(text)))


def reference_spans(text: str) -> list[tuple[int, int]]:
    """Return the slices of *text* that only point ('việc đó', 'nhiệm vụ thứ hai', 'ý tôi là')."""
    patterns = (_IT, _THAT, _ORDINAL, _THE_NTH, _CORRECT, _BACK, _MORE)
    return [match.span() for pattern in patterns for match in pattern.finditer(text)]


def _ordinal(text: str) -> int | None:
    if _WEEKDAY.search(text) and not _ORDINAL.search(text):
        return None
    match = _ORDINAL.search(text) or _THE_NTH.search(text)
    if match is None:
        return None
    word = match.group("a").split()[0]
    if word.isdigit():
        return int(word) if 1 <= int(word) <= 50 else None
    return _ORDINALS[word]
