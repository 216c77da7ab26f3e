"""Stage: questions with answers that administrators keep; only a strong match answers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.answer import Answer, Source
from bot.answers.turn import Turn
from knowledge.records.catalogue import Faq as Entry
from retrieval.tokens import telling_syllables

TRIED = 5


class Faq:
    """Ends the turn for a message that asks a stored question in nearly its own words."""

    def run(self, turn: Turn) -> None:
        """Answer from the entry, valid today, that the message repeats best."""
        best = max(self._candidates(turn), key=lambda entry: self._likeness(turn, entry), default=None)
        if best is None or self._likeness(turn, best) < turn.threshold("faq.likeness"):
            return
        named = f" – {best.source}" if best.source else ""
        cited = turn.say("faq.source", question=best.question, source=named)
        source = Source(
            record_id=f"faq:{best.id}",
            version=1,
            document=turn.say("faq.document"),
            title=best.question,
            section=best.topic,
            quote=best.answer,
            start=0,
            end=len(best.answer),
            url=best.source_url or "",
        )
        turn.finish(Answer("answer", f"{best.answer}\n{cited}", sources=(source,)), "faq")

    @staticmethod
    def _candidates(turn: Turn) -> Sequence[Entry]:
        hits = turn.published.index.search(turn.query.text, record_types=["faq"], limit=TRIED, dense="never")
        records = (turn.snapshot.catalogue_by_key.get(f"faq:{hit.record_id}") for hit in hits)
        return [record for record in records if isinstance(record, Entry) and record.valid_on(turn.today)]

    @staticmethod
    def _likeness(turn: Turn, entry: Entry) -> float:
        asked = telling_syllables(turn.query.text)
        known = [telling_syllables(wording) for wording in (entry.question, *entry.variants)]
        return max(_dice(asked, own) for own in known)


def _dice(one: set[str], other: set[str]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0
