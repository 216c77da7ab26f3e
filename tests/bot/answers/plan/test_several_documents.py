"""Documents held against each other by their own facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.answers.pipeline import Assistant
from bot.answers.plan.document_verdict import verdict
from bot.answers.turn import Turn
from knowledge.places import Places
from nlu.query import Context
from tests.bot.answers.plan.conftest import Ask
from tests.bot.answers.published import TODAY


def test_which_of_two_cities_issued_its_plan_first(ask: Ask) -> None:
    text = ask("Kế hoạch CCHC 2024 của Hải Phòng và của Đà Nẵng, văn bản nào ban hành trước?").answer.text
    assert text.startswith("Ban hành trước: 2766/QĐ-UBND (Đà Nẵng); ban hành sau: 4791/QĐ-UBND (Hải Phòng).")
    assert "29/12/2023" in text and "14/12/2023" in text


def test_two_documents_of_two_signers(ask: Ask) -> None:
    answer = ask("QĐ 2766 với kế hoạch CCHC 2024 của Hải Phòng có phải cùng một ông ký không?").answer
    assert answer.text.startswith("Không, các văn bản này do những người khác nhau ký.")
    assert "Nguyễn Văn Tùng" in answer.text and "Lê Trung Chinh" in answer.text
    assert len({source.document for source in answer.sources}) == 2


def test_the_same_signer_and_the_same_day_are_told_as_such(ask: Ask, assistant: Assistant) -> None:
    published = assistant._live.current
    one = published.snapshot.documents[0]
    other, later = (
        replace(one, id="other"),
        replace(one, id="later", number="9/KH-UBND", issued=date(2030, 1, 1)),
    )
    query = replace(ask("Ai ký?").query, operation="yes_no")
    turn = Turn(query, Context(), published, Places.default(), TODAY)
    assert "cùng một người ký: Lê Trung Chinh" in (verdict(turn, [one, other], ["signer"]) or "")
    turn.query = replace(query, operation="compare")
    assert "cùng ngày" in (verdict(turn, [one, other], ["issued"]) or "")
    assert verdict(turn, [one, replace(other, issued=None)], ["issued"]) is None
    told = verdict(turn, [later, one], ["issued"]) or ""
    assert told.index("trước: 2766/QĐ-UBND") < told.index("sau: 9/KH-UBND")


def test_what_only_names_the_plan_asks_about_the_plan_itself(ask: Ask) -> None:
    text = ask("ke hoach cchc 2024 cua da nang kem theo quyet dinh so may ngay nao").answer.text
    assert "2766/QĐ-UBND" in text and "14/12/2023" in text
    text = ask("Who signed the 2024 administrative reform plan of Hai Phong city?").answer.text
    assert "Nguyễn Văn Tùng" in text


def test_what_a_plan_is_based_on_is_asked_for_by_its_kind(ask: Ask) -> None:
    text = ask("Kế hoạch CCHC 2024 của Hải Phòng căn cứ nghị quyết số nào của Chính phủ?").answer.text
    assert text.startswith("Nghị quyết số 76/NQ-CP")
    text = ask("ke hoach cchc 2024 cua hai phong thuc hien theo nghi quyet so may").answer.text
    assert "76/NQ-CP" in text
