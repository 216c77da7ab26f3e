"""Write nlu/data/language.tsv.gz: n-gram counts for reading typed Vietnamese.

Sources: the project's question sentences and frames, the plan texts, the procedure texts (with
``--texts``, more files or folders), and a word list that gives the syllables and the pairs inside words
(``--words``, one word a line; the Apache-2.0 package underthesea ships one).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from nlu.language import DATA, LanguageModel
from nlu.normalise import clean

HERE = Path(__file__).resolve().parent.parent
QUESTIONS = HERE / "nlu" / "data" / "questions.txt"
FRAMES = HERE / "nlu" / "data" / "question_templates.yaml"
QUESTION_WEIGHT, FRAME_WEIGHT, WORD_WEIGHT = 3.0, 0.3, 0.05
PER_FRAME = 120


def questions() -> list[str]:
    """Return the project's own question sentences."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def framed(seed: int = 7) -> Iterator[str]:
    """Yield sentences made from the frames, the same ones every time."""
    data = yaml.safe_load(FRAMES.read_text(encoding="utf-8"))
    chance = random.Random(seed)  # training text, not secrets  # nosec B311
    for frame in data["frames"]:
        for _ in range(PER_FRAME):
            yield re.sub(r"\{([^}]+)\}", lambda slot: chance.choice(data[slot.group(1)]), frame)


def texts(paths: list[Path]) -> Iterator[str]:
    """Yield the words of every .txt, .json and .yaml file under *paths*."""
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.suffix in (".yaml", ".yml"):
                yield from _strings(yaml.safe_load(file.read_text(encoding="utf-8")))
            elif file.suffix == ".txt":
                yield file.read_text(encoding="utf-8")
            elif file.suffix == ".json":
                yield from _strings(json.loads(file.read_text(encoding="utf-8")))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def build(text_paths: list[Path], words: Path | None) -> LanguageModel:
    """Return a model of all sources."""
    model = LanguageModel()
    model.learn((clean(line) for line in questions()), QUESTION_WEIGHT)
    model.learn(framed(), FRAME_WEIGHT)
    for text in texts(text_paths):
        model.learn(clean(line) for line in text.splitlines() if _accented(line))
    if words is not None:
        lines = words.read_text(encoding="utf-8").splitlines()
        model.learn((clean(line.replace("-", " ")) for line in lines if _vietnamese(line)), WORD_WEIGHT)
    return model


def _accented(line: str) -> bool:
    """Return True when *line* is written with diacritics; English names and bare spellings teach nothing."""
    return not line.isascii()


def _vietnamese(line: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_]{1,7}([ -][^\W\d_]{1,7})*", line.strip())) and line == line.lower()


def main() -> None:
    """Build and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, nargs="*", default=[])
    parser.add_argument("--words", type=Path)
    arguments = parser.parse_args()
    model = build(arguments.texts, arguments.words)
    rows = ["\t".join((*gram, f"{count:.2f}".rstrip("0").rstrip("."))) for gram, count in model.grams()]
    with DATA.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write("\n".join(rows).encode() + b"\n")
    print(f"{len(rows)} n-grams, {DATA.stat().st_size} bytes")


if __name__ == "__main__":
    main()
