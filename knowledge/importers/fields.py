"""Reading single fields: text out of HTML, amounts, time limits, ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from html.parser import HTMLParser

from knowledge.agencies import split_agencies
from knowledge.importers.report import RecordError
from knowledge.records.procedure import Aspect, Fee, LegalBasis, Paper, ProcedureFact, Submission, imported_id
from knowledge.text import collapse, fold, nfc

CODE = re.compile(r"^\d\.\d{6}(?:\.[0-9A-Za-z]+)*$")
NOTHING = frozenset({"", "khong co thong tin", "khong co", "khong", "-"})
_BLOCKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4"})
_UNTIL = re.compile(r"den (?:het )?(?:ngay )?(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_FREE = re.compile(r"\b(?:mien phi|mien le phi|khong thu|khong phai nop|khong mat phi)\b")
_TIME = re.compile(r"\b(?:\d+ ?(?:ngay|gio)|trong ngay|ngay lam viec)\b")
_OPTIONAL = re.compile(r"\(neu co\)|truong hop|neu co yeu cau")
_NUMBER = re.compile(r"\d+/\d{4}/[\w-]+")
_SHOWN = re.compile(r"xuat trinh")
_NOTE = re.compile(r"[\s*+:.()-]*(?:luu y|chu y|ghi chu)\b[\s*+:.-]*")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self._hidden:
            self._hidden -= 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def text_of(value: object) -> str:
    """Return *value* as plain NFC text: tags gone, scripts and styles gone with what they hold."""
    if value is None:
        return ""
    if not isinstance(value, (str, int, float)):
        raise RecordError(f"ô chữ có kiểu lạ: {type(value).__name__}")
    raw = nfc(str(value))
    if "<" in raw:
        parser = _Text()
        parser.feed(raw)
        parser.close()
        raw = "".join(parser.parts)
    lines = (collapse(line) for line in raw.splitlines())
    return "\n".join(line for line in lines if line)


def said(value: object) -> str:
    """Return *value* as text, '' when it only says that there is nothing."""
    text = text_of(value)
    return "" if fold(text).strip(" .") in NOTHING else text


def listed(text: str) -> tuple[str, ...]:
    """Return the parts of a field that lists bodies or groups: by lines, else by commas or semicolons."""
    parts = text.splitlines() if "\n" in text else re.split(r"[;,](?![^(]*\))", text)
    return tuple(part.strip(" -+.;,") for part in parts if part.strip(" -+.;,"))


def bodies(text: str) -> tuple[str, ...]:
    """Return the bodies a field names; commas inside a body's name do not cut it."""
    found = (body for line in text.splitlines() for body in split_agencies(line))
    return tuple(dict.fromkeys(body.strip(" -+.;,") for body in found if body.strip(" -+.;,")))


def code_of(value: object) -> str:
    """Return a procedure code. Raises RecordError for anything else."""
    code = collapse(text_of(value))
    if not CODE.match(code):
        raise RecordError(f"mã thủ tục không đúng dạng: “{code[:40]}”" if code else "thiếu mã thủ tục")
    return code


def name_of(value: object) -> str:
    """Return a procedure's name without the word 'Thủ tục' before it. Raises RecordError when blank."""
    name = collapse(text_of(value))
    if not name:
        raise RecordError("thiếu tên thủ tục")
    short = re.sub(r"^thủ tục\s+", "", name, flags=re.IGNORECASE)
    return short[0].upper() + short[1:] if short else name


def id_of(code: str) -> str:
    """Return the record id of an imported procedure."""
    return imported_id(code)


def expired(text: str, today: date) -> bool:
    """Tell whether *text* limits itself to a day that has passed ('đến hết ngày 31/12/2023')."""
    days = [date(int(y), int(m), int(d)) for d, m, y in _UNTIL.findall(fold(text)) if _is_date(d, m, y)]
    return bool(days) and max(days) < today


