"""Where a trained model lies and what it was trained from. Standard library only: the supervisor asks too."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
_INPUTS = (
    "bot/rasa/config.yml",
    "bot/rasa/domain.yml",
    "bot/rasa/data/**/*.yml",
    "bot/rasa/components/*",
    "bot/rasa/train.py",
    "nlu/*.py",
    "nlu/data/*",
    "knowledge/text.py",
    "knowledge/agencies/*.py",
    "knowledge/places/*.py",
    "knowledge/data/*",
    "requirements/rasa.txt",
)
_KEPT = 2


def _inputs() -> Iterator[Path]:
    for pattern in _INPUTS:
        yield from sorted(path for path in ROOT.glob(pattern) if path.is_file())


def additional_in(folder: Path) -> Path:
    """Return where the examples lie that an installation adds, for the folder of its models."""
    return folder.resolve().parent / "training" / "active.yml"


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, '' when there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def fingerprint(additional: Path | None = None) -> str:
    """Return the digest of everything a model is trained from (16 hexadecimal digits).

    *additional* are an installation's own examples, if there are any.
    """
    digest = hashlib.sha256()
    for path in _inputs():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    if additional is not None and additional.is_file():
        digest.update(digest_of(additional).encode())
    return digest.hexdigest()[:16]


def model_in(folder: Path, additional: Path | None = None) -> Path:
    """Return the path that the model of today's inputs has in *folder*, whether or not it is there.

    *additional* are other examples than those in use.
    """
    return folder / f"{fingerprint(additional or additional_in(folder))}.tar.gz"


def is_intact(model: Path) -> bool:
    """Tell whether *model* is there and its archive reads to the end."""
    if not model.is_file():
        return False
    try:
        with tarfile.open(model) as archive:
            for member in archive:
                content = archive.extractfile(member)
                while content and content.read(1 << 20):
                    pass
    except (OSError, EOFError, tarfile.TarError):
        return False
    return True


def drop_old(folder: Path) -> None:
    """Keep the model in use and the last ones, so that going back to earlier inputs needs no training."""
    used = model_in(folder)
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in (model for model in models[_KEPT:] if model.name != used.name):
        old.unlink(missing_ok=True)
