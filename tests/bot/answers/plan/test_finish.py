from __future__ import annotations

from dataclasses import replace

from bot.answers.pipeline import Assistant
from bot.answers.stages.finish import CheckQuotes
from bot.answers.turn import Turn
from nlu.query import Context
from tests.bot.answers.plan.conftest import Ask
from tests.bot.answers.published import TODAY


def test_an_answer_whose_quote_does_not_match_is_not_sent(ask: Ask, assistant: Assistant) -> None:
    reply = ask("Ai chủ trì triển khai trợ lý ảo?")
    turn = Turn(reply.query, Context(), assistant._live.current, assistant._places, TODAY)
    forged = replace(reply.answer.sources[0], quote=reply.answer.sources[0].quote.replace("ảo", "thật"))
    turn.finish(replace(reply.answer, sources=(forged,)), "task")
    CheckQuotes().run(turn)
    assert turn.answer is not None
    assert turn.outcome == "bad_quote"
    assert turn.answer.kind == "refuse"
    assert not turn.answer.sources
