"""Writes the question sets as JSON lines from the hand-written files in ``questions/``.

    python -m tests.eval.write_questions

A hand-written line is ``style | question | wanted | more``; ``# kind document`` sets the kind and the
document of the lines after it. *wanted* is a list of parts that an answer must hold, joined by ``&``; a part
is a list of alternatives joined by `` / ``. An alternative ``@name`` stands for a list of ``wordings.yaml``,
and ``@q1/2024``, ``@m12/2024``, ``@d01/07/2024``, ``@p50``, ``@n15`` for all ways to write a quarter, a
month, a day, a share and a count. *more* has ``<earlier message``, ``!forbidden``, ``#tag``, ``=expected
kind``, ``~row`` and ``?note``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SETS = {"plans": "pl", "uploaded": "up", "fresh": "fr"}
STYLES = {
    "c": "chuẩn",
    "k": "không dấu",
    "u": "khẩu ngữ",
    "v": "viết tắt",
    "l": "lỗi gõ",
    "d": "dài dòng",
    "e": "tiếng Anh",
}
DOCUMENTS = {
    "dn": "da-nang-2766-qd-ubnd-2023",
    "hp": "hai-phong-4791-qd-ubnd-2023",
    "lk": "long-khanh-112-kh-ubnd-2024",
    "qn": "quang-ngai-kh-cchc-2024",
    "mc": "da-nang-183-kh-ubnd-2021",
    "hue": "hue-41-kh-ubnd-2025",
    "cm": "ca-mau-07-kh-ubnd-2026",
    "lc": "lao-cai-58-kh-ubnd-2026",
    "dt": "dong-thap-214-qd-ubnd-2026",
}
EXPECTED = {
    "list_by_agency": "list",
    "list_by_deadline": "list",
    "list_by_group": "list",
    "unanswerable_in_corpus": "refuse",
    "out_of_scope": "refuse",
    "injection": "refuse",
    "abuse": "refuse",
    "greeting": "smalltalk",
    "handoff": "handoff",
}
ROMAN = ["", "i", "ii", "iii", "iv"]
ENGLISH_QUARTER = ["", "first", "second", "third", "fourth"]
ENGLISH_MONTH = [
    "x",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
COUNTED = [
    "nhiệm vụ",
    "đầu việc",
    "công việc",
    "việc",
    "mục",
    "dòng",
    "nội dung",
    "hàng",
    "kết quả",
    "hoạt động",
    "bản ghi",
    "nhóm",
    "lĩnh vực",
    "phần",
    "chỉ tiêu",
    "đơn vị",
    "tasks",
    "task",
    "rows",
    "items",
    "groups",
]
COUNTING = [
    "tổng cộng {}",
    "tổng số {}",
    "tổng số: {}",
    "tổng: {}",
    "có {}",
    "là {}",
    "là: {}",
    "({})",
    "tìm thấy {}",
    "gồm {}",
    "đủ {}",
]


def quarter(number: int, year: str) -> list[str]:
    """Return the ways to write a quarter of *year*."""
    names = [f"quý {ROMAN[number]}", f"quý {number}"]
    joints = ["/", " năm ", "-", ", ", ", năm ", " của năm ", "/ ", " "]
    return [name + joint + year for name in names for joint in joints] + [
        f"q{number}/{year}",
        f"q{number} {year}",
        f"q{number}-{year}",
        f"{ENGLISH_QUARTER[number]} quarter of {year}",
        f"{ENGLISH_QUARTER[number]} quarter {year}",
    ]


def month(number: int, year: str) -> list[str]:
    """Return the ways to write a month of *year*."""
    shown = dict.fromkeys([str(number), f"{number:02d}"])
    forms = [
        form for n in shown for form in (f"{n}/{year}", f"{n} năm {year}", f"{n}-{year}", f"{n}, {year}")
    ]
    english = ENGLISH_MONTH[number]
    return [f"tháng {form}" for form in forms] + forms + [f"{english} {year}", f"{english}, {year}"]


def day(number: int, of_month: int, year: str) -> list[str]:
    """Return the ways to write a day of *year*."""
    forms = []
    for d in dict.fromkeys([str(number), f"{number:02d}"]):
        for m in dict.fromkeys([str(of_month), f"{of_month:02d}"]):
            forms += [f"{d}{joint}{m}{joint}{year}" for joint in "/-."]
            forms += [f"{d} tháng {m} năm {year}", f"{d} tháng {m}, {year}", f"{d}/{m} năm {year}"]
    english = ENGLISH_MONTH[of_month]
    return [
        *dict.fromkeys(forms),
        f"{english} {number}, {year}",
        f"{number} {english} {year}",
        f"{year}-{of_month:02d}-{number:02d}",
    ]


def count(number: int) -> list[str]:
    """Return the ways to say that there are *number*."""
    shown = [str(number)] + ([f"0{number}"] if number < 10 else [])
    return [f"{n} {what}" for n in shown for what in COUNTED] + [
        form.format(n) for n in shown for form in COUNTING
    ]


def alternatives(text: str, wordings: dict[str, list[str]]) -> list[str]:
    """Return the wordings that one alternative stands for."""
    if not text.startswith("@"):
        return [text]
    name = text[1:]
    if name in wordings:
        return [str(word) for word in wordings[name]]
    kind, numbers = name[0], name[1:].split("/")
    if not all(number.isdigit() for number in numbers):
        raise ValueError(f"unknown wording {text!r}")
    if kind == "q":
        return quarter(int(numbers[0]), numbers[1])
    if kind == "m":
        return month(int(numbers[0]), numbers[1])
    if kind == "d":
        return day(int(numbers[0]), int(numbers[1]), numbers[2])
    if kind == "p":
        return [f"{numbers[0]}%", f"{numbers[0]} %", f"{numbers[0]} phần trăm", f"{numbers[0]} percent"]
    if kind == "n":
        return count(int(numbers[0]))
    raise ValueError(f"unknown wording {text!r}")


def wanted(text: str, wordings: dict[str, list[str]], extra: list[str]) -> list[list[str]]:
    """Return the lists of alternatives of which an answer must hold one each."""
    parts = []
    for part in filter(None, (p.strip() for p in text.split("&"))):
        words = [word for one in part.split(" / ") for word in alternatives(one.strip(), wordings)]
        parts.append(list(dict.fromkeys([*words, *extra])))
    return parts


def documents_of(text: str) -> str | list[str] | None:
    """Return the document ids that ``dn`` or ``dn+hp`` stands for; None for ``-``."""
    ids = [DOCUMENTS[name] for name in text.split("+") if name != "-"]
    return (ids[0] if len(ids) == 1 else ids) if ids else None


def question_of(line: str, kind: str, document: str, wordings: dict[str, list[str]]) -> dict[str, Any]:
    """Return the question that one hand-written line describes, without its id."""
    style, question, must, *more = [part.strip() for part in line.split("|")]
    marks: dict[str, list[str]] = {mark: [] for mark in "<!#=~?"}
    for part in more:
        marks[part[0]].append(part[1:].strip())
    tags = marks["#"]
    parts = wanted(must, wordings, wordings["ask"] if "ambiguous" in tags else [])
    if "no_city" in tags and document == "dn":
        parts.append(wordings["dn"])
    expected = "clarify" if "ambiguous" in tags else EXPECTED.get(kind, "answer")
    counts = [
        int(alt[2:]) for alt in must.replace("&", "/").split() if alt.startswith("@n") and alt[2:].isdigit()
    ]
    return {
        "question": question,
        "style": STYLES[style],
        "kind": kind,
        "audience": "cán bộ" if style in "cv" else "công dân",
        "context": marks["<"],
        "doc": documents_of(document),
        "row_hint": (marks["~"] or [None])[0],
        "must_contain": parts,
        "must_not_contain": marks["!"],
        "expect": (marks["="] or [expected])[0],
        "list_ids_count": sum(counts)
        if counts and kind.startswith(("count", "list", "comparison"))
        else None,
        "count_query": None,
        "tags": tags,
        "notes": " ".join(marks["?"]),
    }


def questions_of(name: str) -> list[dict[str, Any]]:
    """Return the questions of the hand-written set *name*, numbered in their order."""
    wordings = yaml.safe_load((HERE / "wordings.yaml").read_text(encoding="utf-8"))
    kind = document = ""
    questions: list[dict[str, Any]] = []
    for line in (HERE / "questions" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind, document = line[2:].split()
        elif line.strip():
            number = f"{SETS[name]}{len(questions) + 1:03d}"
            questions.append({"id": number, **question_of(line, kind, document, wordings)})
    return questions


def text_of(name: str) -> str:
    """Return the set *name* as JSON lines."""
    return "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions_of(name))


def main() -> None:
    """Write every set."""
    for name in SETS:
        (HERE / f"{name}.jsonl").write_text(text_of(name), encoding="utf-8")
        print(f"{name}: {len(questions_of(name))} questions")


if __name__ == "__main__":
    main()
