"""Stage: hotlines, portals and centres: number, address, hours, and what they are for."""

from __future__ import annotations

from bot.answers.answer import Answer, Source
from bot.answers.cues import has_cue
from bot.answers.naming import key, named
from bot.answers.turn import Turn
from knowledge.records.catalogue import PublicService

BESIDE = ("service_phone", "service_where", "service_hours", "service_what")


class Directory:
    """Ends the turn for a message that asks about an entry of the directory and nothing else."""

    def run(self, turn: Turn) -> None:
        """Answer from the entry; what it lacks is said to be unknown."""
        names = {
            key(name): service
            for service in turn.snapshot.services
            for name in (service.name, *service.other_names)
        }
        found = named(turn.query, names, *BESIDE, "service_polite")
        asks = turn.query.raw.rstrip().endswith("?") or any(has_cue(kind, turn.query.text) for kind in BESIDE)
        if len(set(found.things)) != 1 or found.rest or not asks:
            return
        service = found.things[0]
        lines = [service.about, *self._asked(turn, service)]
        if service.note:
            lines.append(service.note)
        if service.confidence != "high":
            lines.append(turn.say("service.caution"))
        lines.append(turn.say("service.source", source=service.source, as_of=service.as_of))
        source = Source(
            record_id=f"service:{service.id}",
            version=1,
            document=service.source,
            title=service.name,
            section="",
            quote=service.about,
            start=service.text.index(service.about),
            end=service.text.index(service.about) + len(service.about),
            url=service.url or "",
        )
        turn.finish(Answer("answer", "\n".join(lines), sources=(source,)), "service")

    @staticmethod
    def _asked(turn: Turn, service: PublicService) -> list[str]:
        values = {
            "phone": {"phone": service.phone},
            "where": {"url": service.url, "address": service.address},
            "hours": {"hours": service.hours, "holidays": service.holidays},
        }
        lines = []
        for what, known in values.items():
            told = [turn.say(f"service.{name}", value=value) for name, value in known.items() if value]
            if told:
                lines += told
            elif has_cue(f"service_{what}", turn.query.text) and not (what == "where" and service.phone):
                name = turn.say(f"service.what.{what}")
                lines.append(turn.say("service.unknown", what=name, name=service.name))
        return lines
