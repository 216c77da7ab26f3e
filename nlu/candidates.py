"""What one typed word may have been meant to be, each reading with a cost.

Costs are natural-log penalties: a reading that costs 4 must be e⁴ times likelier in its context than
the word as typed. They are set so that a correctly typed sentence comes back unchanged.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.language import LanguageModel
from nlu.normalise import place_tone
from nlu.shorthand import Shorthand
from nlu.tokens import folded, is_marked

SHORT = 1.0
"""Cost of each further reading of a short form."""
TONE_SLIP = 3.0
"""hỏi ↔ ngã, the commonest written mistake."""
MARK_SLIP = 7.5
"""Another mark on the same letters."""
SOUND_SLIP = 6.5
"""s ↔ x, ch ↔ tr, n ↔ ng …: letters that sound alike in some region."""
EDIT = 5.0
"""One letter too many, too few, wrong or swapped, in a word that is no syllable."""
GLUED = 3.0
"""A space left out."""
UNKNOWN = 9.0
"""The word as typed, when it is no syllable we know."""
OPENED = 12.0
"""A short form left short."""
RARE, RARE_EDIT = 1.0, 3.0
"""A syllable seen less often may be a slip for a common one ('hộ chíu'); believing that costs more."""
LONGEST = 10
"""Letters of the longest word that is repaired; no syllable has more than seven."""
MAX = 14

_HOOK, _TILDE = "\u0309", "\u0303"
_INITIALS: tuple[str, ...] = ("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr")
_INITIALS += tuple("bcdghklmnprstvx")
_ALIKE_INITIAL = {
    "s": ("x",), "x": ("s",), "ch": ("tr",), "tr": ("ch",), "d": ("gi", "v", "r"), "gi": ("d", "v", "r"),
    "r": ("d", "gi", "g"), "v": ("d", "gi"), "ng": ("ngh",), "ngh": ("ng",),
    "g": ("gh",), "gh": ("g",), "c": ("k",), "k": ("c",),
}  # fmt: skip
_ALIKE_FINAL = (
    ("n", "ng"),
    ("ng", "n"),
    ("t", "c"),
    ("c", "t"),
    ("i", "y"),
    ("y", "i"),
    ("n", "nh"),
    ("nh", "n"),
)
_CHAT_LETTERS = (("f", "ph"), ("j", "gi"), ("z", "d"), ("z", "gi"), ("w", "qu"), ("k", "c"), ("q", "qu"))
_LETTERS = "abcdeghiklmnopqrstuvxy"
_NEAR = {
    "a": "sqe", "b": "vnh", "c": "vx", "d": "sefc", "e": "wrd",
    "g": "hft", "h": "gjn", "i": "uo", "k": "l",
    "l": "k", "m": "n", "n": "mb",
    "o": "ip", "p": "o", "r": "te", "s": "adx", "t": "ry", "u": "yi", "v": "cb",
    "x": "cs", "y": "tu",
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One way to read a typed word: ``syllables`` as written, and what it costs to believe it."""

    syllables: tuple[str, ...]
    cost: float
    low: tuple[str, ...]
    """``syllables`` in lower case, as the language model knows them."""


