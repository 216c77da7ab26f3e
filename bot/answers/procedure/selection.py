"""Chooses what of one procedure answers a message: statements, and what the record lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answers.procedure.asked import Asked, AspectTable
from bot.answers.procedure.catalogue import Catalogue, names_of
from bot.answers.procedure.variants import LOST, kind_said
from bot.answers.procedure.words import Reading, syllables
from knowledge.procedures import Statement
from knowledge.records.procedure import Aspect, Procedure, ProcedureGap

STRONG = 3.0
"""Keyword weight from which a statement answers the message whatever aspect was understood."""
NEAR_TOP = 0.5
_WITH_DEADLINE = {"time": ("time", "deadline"), "condition": ("condition", "deadline")}
"""'Mấy ngày' may ask for either: how long the office takes, or by when one must come."""
MAX_STRONG = 3
OVERVIEW = ("where", "time", "fee", "papers", "online")
IMPLICIT: Aspect = "overview"
"""Aspect of a gap that no record states: the record just says nothing of what was asked."""
NOTE: Aspect = "note"
"""What the source adds to a record: told when notes are asked for."""
_IMPLICIT = ("papers", "fee", "time", "where", "form", "steps", "result", "legal", "code")
_YES_NO = re.compile(
    r"(?<!\S)(?:khong|chua|ha|a)$|(?<!\S)(?:phai khong|duoc khong|co can|co phai|co duoc|co .* khong)(?!\S)"
    r"|^(?:do|does|is|are|can|must|should) "
)
_ASKS_LIST = re.compile(r"(?<!\S)(?:gi|nao|nhung|gom|what|which|list|day du)(?!\S)")


@dataclass(frozen=True)
class Selection:
    """What is said (``statements``, most pertinent first), what is not (``gaps``), and what was asked."""

    statements: tuple[Statement, ...]
    gaps: tuple[ProcedureGap, ...]
    asked: tuple[str, ...]
    overview: bool = False
    keyed: tuple[str, ...] = ()
    """The keywords by which statements were chosen."""

    @property
    def told(self) -> tuple[Statement, ...]:
        """The statements that are asserted."""
        return tuple(statement for statement in self.statements if statement.confidence != "low")

    @property
    def case(self) -> str | None:
        """The case the statements are of, None when they are of none."""
        return next((statement.case for statement in self.statements if statement.case), None)

    def led_by(self, statement: Statement) -> Selection:
        """Return the selection with *statement* said first."""
        return replace(self, statements=tuple(dict.fromkeys((statement, *self.statements))))


class Selector:
    """Selects from one procedure for one message, given in several readings."""

    def __init__(self, catalogue: Catalogue, table: AspectTable) -> None:
        self._catalogue = catalogue
        self._table = table

    def select(
        self,
        procedure: Procedure,
        readings: Sequence[Reading],
        question: Asked,
        case: str | None,
        *,
        lost: bool = True,
    ) -> Selection:
        """Return what of *procedure* answers *question*; *case* is the case talked of before.

        Without *lost* the message speaks of nothing lost, whatever its 'mất' looks like.
        """
        text = self._catalogue.texts[procedure.id]
        matched = {
            statement: keyword
            for statement, keyword in self._strong(procedure, readings).items()
            if lost or kind_said(keyword) != LOST
        }
        strong = list(matched)
        keyed_gaps = self._keyed_gaps(procedure, readings)
        # Where a keyword tells what is meant, an aspect that was only guessed adds nothing.
        found = bool(keyed_gaps) or any(statement.aspect != "code" for statement in strong)
        asked = tuple(aspect for aspect in question.aspects if aspect in question.said or not found)
        wanted = self._wanted(procedure, asked, strong, keyed_gaps, readings)
        main = [
            statement
            for aspect in wanted
            for statement in text.of(aspect)
            if statement not in strong and (not statement.detail or aspect == NOTE)
        ]
        main = _of_case(main, _case(strong, case))
        if question.carried:
            strong = self._of_asked(procedure, strong, readings, asked)
        gaps = [*keyed_gaps, *self._gaps(procedure, wanted, [*strong, *main])]
        if not strong and not main and not gaps:
            return self._overview(procedure, asked)
        statements = _of_case([*strong, *main], _case(strong, case))
        return Selection(
            tuple(dict.fromkeys(statements)),
            tuple(dict.fromkeys(gaps)),
            tuple(asked),
            keyed=tuple(matched.values()),
        )

    def _strong(self, procedure: Procedure, readings: Sequence[Reading]) -> dict[Statement, str]:
        """Return the statements whose keywords stand in the message, heaviest first, with them."""
        statements = self._catalogue.texts[procedure.id].statements
        scores = []
        for number, phrases in enumerate(self._catalogue.keywords(procedure.id)):
            matches = [self._catalogue.best_keyword(phrases, reading) for reading in readings]
            best = max(filter(None, matches), key=lambda match: match.weight, default=None)
            if best and best.loose and self._tells_nothing(procedure, best.phrase):
                continue
            if best and best.weight >= STRONG:
                scores.append((best.weight, -number, best.phrase))
        scores.sort(reverse=True)
        kept = [found for found in scores if found[0] >= NEAR_TOP * scores[0][0]][:MAX_STRONG]
        return {statements[-number]: phrase for _, number, phrase in kept}

    def _tells_nothing(self, procedure: Procedure, keyword: str) -> bool:
        """Whether *keyword* has no word of its own: 'bằng lái … giấy' may be a licence and its papers."""
        named = {word for name in names_of(procedure) for word in syllables(name)}
        return all(word in named or word in self._table.common for word in syllables(keyword))

    def _of_asked(
        self,
        procedure: Procedure,
        strong: Sequence[Statement],
        readings: Sequence[Reading],
        asked: Sequence[str],
    ) -> list[Statement]:
        """Keep of *strong* what is of the aspects *asked*, if one of theirs has words of the message too."""
        statements = self._catalogue.texts[procedure.id].statements
        keyed = any(
            statement.aspect in asked and any(self._catalogue.best_keyword(phrases, r) for r in readings)
            for statement, phrases in zip(statements, self._catalogue.keywords(procedure.id), strict=True)
        )
        return [statement for statement in strong if statement.aspect in asked] if keyed else list(strong)

    def _keyed_gaps(self, procedure: Procedure, readings: Sequence[Reading]) -> list[ProcedureGap]:
        found = []
        for gap in procedure.gaps:
            phrases = [self._catalogue.phrase(keyword) for keyword in gap.keywords]
            if any(self._catalogue.best_keyword(phrases, reading) for reading in readings):
                found.append(gap)
        return found

    def _wanted(
        self,
        procedure: Procedure,
        asked: Sequence[str],
        strong: Sequence[Statement],
        keyed: Sequence[ProcedureGap],
        readings: Sequence[Reading],
    ) -> list[str]:
        """Return the aspects to tell in full: those asked, less those that the words only seemed to ask."""
        wanted = list(asked)
        text = self._catalogue.texts[procedure.id]
        if "applicants" in wanted and not text.of("applicants"):
            wanted = ["condition" if aspect == "applicants" else aspect for aspect in wanted]
        if "yesno" in wanted:
            alone = tuple(asked) == ("yesno",) and not strong
            instead = "applicants" if text.of("applicants") else "where"
            wanted = ["condition" if aspect == "yesno" else aspect for aspect in wanted] + [instead] * alone
            if "condition" not in asked and (len(asked) > 1 or not text.of("condition", "deadline")):
                wanted.remove("condition")
        if "condition" in wanted and text.of("applicants") and not text.of("condition", "deadline"):
            wanted = ["applicants" if aspect == "condition" else aspect for aspect in wanted]
        drop: set[str] = set()
        if "benefit" in wanted:
            drop.add("fee")
        if "penalty" in wanted or "tax" in wanted:
            drop.update(("fee", "condition"))
        if strong or keyed:
            drop.add("condition")
        if strong and not text.of("steps"):
            drop.add("steps")
        if keyed:
            drop.update(aspect for aspect, words in self._table.words.items() if not words.recorded)
        if any(statement.aspect == "papers" and statement.detail for statement in strong):
            spoken = [str(reading) for reading in readings]
            if any(_YES_NO.search(text) for text in spoken) and not any(
                _ASKS_LIST.search(text) for text in spoken
            ):
                drop.add("papers")
        kept = [aspect for aspect in wanted if aspect not in drop]
        if text.of("deadline"):
            kept = [part for aspect in kept for part in _WITH_DEADLINE.get(aspect, (aspect,))]
        return list(dict.fromkeys(kept))

    def _gaps(
        self, procedure: Procedure, wanted: Sequence[str], chosen: Sequence[Statement]
    ) -> Iterable[ProcedureGap]:
        answered = {statement.aspect for statement in chosen if statement.confidence != "low"}
        for aspect in wanted:
            stated = [gap for gap in procedure.gaps if gap.aspect == aspect and not gap.keywords]
            yield from stated
            if stated or aspect in answered:
                continue
            words = self._table.words[aspect]
            minor = aspect not in _IMPLICIT and words.recorded
            if minor and (answered or len(wanted) > 1):
                continue
            yield ProcedureGap(aspect=IMPLICIT, what=words.label)

    def _overview(self, procedure: Procedure, asked: Sequence[str]) -> Selection:
        text = self._catalogue.texts[procedure.id]
        statements = [s for aspect in OVERVIEW for s in text.of(aspect) if not s.detail]
        statements += [
            s for s in text.of("overview", "applicants") if s.aspect == "overview" or not statements
        ]
        gaps = [
            ProcedureGap(aspect=IMPLICIT, what=self._table.words[aspect].label)
            for aspect in procedure.unknown
        ]
        return Selection(tuple(statements), tuple(gaps), tuple(asked), overview=True)


def _case(strong: Sequence[Statement], case: str | None) -> str | None:
    return next((statement.case for statement in strong if statement.case), case)


def _of_case(statements: Iterable[Statement], case: str | None) -> list[Statement]:
    """Keep the statements of *case* and those of no case; all of them while the case is not known."""
    listed = list(statements)
    if not case or not any(statement.case == case for statement in listed):
        return listed
    return [statement for statement in listed if statement.case in ("", case)]
