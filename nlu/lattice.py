"""Read a typed message: the likeliest spelling of every word in its context, and the runners-up.

A beam search over the readings of each word (``nlu.candidates``) scored by the trigram model. The
lattice restores missing diacritics, opens shorthand, splits glued words and repairs slips at once, so
each of them is decided with the others' help.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nlu.candidates import Candidates, Reading
from nlu.language import NUMBER, START, LanguageModel
from nlu.shorthand import Shorthand
from nlu.tokens import Token, is_marked, tokenize

BEAM = 8
WIDTH = 9.0
"""A reading this much less likely (ln) than the best so far is given up."""
KEEP = 4
CERTAIN = 99.0
"""The margin of a reading that has no rival."""
_BOUNDARY = frozenset(".?!;:")


@dataclass(frozen=True)
class Word:
    """One word of a reading. ``typed`` is what the person wrote there, ``text`` how it is read."""

    text: str
    typed: str

    @property
    def sure(self) -> bool:
        """True when the marks were typed, not added."""
        return is_marked(self.typed) or not is_marked(self.text)


@dataclass(frozen=True)
class ReadText:
    """A message read: its best ``text``, the words behind it, and other readings, best first.

    ``margin`` is how much likelier (ln) the best reading is than the next one that differs.
    """

    text: str
    words: tuple[Word, ...]
    alternatives: tuple[str, ...]
    margin: float

    @classmethod
    def as_written(cls, text: str) -> ReadText:
        """Return *text* unread, as its own only reading."""
        return cls(text, (), (), CERTAIN)


@dataclass(frozen=True)
class _State:
    score: float
    u: str
    v: str
    path: tuple[tuple[str, ...], ...]


class Restorer:
    """Reads messages. Build once, share freely: reading changes nothing but caches."""

    def __init__(self, model: LanguageModel, shorthand: Shorthand) -> None:
        self.model = model
        self._candidates = Candidates(model, shorthand)

    @classmethod
    @lru_cache(maxsize=1)
    def default(cls) -> Restorer:
        """Return a restorer over the shipped model and tables."""
        return cls(LanguageModel.load(), Shorthand.default())

    def read(self, text: str) -> ReadText:
        """Return how *text* (already ``clean``) is best read."""
        tokens = tokenize(text)
        words = [token.text for token in tokens if token.is_word]
        bare_cost = _bare_cost(words)
        shouting = bool(words) and all(word.isupper() for word in words)
        beam = [_State(0.0, START, START, ())]
        for token in tokens:
            beam = self._step(beam, token, bare_cost, shouting)
        beam = sorted(
            (_State(s.score + self.model.logp(s.u, s.v, START), s.u, s.v, s.path) for s in beam),
            key=lambda state: -state.score,
        )
        texts: list[str] = []
        margin = CERTAIN
        for state in beam:
            reading = _join(text, tokens, state.path)
            if texts and reading != texts[0] and margin == CERTAIN:
                margin = beam[0].score - state.score
            if reading not in texts and beam[0].score - state.score < 6.0:
                texts.append(reading)
        best = beam[0].path
        read = tuple(
            Word(_cased(token.text, syllable, first=j == 0), token.text)
            for token, syllables in zip(tokens, best, strict=True)
            for j, syllable in enumerate(syllables)
        )
        return ReadText(texts[0], read, tuple(texts[1:KEEP]), margin)

    def _step(self, beam: list[_State], token: Token, bare_cost: float, shouting: bool) -> list[_State]:
        if not token.is_word:
            readings = self._short_number(token)
            if readings is None:
                return [self._passed(state, token.text) for state in beam]
        else:
            readings = self._candidates.of(token.text, bare_cost=bare_cost, shouting=shouting)
        logp = self.model.logp
        best: dict[tuple[str, str], _State] = {}
        bar = -1e9
        for state in beam:
            for reading in readings:
                score, u, v = state.score - reading.cost, state.u, state.v
                if score < bar:
                    break
                for low in reading.low:
                    score += logp(u, v, low)
                    u, v = v, low
                if score < bar:
                    continue
                if score - WIDTH > bar:
                    bar = score - WIDTH
                known = best.get((u, v))
                if known is None or score > known.score:
                    best[(u, v)] = _State(score, u, v, (*state.path, reading.syllables))
        return sorted(best.values(), key=lambda state: -state.score)[:BEAM]

    def _short_number(self, token: Token) -> tuple[Reading, ...] | None:
        """Return the readings of 'kh183' (a short form glued to a number) or of 'KH&ĐT'; else None."""
        text = token.text
        if "&" in text or (len(text) == 3 and text[1] == "/"):
            readings = self._candidates.of(text, bare_cost=0.0, shouting=False)
            return readings if readings[0].syllables != (text.lower(),) else None
        return None

    def _passed(self, state: _State, text: str) -> _State:
        if text[0].isalnum():
            seen = self.model.logp(state.u, state.v, NUMBER)
            return _State(state.score + seen, state.v, NUMBER, (*state.path, (text,)))
        if text in _BOUNDARY:
            end = self.model.logp(state.u, state.v, START)
            return _State(state.score + end, START, START, (*state.path, (text,)))
        return _State(state.score, state.u, state.v, (*state.path, (text,)))


def _bare_cost(words: list[str]) -> float:
    """Return how unlikely it is that a word typed without marks should have some.

    In written Vietnamese about seven syllables in ten carry a mark.
    """
    long = [word for word in words if len(word) > 1 and not word.isupper()]
    if not long:
        return 0.0
    share = sum(map(is_marked, long)) / len(long)
    return 0.0 if share == 0.0 else min(5.0, 1.0 + 7.0 * share)


def _cased(typed: str, syllable: str, *, first: bool) -> str:
    if typed.lower() == syllable.lower():
        return typed if typed.lower() == syllable else syllable
    if first and typed[:1].isupper() and not (typed.isupper() and len(typed) > 1):
        return syllable[:1].upper() + syllable[1:]
    return syllable


def _join(text: str, tokens: list[Token], path: tuple[tuple[str, ...], ...]) -> str:
    parts: list[str] = []
    end = 0
    for token, syllables in zip(tokens, path, strict=True):
        parts.append(text[end : token.start])
        parts.append(" ".join(_cased(token.text, s, first=j == 0) for j, s in enumerate(syllables)))
        end = token.end
    parts.append(text[end:])
    return "".join(parts)
