"""Stage: socio-economic figures: value, period, source, change; what is not held is refused by name."""

from __future__ import annotations

from bot.answers.answer import Answer, Source
from bot.answers.cite import place_name
from bot.answers.cues import phrases
from bot.answers.naming import key, named
from bot.answers.plan.figures import change, item, measured, of_period, series
from bot.answers.turn import Turn
from knowledge.records.catalogue import Statistic


class Statistics:
    """Ends the turn for a question that asks an indicator and nothing else."""

    def __init__(self, default_place: str) -> None:
        self._default_place = default_place

    def run(self, turn: Turn) -> None:
        """Answer from Statistic records, or name what they lack."""
        query = turn.query
        if query.document_ids or query.document_numbers or query.agencies or len(query.places) > 1:
            return
        led_elsewhere = turn.context.procedure_id or turn.context.task_id
        if led_elsewhere and not query.places:
            return
        names: dict[str, str] = dict.fromkeys(phrases("indicators"), "")
        for figure in turn.snapshot.statistics:
            names |= {key(name): figure.indicator for name in (figure.indicator, *figure.other_names)}
        found = named(query, names, "figure_words")
        if not found.things or found.rest:
            return
        area = query.places[0].place_id if query.places else self._default_place
        known = [indicator for indicator in dict.fromkeys(found.things) if indicator]
        if known:
            self._answer(turn, known, area)
        elif not self._a_target(turn, found.phrases):
            self._refuse_indicator(turn, found.phrases[0], area)

    def _answer(self, turn: Turn, indicators: list[str], area: str) -> None:
        lines: list[str] = []
        items = []
        sources: list[Source] = []
        for indicator in indicators:
            held = [figure for figure in turn.snapshot.statistics if figure.indicator == indicator]
            local = [figure for figure in held if figure.area_id == area]
            if not local:
                self._refuse_area(turn, indicator, area, held)
                return
            fitting = of_period(local, turn.query)
            if not fitting:
                self._refuse_period(turn, local)
                return
            figure = max(fitting, key=lambda figure: figure.period_end)
            lines += self._lines(turn, figure, series(local, figure))
            items.append(item(figure, series(local, figure)))
            sources.append(source(figure))
        cited = dict.fromkeys(turn.say("statistic.source", source=entry.document) for entry in sources)
        text = "\n".join([*lines, *cited])
        turn.finish(Answer("answer", text, tuple(items), sources=tuple(sources)), "statistic")

    @staticmethod
    def _lines(turn: Turn, figure: Statistic, shown: list[Statistic]) -> list[str]:
        period = figure.period
        if figure.period_kind == "ngày":
            period = turn.say("statistic.day", period=period)
        line = turn.say(
            "statistic.value",
            indicator=figure.indicator,
            area=_lower(figure.area),
            period=period,
            value=measured(figure),
            note=f", {figure.note}" if figure.note else "",
        )
        lines = [line]
        difference = change(shown)
        if difference is not None:
            amount = difference.amount
            if difference.points:
                amount = turn.say("statistic.points", change=amount)
            before = difference.before
            lines[0] += " " + turn.say(
                f"statistic.{difference.way}", change=amount, period=before.period, value=measured(before)
            )
        if figure.confidence != "high":
            lines.append(turn.say("statistic.caution"))
        return lines

    @staticmethod
    def _a_target(turn: Turn, asked: tuple[str, ...]) -> bool:
        """Plans set numbers of their own for it: those are answered further on."""
        return any(
            f" {phrase} " in f" {key(target.text)} " for target in turn.snapshot.targets for phrase in asked
        )

    @staticmethod
    def _refuse_indicator(turn: Turn, asked: str, area: str) -> None:
        held = ", ".join(
            dict.fromkeys(f.indicator.lower() for f in turn.snapshot.statistics if f.area_id == area)
        )
        said = _as_typed(turn.query.text, asked)
        text = turn.say(
            "statistic.no_indicator",
            indicator=said,
            area=place_name(turn, area),
            held=held or turn.say("statistic.none"),
        )
        turn.finish(Answer("refuse", text), "no_statistic")

    @staticmethod
    def _refuse_area(turn: Turn, indicator: str, area: str, held: list[Statistic]) -> None:
        areas = ", ".join(dict.fromkeys(figure.area for figure in held))
        text = turn.say(
            "statistic.no_area", indicator=indicator.lower(), area=place_name(turn, area), held=areas
        )
        turn.finish(Answer("refuse", text), "no_statistic")

    @staticmethod
    def _refuse_period(turn: Turn, local: list[Statistic]) -> None:
        nearest = max(local, key=lambda figure: figure.period_end)
        window = turn.query.window
        period = window.text if window else ", ".join(str(year) for year in turn.query.years)
        text = turn.say(
            "statistic.no_period",
            indicator=nearest.indicator.lower(),
            area=_lower(nearest.area),
            period=period,
            held=nearest.text,
        )
        turn.finish(Answer("refuse", text, sources=(source(nearest),)), "no_statistic")


def source(figure: Statistic) -> Source:
    """Cite a figure by its whole statement."""
    said = figure.source
    if figure.source_date and f"{figure.source_date.year}" not in said:
        said = f"{said} ({figure.source_date:%d/%m/%Y})"
    return Source(
        record_id=f"statistic:{figure.id}",
        version=1,
        document=said,
        title=figure.indicator,
        section=figure.period,
        quote=figure.text,
        start=0,
        end=len(figure.text),
        url=figure.source_url or "",
    )


def _lower(area: str) -> str:
    return area[0].lower() + area[1:] if area.startswith(("Thành", "Tỉnh", "Phường", "Xã")) else area


def _as_typed(text: str, phrase: str) -> str:
    words = text.split()
    for size in range(1, len(words) + 1):
        for start in range(len(words) - size + 1):
            span = " ".join(words[start : start + size])
            if key(span) == phrase:
                return span.strip(" ,.?!")
    return phrase