def _is_date(day: str, month: str, year: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def fee_of(kind: str, amount: int | None, currency: str, description: str) -> Fee:
    """Return one fee in its three states; an amount of 0 that nothing explains is unknown, not free."""
    label = "phí" if kind == "FEE" or fold(kind).startswith("phi") else "lệ phí"
    free = bool(_FREE.search(fold(description)))
    if amount and fold(currency).startswith(("viet nam", "vnd", "dong", "")) and fold(currency) != "usd":
        shown = f"{amount:,}".replace(",", ".") + " đồng"
        return Fee(label, amount, False, f"{shown}{_after(description)}")  # type: ignore[arg-type]
    if amount:
        return Fee(label, None, False, f"{amount} {currency}{_after(description)}")  # type: ignore[arg-type]
    if free:
        return Fee(label, 0, True, description, basis=description)  # type: ignore[arg-type]
    return Fee(label, None, False, description or "chưa ghi mức thu")  # type: ignore[arg-type]


def _after(description: str) -> str:
    if not description:
        return ""
    return description if description.startswith("/") else f" ({description})"


def time_in(description: str) -> str | None:
    """Return the sentences of *description* that state a time limit, None when none does."""
    sentences = re.split(r"(?<=[.;])\s+|\n", description)
    stating = [sentence for sentence in sentences if _TIME.search(fold(sentence))]
    return " ".join(stating) or None


def paper_of(
    name: str, originals: int | None, copies: int | None, shown: bool, forms: tuple[str, ...]
) -> Paper:
    """Return one paper; 'nếu có' and 'trường hợp' in its name make it optional, whatever the flag says."""
    folded = fold(name)
    return Paper(
        name=collapse(name.strip(" -+*")),
        originals=originals or None,
        copies=copies or None,
        required=not _OPTIONAL.search(folded),
        mode="show" if shown or folded.strip(" -+*").startswith("xuat trinh") else "submit",
        forms=forms,
    )


def shows(heading: str) -> bool:
    """Tell whether a heading announces papers that are only shown."""
    return bool(_SHOWN.search(fold(heading)))


def without_note_mark(text: str) -> str | None:
    """Return *text* without the 'Lưu ý:' it begins with, None when it is no note.

    >>> without_note_mark("* Lưu ý: - Nộp bản chụp"), without_note_mark("Tờ khai")
    ('Nộp bản chụp', None)
    """
    text = nfc(text)
    # Folding keeps one letter for one, so a place in the folded text is a place in the text.
    mark = _NOTE.match(fold(text))
    return text[mark.end() :].strip() if mark else None


def note_of(text: str) -> ProcedureFact | None:
    """Return a note as a fact that is told when it is asked about, None for a blank one."""
    words = collapse(text).strip(" *+-")
    return ProcedureFact("note", words, detail=True) if words else None


def remarks(text: str) -> tuple[str, ...]:
    """Return what *text* says of the papers it stands among; () for a heading of those that follow.

    >>> remarks("- Gửi qua bưu chính thì kèm bản sao"), remarks("Nộp các giấy tờ sau:")
    (('Gửi qua bưu chính thì kèm bản sao',), ())
    """
    words = collapse(text).strip(" *+-")
    return (words,) if words and not words.endswith(":") else ()


def basis_of(number: str, title: str) -> LegalBasis | None:
    """Return a legal basis, None when it has neither number nor title."""
    number, title = collapse(number), collapse(title)
    printed = _NUMBER.search(title)
    if number.isdigit() and printed:
        number = printed[0]
    if not number and not title:
        return None
    return LegalBasis(number or title, note=title if number and title and len(title) < 200 else "")


def unstated(submissions: Iterable[Submission], *, papers: bool) -> tuple[Aspect, ...]:
    """Return which of time limit, fee and papers the source gives no value for.

    *papers* tells whether it lists any paper.
    """
    ways = tuple(submissions)
    given: tuple[tuple[Aspect, bool], ...] = (
        ("time", any(way.time_limit for way in ways)),
        ("fee", any(fee.free or fee.amount for way in ways for fee in way.fees)),
        ("papers", papers),
    )
    return tuple(aspect for aspect, stated in given if not stated)
