"""A dialogue with a script, for what only a browser can show: states of the page, not answers."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue import Audience, DialogueReply, DialogueUnavailable
from tests.api.support import PLAN

SOURCE = {
    "document": "2766/QĐ-UBND",
    "title": "Kế hoạch",
    "section": "3.n",
    "quote": "\tTriển khai trợ lý ảo hỗ trợ\nngười dân\n\tTrung tâm IOC",
    "url": f"/documents/{PLAN}#3.n",
}
ATTACK = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


FIGURE = {
    "kind": "answer",
    "text": "Dân số năm 2025: 2.820 nghìn người, tăng 1,1% so với năm 2024.",
    "items": [
        {
            "type": "statistic",
            "id": "dan-so",
            "indicator": "Dân số",
            "area": "Đà Nẵng <b>",
            "unit": "nghìn người",
            "series": [
                {"period": "2023", "value": 2760.0, "value_text": "2.760"},
                {"period": "2024", "value": 2790.0, "value_text": "2.790"},
                {"period": "2025", "value": 2820.0, "value_text": "2.820"},
            ],
        }
    ],
}


PAPERS = [f"Giấy tờ số {number}" for number in range(1, 15)]
CHECKLIST = {
    "kind": "answer",
    "text": "Giấy tờ phải nộp:\n" + "\n".join(f"- {paper}" for paper in PAPERS) + "\nHồ sơ: một bộ.",
    "items": [{"type": "procedure", "id": "khai-sinh", "name": "Đăng ký khai sinh"}],
    "sources": [
        {
            "document": "1.001193",
            "title": "Đăng ký khai sinh",
            "section": "Hồ sơ",
            "quote": "Giấy chứng sinh",
            "url": "/procedures/khai-sinh#papers",
        }
    ],
}


def _task(number: int) -> dict[str, Any]:
    return {
        "type": "task",
        "id": f"{PLAN}/{number}",
        "content": f"- Nhiệm vụ số {number}",
        "parent": "Nhiệm vụ chung" if number == 2 else None,
        "lead": [{"text": "Sở Nội vụ", "agency_id": None}],
        "deadline": {"text": "Quý I/2024"},
        "source": SOURCE,
    }


def _list(offset: int) -> dict[str, Any]:
    numbers = range(offset + 1, offset + 9)
    lines = "\n".join(f"{number}. Nhiệm vụ số {number}" for number in numbers)
    return {
        "kind": "list",
        "text": f"Sở Nội vụ chủ trì 20 nhiệm vụ:\n{lines}\nCòn nhiệm vụ nữa.\nNguồn: 2766/QĐ-UBND.",
        "items": [_task(number) for number in numbers],
        "total": 20,
        "sources": [SOURCE] * 3,
        "suggestions": ["Xem tiếp"],
    }


@dataclass
class RememberedFeedback:
    """Keeps verdicts in memory."""

    verdicts: dict[str, tuple[str, str]] = field(default_factory=dict)

    def put(self, message_id: str, verdict: str, reason: str) -> None:
        self.verdicts[message_id] = (verdict, reason)


@dataclass
class ScriptedDialogue:
    """Answers by keyword; ``failures`` messages in a row find it down, ``pause`` seconds pass first."""

    failures: int = 0
    pause: float = 0.0
    feedback: RememberedFeedback = field(default_factory=RememberedFeedback)
    said: list[tuple[str, str, Audience | None]] = field(default_factory=list)

    async def ready(self) -> bool:
        return not self.failures

    async def say(self, session_id: str, message: str, audience: Audience | None) -> DialogueReply:
        await asyncio.sleep(self.pause)
        if self.failures:
            self.failures -= 1
            raise DialogueUnavailable("scripted")
        self.said.append((session_id, message, audience))
        return DialogueReply(self._answer(message), {"intent": "ask_lead", "confidence": 0.9})

    def _answer(self, message: str) -> dict[str, Any]:
        if "dân số" in message:
            return FIGURE
        if "khai sinh" in message:
            return CHECKLIST
        if "bao nhiêu" in message:
            return _list(0)
        if message == "xem thêm":
            return _list(8)
        if "<" in message:
            attack = {**SOURCE, "quote": ATTACK, "document": ATTACK, "url": "javascript:window.hacked=1"}
            return {
                "kind": "answer",
                "text": ATTACK,
                "sources": [attack],
                "suggestions": [ATTACK],
                "warnings": [ATTACK],
            }
        return {
            "kind": "answer",
            "text": "Trung tâm IOC chủ trì, hạn Tháng 12/2024.\nThời hạn này đã qua.\nXem https://dichvucong.gov.vn.",
            "sources": [SOURCE],
            "suggestions": ["Cơ quan nào phối hợp?"],
            "warnings": ["Thời hạn này đã qua."],
            "as_of": dt.date(2026, 11, 24),
        }
