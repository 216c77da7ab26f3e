"""English questions → a Vietnamese wording that the rest understands, by a phrase lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from nlu.tokens import is_marked

DATA = Path(__file__).parent / "data" / "english.yaml"
_WORDS = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[^\W\d_]+|\d[\d/.,%-]*\w*|[?!.,;:]")
_CLAIM = re.compile(
    r"(?:does|do|did|is|are) .*\b(?:leads?|leading|coordinat\w+|responsible|in charge)\b.*", re.I | re.S
)
_DUTY = re.compile(r"what (?:must|should|does|do|will) (.+) (?:do|have to do|need to do)\W*", re.I | re.S)
_NOUNS = ("office", "procedures", "administration")
"""Sections whose words are nouns (or stand before one): a run of them changes places."""
_LEAD_IN = re.compile(r"(?P<run>(?:[A-Za-z']+[ ,]+){2,}?)(?=\S*[^\x00-\x7f])(?<=[ ,])")


class English:
    """The English lexicon."""

    def __init__(
        self, phrases: dict[str, tuple[str, bool]], signs: Iterable[str], dropped: Iterable[str]
    ) -> None:
        self._phrases = {_key(english): found for english, found in phrases.items()}
        self._longest = max(map(len, self._phrases))
        self._given = dict(phrases)
        self._signs = frozenset(signs)
        self._dropped = frozenset(dropped)
        self._openers = frozenset(
            " ".join(phrase[:2]) for phrase in self._phrases if phrase[0] in self._signs
        )
        self.words = frozenset(word for phrase in self._phrases for word in phrase) | self._signs

    def with_names(self, names: Mapping[str, str]) -> English:
        """Return a lexicon that also knows *names* (English → Vietnamese), which win over shipped phrases."""
        return English(
            {**self._given, **{e: (v, True) for e, v in names.items()}}, self._signs, self._dropped
        )

    @classmethod
    @lru_cache(maxsize=1)
    def default(cls) -> English:
        """Return the shipped lexicon."""
        data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
        parts: dict[str, dict[str, str]] = data["phrases"]
        phrases = {form: (word, False) for verb, word in parts.pop("verbs").items() for form in _forms(verb)}
        phrases |= {
            str(english): (str(vietnamese), section in _NOUNS)
            for section, part in parts.items()
            for english, vietnamese in part.items()
        }
        return cls(phrases, data["signs"], data["dropped"])

    def is_english(self, text: str) -> bool:
        """Return True when *text* is English: no Vietnamese marks outside names, and English small words.

        >>> English.default().is_english("Who leads the virtual assistant task in Da Nang?")
        True
        >>> English.default().is_english("do so nao to chuc the")
        False
        """
        words = [word for word in _WORDS.findall(text) if word[0].isalpha()]
        if not words or sum(is_marked(w) and not w[0].isupper() for w in words) > 0.1 * len(words):
            return False
        signs = sum(word.lower() in self._signs for word in words)
        return signs >= 2 or (signs >= 1 and signs / len(words) >= 0.25)

    def mixed(self, text: str) -> str | None:
        """Return *text* with its English opening in Vietnamese ('who leads kiểm tra công vụ'), else None.

        The lead-in is a run of words without marks that holds two English small words.
        """
        match = _LEAD_IN.match(text)
        if match is None:
            return None
        words = [word.lower() for word in _WORDS.findall(match.group("run"))]
        signs = sum(word in self._signs for word in words)
        if signs < 2 and " ".join(words[:2]) not in self._openers:
            return None
        return f"{self.to_vietnamese(match.group('run'))} {text[match.end() :]}".strip()

    def to_vietnamese(self, text: str) -> str:
        """Return *text* with every known phrase in Vietnamese, small words dropped, the rest kept.

        Nouns that follow each other change places, as the head comes first in Vietnamese.

        >>> English.default().to_vietnamese("What is the on-time rate?")
        'là gì tỷ lệ đúng hạn?'
        >>> English.default().to_vietnamese("Does the Department of Justice lead the survey?")
        'có phải Sở Tư pháp chủ trì khảo sát không?'
        """
        if _CLAIM.fullmatch(text.strip()):
            claim = re.sub(r"(?i)\bresponsible for\b", "in charge of", text.strip().rstrip("?. "))
            return f"có phải {self._worded(claim)} không?"
        duty = _DUTY.fullmatch(text.strip())
        return self._worded(f"{duty.group(1)} what must do?" if duty else text)

    def _worded(self, text: str) -> str:
        words = _WORDS.findall(text)
        low = list(_key(text))
        out: list[str] = []
        nouns: list[str] = []
        i = 0
        while i < len(words):
            length, found = self._longest_at(low, i)
            if found is not None and found[1]:
                nouns.insert(0, found[0])
            else:
                out += nouns
                nouns = []
                if found is not None:
                    out.append(found[0])
                elif low[i] not in self._dropped or _name(words, i):
                    out.append(words[i])
            i += length
        return re.sub(r" ([?!.,;:])", r"\1", " ".join(out + nouns))

    def _longest_at(self, low: list[str], i: int) -> tuple[int, tuple[str, bool] | None]:
        for length in range(min(self._longest, len(low) - i), 0, -1):
            found = self._lookup(tuple(low[i : i + length]))
            if found is not None:
                return length, found
        return 1, None

    def _lookup(self, key: tuple[str, ...]) -> tuple[str, bool] | None:
        found = self._phrases.get(key)
        if found is None:
            last = key[-1]
            for ending, instead in (("ies", "y"), ("es", ""), ("s", ""), ("es", "e")):
                if last.endswith(ending) and len(last) > 3:
                    found = self._phrases.get((*key[:-1], last.removesuffix(ending) + instead))
                    if found is not None:
                        break
        return found


def _forms(verb: str) -> list[str]:
    """Return a regular verb with its endings: 'issue' → issue, issues, issued, issuing."""
    first, *rest = verb.split()
    stem = first.removesuffix("e")
    past = f"{first[:-1]}ied" if first.endswith("y") and first[-2] not in "aeou" else f"{stem}ed"
    third = f"{first[:-1]}ies" if past.endswith("ied") else f"{first}s"
    return [" ".join([form, *rest]) for form in (first, third, f"{first}es", past, f"{stem}ing")]


def _key(phrase: str) -> tuple[str, ...]:
    """Return the words of *phrase* as they are looked up."""
    return tuple(word.lower().removesuffix("'s") for word in _WORDS.findall(phrase))


def _name(words: list[str], i: int) -> bool:
    """Return True for 'My' in 'My Khe': a small word written as part of a name."""
    return i > 0 and words[i][0].isupper() and i + 1 < len(words) and words[i + 1][0].isupper()
