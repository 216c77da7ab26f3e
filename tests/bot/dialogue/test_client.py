import asyncio
import json

import httpx
import pytest

from bot.dialogue import DialogueClient, DialogueUnavailable

ANSWER = {
    "messages": [
        {"recipient_id": "s", "custom": {"answer": {"kind": "answer", "text": "x"}, "understanding": {}}}
    ]
}


def client(handler, timeout=1.0, patience=0.0):
    made = DialogueClient("http://rasa", "secret", timeout=timeout, patience=patience)
    made._http = httpx.AsyncClient(
        base_url="http://rasa",
        transport=httpx.MockTransport(handler),
        headers=made._http.headers,
        timeout=timeout,
    )
    return made


async def test_what_is_said_reaches_rasa_with_the_token_and_the_answer_comes_back():
    seen = []

    async def handler(request):
        seen.append((request.headers["authorization"], request.read()))
        return httpx.Response(200, json=ANSWER)

    reply = await client(handler).say("s", "Ai chủ trì?", "official")
    assert reply.answer == {"kind": "answer", "text": "x"}
    assert seen[0][0] == "Bearer secret"
    assert b'"audience":"official"' in seen[0][1].replace(b" ", b"")


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(500, json={"error": "failed"}),
        httpx.Response(200, json={"messages": []}),
        httpx.Response(200, json=["odd"]),
        httpx.Response(200, text="not json"),
        httpx.Response(200, json={"messages": [{"text": "plain"}]}),
    ],
)
async def test_no_usable_answer_is_unavailable(response):
    with pytest.raises(DialogueUnavailable):
        await client(lambda _: response).say("s", "x", None)


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.ReadError("cut")]
)
async def test_a_dead_or_slow_rasa_is_unavailable(error):
    def handler(request):
        raise error

    with pytest.raises(DialogueUnavailable):
        await client(handler).say("s", "x", None)
    assert await client(handler).ready() is False


@pytest.mark.parametrize(
    ("told", "ready"),
    [
        ({"ready": True, "locks": True}, True),
        ({"ready": True, "locks": False}, False),
        ({"ready": False, "locks": False}, False),
    ],
)
async def test_a_rasa_without_its_locks_is_not_ready(told, ready):
    assert await client(lambda _: httpx.Response(200, json=told)).ready() is ready


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.RemoteProtocolError("cut")])
async def test_a_message_a_restarting_rasa_could_not_take_is_sent_again(error):
    tries = iter([error, error, httpx.Response(200, json=ANSWER)])

    def handler(request):
        tried = next(tries)
        if isinstance(tried, Exception):
            raise tried
        return tried

    assert (await client(handler, patience=5.0).say("s", "x", None)).answer["text"] == "x"


async def test_messages_of_one_session_go_in_order_and_sessions_do_not_wait_for_each_other():
    order, running = [], set()

    async def handler(request):
        body = request.read().decode()
        session = "one" if '"one"' in body.replace(" ", "") else "two"
        assert session not in running
        running.add(session)
        await asyncio.sleep(0.02)
        running.discard(session)
        order.append(session)
        return httpx.Response(200, json=ANSWER)

    talk = client(handler)
    await asyncio.gather(*(talk.say("one", str(n), None) for n in range(3)), talk.say("two", "x", None))
    assert order.index("two") < 2
    assert order.count("one") == 3
    assert talk._turns == {}


async def test_a_failed_turn_frees_the_session():
    answers = iter([httpx.Response(500), httpx.Response(200, json=ANSWER)])
    talk = client(lambda _: next(answers))
    with pytest.raises(DialogueUnavailable):
        await talk.say("s", "x", None)
    assert (await talk.say("s", "x", None)).answer["text"] == "x"
    assert talk._turns == {}


async def test_rasa_is_asked_how_it_reads_a_message_outside_any_conversation():
    read = {
        "intent": {"name": "ask_lead", "confidence": 0.8},
        "intent_ranking": [
            {"name": "ask_lead", "confidence": 0.8},
            {"name": "ask_output", "confidence": 0.2},
        ],
        "entities": [{"entity": "agency", "value": "Sở Nội vụ", "start": 0, "end": 9}],
    }

    def handler(request):
        assert (request.url.path, json.loads(request.read())) == ("/webhooks/talk/parse", {"message": "x"})
        return httpx.Response(200, json=read)

    parsed = await client(handler).parse("x")
    assert parsed.ranking == (("ask_lead", 0.8), ("ask_output", 0.2))
    assert (parsed.intent, parsed.entities) == ("ask_lead", (("agency", "Sở Nội vụ"),))
    with pytest.raises(DialogueUnavailable):
        await client(lambda _: httpx.Response(500)).parse("x")
