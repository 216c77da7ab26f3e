"""Rules on goals that contradict each other or compare the wrong way."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from knowledge.extract.anomalies.finding import (
    Finding,
    by_document,
    ids_of,
    sections_of,
    value_at,
    where,
    wording,
)
from knowledge.records import Target
from knowledge.snapshot import Snapshot
from knowledge.text import fold

_SHORT = {
    "tthc": "thu tuc hanh chinh",
    "pakn": "phan anh kien nghi",
    "qppl": "quy pham phap luat",
    "dvc": "dich vu cong",
}
_DENOMINATOR = re.compile(r"\s+tren tong so.*$")
_DROPPED = frozenset({"cua", "cac", "ve", "va", "do", "tai", "cho", "so"})
_ALIKE = 0.7
_REACHED = re.compile(r"^(?:ty le|ti le|muc do|chi so|so luong)\b")
_BURDEN = re.compile(r"\b(?:tre|qua han|vi pham|sai sot|giam|no dong|hong)\b")
_DURATION = re.compile(r"\bthoi (?:gian|han)\b")


@lru_cache(maxsize=4096)
def _words(subject: str) -> frozenset[str]:
    text = _DENOMINATOR.sub("", fold(subject))
    words = re.findall(r"\w+", text)
    return frozenset(" ".join(_SHORT.get(word, word) for word in words).split()) - _DROPPED


def _alike(first: Target, second: Target) -> bool:
    one, two = _words(first.subject), _words(second.subject)
    if not one or not two:
        return False
    return len(one & two) / len(one | two) >= _ALIKE


def contradictions(snapshot: Snapshot) -> Iterator[Finding]:
    """One goal of a document printed with several values, or with opposite comparators."""
    for document_id, own in by_document(snapshot.targets).items():
        for group in _goals(own):
            for kind, places in (("target_values", _values(group)), ("target_comparators", _opposed(group))):
                if places:
                    yield Finding(
                        kind,
                        document_id,
                        tuple(value_at(_shown(target), target) for target in places),
                        ids_of(*places),
                        sections_of(*places),
                        {"subject": min((t.subject for t in places), key=len), "scope": _scope(places[0])},
                    )


def _goals(targets: list[Target]) -> list[list[Target]]:
    """Group the printings of one goal, in printed order."""
    group_of: dict[str, list[Target]] = {target.id: [target] for target in targets}
    for first, second in _candidates(targets):
        one, two = group_of[first.id], group_of[second.id]
        if one is not two and _same_goal(first, second):
            one.extend(two)
            group_of.update((target.id, one) for target in two)
    groups = {id(group): group for group in group_of.values() if len(group) > 1}
    return [sorted(group, key=lambda target: target.span.start) for group in groups.values()]


def _candidates(targets: list[Target]) -> Iterator[tuple[Target, Target]]:
    """Yield the pairs that may be alike: two sets this alike share one of their rarest words."""
    frequency = Counter(word for target in targets for word in _words(target.subject))
    seen: dict[tuple[str, str, int | None], list[Target]] = defaultdict(list)
    for target in targets:
        words = sorted(_words(target.subject), key=lambda word: (frequency[word], word))
        rare = words[: len(words) - math.ceil(_ALIKE * len(words)) + 1]
        before: dict[str, Target] = {}
        for word in rare:
            key = (word, target.unit, target.year)
            before.update((other.id, other) for other in seen[key])
            seen[key].append(target)
        for other in before.values():
            yield other, target


def _values(group: list[Target]) -> list[Target]:
    return group if len({target.value for target in group}) > 1 else []


def _opposed(group: list[Target]) -> list[Target]:
    """The printings with one value but explicit comparators that differ."""
    for value in {target.value for target in group}:
        explicit = [target for target in group if target.value == value and target.comparator != "="]
        if len({target.comparator for target in explicit}) > 1:
            return explicit
    return []


def _same_goal(first: Target, second: Target) -> bool:
    if first.unit != second.unit or first.year != second.year or first.span == second.span:
        return False
    if fold(first.scope or "") != fold(second.scope or "") or first.text == second.text:
        return False
    if first.task_id and first.task_id == second.task_id:
        return False
    return _alike(first, second)


def _shown(target: Target) -> str:
    """The value as printed with the words beside it that compare ('tối thiểu 40%', '90% trở lên')."""
    text = re.escape(target.value_text)
    match = re.search(
        rf"(?:(?:tối thiểu|ít nhất|tối đa|không quá|trên|dưới|từ)\s+(?:đạt\s+|từ\s+)?)?{text}"
        r"(?:\s+trở (?:lên|xuống))?",
        target.text,
        re.I,
    )
    return match.group() if match else target.value_text


def _scope(target: Target) -> str:
    return str(wording()["words"]["for_scope"].format(scope=target.scope)) if target.scope else ""


def comparators(snapshot: Snapshot) -> Iterator[Finding]:
    """A time limit with a minimum, or a rate to be reached with a maximum."""
    reasons = wording()["reasons"]
    groups: dict[tuple[str, str, str, str], list[Target]] = {}
    for target in snapshot.targets:
        subject = fold(target.subject)
        if target.comparator == ">=" and _is_time(target.unit) and _DURATION.search(subject):
            reason = reasons["minimum_time"]
        elif target.comparator == "<=" and _rate(target, subject):
            reason = reasons["maximum_rate"]
        else:
            continue
        groups.setdefault((target.document_id, target.section, target.text, reason), []).append(target)
    for (document_id, section, _, reason), targets in groups.items():
        shown = tuple(dict.fromkeys(_shown(target) for target in targets))
        facts = {"where": where(targets[0]), "reason": reason}
        yield Finding("odd_comparator", document_id, shown, ids_of(*targets), (section,), facts)


def _is_time(unit: str) -> bool:
    return bool(re.match(r"phút|giờ|ngày", unit))


def _rate(target: Target, subject: str) -> bool:
    maximum = re.search(rf"tối đa\s+(?:đạt\s+)?{re.escape(target.value_text)}", target.text, re.I)
    return bool(maximum and target.unit == "%" and _REACHED.search(subject) and not _BURDEN.search(subject))
