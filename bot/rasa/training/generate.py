"""Write Rasa's NLU examples from the templates: ``python -m bot.rasa.training.generate``.

The examples are committed, so what the model learned can be read and reviewed; a test holds that
they are what the templates give. Every example keeps the template it came from, so that
cross-validation can hold out whole ways of asking instead of near copies of trained ones.
"""

from __future__ import annotations

import itertools
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.text import fold

ROOT = Path(__file__).resolve().parent
DATA = ROOT.parent / "data" / "nlu"
FRAME = ROOT.parent / "components" / "frame.txt"
FAMILIES = ("plan", "procedure", "dialogue", "social", "refuse")
WANTED_PER_INTENT = 400
"""Examples an intent should have; intents with few words of their own (goodbye) get fewer."""
MOST_PER_TEMPLATE = 20
NATURAL = "natural"
"""The file of messages written one by one, each given once as written and once in a style."""
INDIRECT = "indirect"
"""The same for messages that ask without the words one expects."""

_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")
_SPACE = re.compile(r"\s+")
_FRAME_WORD = re.compile(r"[^\W\d_]+|%")
_PLAIN_INTENTS = frozenset(
    {"greeting", "thanks", "goodbye", "affirm", "deny", "abuse", "self_harm", "more", "injection"}
)


@dataclass(frozen=True)
class Example:
    """One training message.

    ``template`` is the way of asking it came from ('ask_lead/3'), ``skeleton`` that way with its
    choices made and its words still open: examples of one skeleton differ in words and spelling only.
    """

    intent: str
    template: str
    skeleton: str
    text: str


def load(name: str) -> Any:
    """Return one of this folder's YAML files."""
    return yaml.safe_load((ROOT / f"{name}.yml").read_text(encoding="utf-8"))


class Writer:
    """Fills templates and writes them in different styles, always the same ones for the same input."""

    def __init__(self) -> None:
        self.words: dict[str, list[str]] = load("vocabulary")
        self.styles: dict[str, Any] = load("styles")

    def write(self, intent: str, name: str, template: str, count: int) -> list[Example]:
        """Return up to *count* different examples of one template, the first of them unadorned."""
        rng = random.Random(f"{name}/{template}")  # wording, not secrets  # nosec B311
        seen: dict[str, str] = {}
        for attempt in range(count * 6):
            if len(seen) == count:
                break
            skeleton = self._choose(template, rng)
            text = self._fill(skeleton, rng)
            seen.setdefault(text if attempt == 0 else self._style(intent, text, rng), skeleton)
        return [Example(intent, name, skeleton, text) for text, skeleton in seen.items()]

    def _choose(self, template: str, rng: random.Random) -> str:
        text = _CHOICE.sub(lambda match: rng.choice(match.group(1).split("|")), template)
        return _SPACE.sub(" ", text).strip()

    def _fill(self, text: str, rng: random.Random) -> str:
        used: set[str] = set()

        def word(match: re.Match[str]) -> str:
            choice = rng.choice([w for w in self.words[match.group(1)] if w not in used])
            used.add(choice)
            return choice

        return _SPACE.sub(" ", _SLOT.sub(word, text)).strip().replace(" ,", ",")

    def _style(self, intent: str, text: str, rng: random.Random) -> str:
        if intent not in _PLAIN_INTENTS:
            if rng.random() < 0.22:
                text = rng.choice(self.words["prefix"]) + text
            if rng.random() < 0.22 and not text.isascii():
                text += rng.choice(self.words["suffix"])
        kind = rng.random()
        if kind < 0.2:
            text = self._replace(text, "shorthand", rng)
        elif kind < 0.28:
            text = self._replace(text, "dialect", rng)
        elif kind < 0.42:
            text = self._mistype(text, rng)
        if rng.random() < 0.5:
            text = text[:1].upper() + text[1:]
        if rng.random() < 0.3:
            text += "?"
        return text

    def _replace(self, text: str, style: str, rng: random.Random) -> str:
        for written, typed in self.styles[style].items():
            if rng.random() < 0.7:
                text = re.sub(rf"(?<!\w){written}(?!\w)", lambda _: rng.choice(typed), text)  # noqa: B023
        return text

    def _mistype(self, text: str, rng: random.Random) -> str:
        words = text.split(" ")
        # Of 'thôi chào' a letter less leaves nothing that people would understand either.
        shortest = 3 if len(words) > 3 else 5
        for _ in range(1 + len(words) // 7):
            at = rng.randrange(len(words))
            words[at] = self._mistype_word(words[at], shortest, rng)
        return " ".join(words)

    def _mistype_word(self, word: str, shortest: int, rng: random.Random) -> str:
        if len(word) < shortest or not word.isalpha():
            return word
        kind = rng.randrange(4)
        at = rng.randrange(1, len(word))
        if kind == 0:
            return word[:at] + word[at + 1 :]
        if kind == 1:
            return word[:at] + word[at - 1] + word[at:]
        if kind == 2 and at + 1 < len(word):
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        swaps = [(a, b) for a, b in self.styles["typing"].items() if a in word.lower()]
        if not swaps:
            return word
        typed, instead = rng.choice(swaps)
        return word.lower().replace(typed, instead, 1)


def examples() -> list[Example]:
    """Return every example, in the order of the template files; no text stands under two intents."""
    writer = Writer()
    written: dict[str, dict[str, list[str]]] = {name: load(name) for name in (NATURAL, INDIRECT)}
    result: list[Example] = []
    seen: set[str] = set()
    for family in FAMILIES:
        for intent, templates in load(family).items():
            each = min(MOST_PER_TEMPLATE, -(-WANTED_PER_INTENT // len(templates)))
            named = [(f"{intent}/{number}", template, each) for number, template in enumerate(templates)]
            named += [
                (f"{intent}/{kind}/{i}", text, 2)
                for kind, texts in written.items()
                for i, text in enumerate(texts.get(intent, ()))
            ]
            for name, template, count in named:
                for example in writer.write(intent, name, template, count):
                    if example.text.casefold() not in seen:
                        seen.add(example.text.casefold())
                        result.append(example)
    return result


def render(found: list[Example]) -> dict[str, str]:
    """Return the YAML files by name: one per intent, in Rasa's own format."""
    files = {}
    for intent, group in itertools.groupby(found, key=lambda example: example.intent):
        lines = ['version: "3.1"', "nlu:", f"- intent: {intent}", "  examples: |"]
        lines += [f"    - {example.text}" for example in group]
        files[f"{intent}.yml"] = "\n".join(lines) + "\n"
    return files


def frame_words() -> str:
    """Return the words that ask: those of the templates and of the styles, folded, one a line."""
    styles = load("styles")
    texts = [template for family in FAMILIES for group in load(family).values() for template in group]
    texts += load("vocabulary")["prefix"] + load("vocabulary")["suffix"]
    texts += [word for table in ("shorthand", "dialect") for word in styles[table]]
    words = {word for text in texts for word in _FRAME_WORD.findall(fold(_SLOT.sub(" ", text)))}
    return "\n".join(sorted(words)) + "\n"


def main() -> None:
    """Write the files anew and remove those of intents that are gone."""
    FRAME.write_text(frame_words(), encoding="utf-8")
    files = render(examples())
    DATA.mkdir(parents=True, exist_ok=True)
    for old in DATA.glob("*.yml"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (DATA / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
