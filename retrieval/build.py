"""Build an index aside: nothing that serves is touched until the folder is complete."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import faiss
import numpy as np

from knowledge.snapshot import Snapshot
from retrieval.embedders import Embedder, Vectors
from retrieval.index import FORMAT
from retrieval.lexical import LexicalIndex
from retrieval.units import Unit, units

BATCH = 32
Progress = Callable[[int, int], None]


def _key(embedder: Embedder, unit: Unit) -> str:
    return hashlib.sha256(f"{embedder.name}\0{unit.text}".encode()).hexdigest()


def _cached(cache: Path, dimension: int) -> dict[str, Vectors]:
    """Return the vectors of the last build; none when the file is missing or damaged."""
    try:
        with np.load(cache) as stored:
            keys, vectors = stored["keys"].tolist(), stored["vectors"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return {}
    usable = vectors.shape == (len(keys), dimension) and vectors.dtype == np.float32
    return dict(zip(keys, vectors, strict=True)) if usable else {}


def _vectors(all_units: list[Unit], embedder: Embedder, cache: Path, progress: Progress | None) -> Vectors:
    """Embed the units; vectors of unchanged texts come from the cache of the last build."""
    known = _cached(cache, embedder.dimension)
    keys = [_key(embedder, unit) for unit in all_units]
    missing = [n for n, key in enumerate(keys) if key not in known]
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        for n, vector in zip(batch, embedder.passages([all_units[n].text for n in batch]), strict=True):
            known[keys[n]] = vector
        if progress:
            progress(min(start + BATCH, len(missing)), len(missing))
    matrix = np.stack([known[key] for key in keys]) if keys else np.zeros((0, embedder.dimension), np.float32)
    partial = cache.with_suffix(".part.npz")
    np.savez(partial, keys=np.array(keys), vectors=matrix)
    partial.replace(cache)
    return matrix.astype(np.float32)


def build_index(
    snapshot: Snapshot, folder: Path, embedder: Embedder, progress: Progress | None = None
) -> None:
    """Write the index of *snapshot* into *folder*, replacing what is there only when complete.

    *progress* is called with (embedded, to embed). The embedding cache lies beside the folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(folder.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    all_units = list(units(snapshot))
    matrix = _vectors(all_units, embedder, folder.parent / "vectors.npz", progress)
    dense = faiss.IndexFlatIP(embedder.dimension)
    dense.add(matrix)
    faiss.write_index(dense, str(partial / "dense.faiss"))
    LexicalIndex.build([unit.text for unit in all_units]).save(partial)
    rows = [astuple(unit) for unit in all_units]
    (partial / "units.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    meta = {"format": FORMAT, "version": snapshot.version, "embedder": embedder.name, "units": len(all_units)}
    (partial / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