class Candidates:
    """Readings of a word. ``bare_cost`` is the price of adding a mark to a word typed without any."""

    def __init__(self, model: LanguageModel, shorthand: Shorthand) -> None:
        self._model = model
        self._shorthand = shorthand
        self._cache: dict[tuple[str, bool], tuple[tuple[Reading, ...], bool]] = {}

    def of(self, typed: str, *, bare_cost: float, shouting: bool) -> tuple[Reading, ...]:
        """Return the readings of *typed*, cheapest first, at least one.

        *bare_cost* is small when the whole message lacks diacritics, and large when it has them
        everywhere else. *shouting* tells that capitals mean nothing in this message.
        """
        key = (typed.lower(), typed.isupper() and len(typed) > 1 and not shouting)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) > 20_000:
                self._cache.clear()
            found = self._cache[key] = self._compute(*key)
        readings, bare = found
        if not bare or bare_cost == 0.0:
            return readings
        word = key[0]
        return tuple(
            Reading(r.syllables, r.cost + (0.0 if r.syllables == (word,) else bare_cost), r.low)
            for r in sorted(readings, key=lambda r: r.syllables != (word,))
        )

    def _compute(self, word: str, capitals: bool) -> tuple[tuple[Reading, ...], bool]:
        costs: dict[tuple[str, ...], float] = {}

        def offer(syllables: tuple[str, ...], cost: float) -> None:
            if cost < costs.get(syllables, 1e9):
                costs[syllables] = cost

        same = self._model.by_fold.get(folded(word), [])
        bare = not is_marked(word) and bool(same)
        for rank, reading in enumerate(self._shorthand.readings(word, capitals=capitals)):
            offer(tuple(reading.split(" ")), SHORT * rank + (2.5 if word in same else 0.0))
        opened = bool(costs)
        if word in self._shorthand.foreign or (self._model.knows(word) and not same and not opened):
            offer((word,), 0.5 if same else 0.0)
            opened = opened or not same
        for syllable in same:
            offer((syllable,), 0.0 if bare else _mark_cost(word, syllable))
        if word in same or bare:
            for syllable, cost in self._alike(word, bare):
                offer((syllable,), cost)
            if not bare and len(word) > 2 and self._model.count(word) < RARE:
                self._repair(word, lambda syllables, cost: offer(syllables, cost + RARE_EDIT), [])
        elif not opened and not capitals:
            self._repair(word, offer, same)
        if not costs or (word,) not in costs:
            offer((word,), OPENED if opened else 1.0 if capitals else UNKNOWN)
        common = self._model.surprise
        kept = sorted(costs.items(), key=lambda item: item[1] + sum(map(common, item[0])) / len(item[0]))[
            :MAX
        ]
        ranked = sorted(kept, key=lambda item: item[1])
        readings = tuple(Reading(s, cost, tuple(x.lower() for x in s)) for s, cost in ranked)
        return readings, bare

    def _alike(self, word: str, bare: bool) -> Iterator[tuple[str, float]]:
        """The syllables that sound like *word*, with what each costs; of a bare one only the nearest."""
        for form, cost in _sounds_alike(folded(word)) if len(word) > 1 else ():
            if bare and cost > 2.0:
                continue
            for syllable in self._model.by_fold.get(form, []):
                if bare or _tone(word) == _tone(syllable):
                    yield syllable, cost

    def _repair(self, word: str, offer: object, same: list[str]) -> None:
        assert callable(offer)
        plain = folded(word)
        base = EDIT if not same else EDIT + 2.0
        if 2 <= len(word) <= LONGEST:
            for form, cost in _edits(plain):
                for syllable in self._model.by_fold.get(form, []):
                    offer((syllable,), cost - EDIT + base + _distance(word, syllable))
        if len(word) >= 4:
            for pieces in self._split(word):
                offer(pieces, GLUED + 0.5 * len(pieces))

    def _split(self, word: str) -> Iterator[tuple[str, ...]]:
        """Yield ways to cut *word* into two to four syllables, each as typed or with marks added."""
        by_fold = self._model.by_fold
        bare = not is_marked(word)

        def options(piece: str) -> list[str]:
            same = by_fold.get(folded(piece), [])
            if bare:
                return same[:3]
            if is_marked(piece):
                fixed = place_tone(piece)
                return [fixed] if fixed in same else []
            return [piece] if piece in same else same[:1]

        def cut(rest: str, limit: int) -> Iterator[tuple[str, ...]]:
            for syllable in options(rest):
                yield (syllable,)
            if limit > 1:
                for i in range(min(len(rest) - 2, 7), 1, -1):
                    heads = options(rest[:i])
                    if heads:
                        for tail in cut(rest[i:], limit - 1):
                            for head in heads:
                                yield (head, *tail)

        if len(word) <= 24:
            found = [pieces for pieces in cut(word, 4) if len(pieces) > 1]
            found.sort(key=lambda pieces: (-self._fluency(pieces), len(pieces)))
            yield from found[:4]

    def _fluency(self, pieces: tuple[str, ...]) -> float:
        return sum(self._model.logp("", a, b) for a, b in itertools.pairwise(pieces)) - 6 * len(pieces)


def _tone(word: str) -> str:
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFD", word) if c in "\u0300\u0301\u0303\u0309\u0323")


def _mark_cost(word: str, syllable: str) -> float:
    if word == syllable:
        return 0.0
    tones = {_tone(word), _tone(syllable)}
    if tones == {_HOOK, _TILDE}:
        return TONE_SLIP
    return MARK_SLIP if _letters(word) != _letters(syllable) and is_marked(word) else MARK_SLIP - 1.0


def _letters(word: str) -> str:
    import unicodedata

    stripped = "".join(
        c for c in unicodedata.normalize("NFD", word) if c not in "\u0300\u0301\u0303\u0309\u0323"
    )
    return unicodedata.normalize("NFC", stripped)


def _distance(word: str, syllable: str) -> float:
    """Return 0 when *syllable* keeps the marks typed in *word*, more when it drops or changes them."""
    if not is_marked(word):
        return 0.0
    cost = 0.0 if _tone(word) == _tone(syllable) else 1.5
    typed = {c for c in _letters(word) if c > "\x7f"}
    kept = {c for c in _letters(syllable) if c > "\x7f"}
    return cost + 0.7 * len(typed ^ kept)


def _sounds_alike(form: str) -> Iterator[tuple[str, float]]:
    initial = next((i for i in _INITIALS if form.startswith(i)), "")
    for other in _ALIKE_INITIAL.get(initial, ()):
        yield other + form[len(initial) :], SOUND_SLIP
    for final, other in _ALIKE_FINAL:
        if form.endswith(final) and len(form) > len(final):
            yield form[: -len(final)] + other, 1.0 if {final, other} == {"i", "y"} else SOUND_SLIP


def _edits(form: str) -> Iterator[tuple[str, float]]:
    """Yield forms one keystroke away, likelier slips cheaper."""
    for letter, sound in _CHAT_LETTERS:
        if letter in form:
            yield form.replace(letter, sound, 1), EDIT - 3.0
    for other, cost in _sounds_alike(form):
        yield other, cost - 1.5
    length = len(form)
    for i in range(length):
        head, char, tail = form[:i], form[i], form[i + 1 :]
        doubled = i > 0 and form[i - 1] == char
        yield head + tail, EDIT - (3.0 if doubled else 0.0)
        for near in _LETTERS:
            if near != char:
                yield head + near + tail, EDIT - (1.0 if near in _NEAR.get(char, "") else 0.0)
        if tail:
            yield head + tail[0] + char + tail[1:], EDIT - 1.0
    for i in range(1, length + 1):
        for letter in _LETTERS:
            cost = EDIT
            if letter == "n" and form[i - 1 : i + 1].endswith("g") and i < length:
                cost = EDIT - 2.0
            if i == length and letter in "gh" and form.endswith("n"):
                cost = EDIT - 2.0
            yield form[:i] + letter + form[i:], cost
