"""Metrics in Prometheus' text format; one registry per application."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Counters and latencies of the HTTP service."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "http_requests_total", "Requests", ["route", "method", "status"], registry=self._registry
        )
        self.seconds = Histogram(
            "http_request_seconds", "Time to answer", ["route"], registry=self._registry, buckets=_BUCKETS
        )
        self.answers = Counter(
            "chat_answers_total", "Chat answers", ["kind", "channel"], registry=self._registry
        )
        self.dialogue_down = Counter(
            "dialogue_unavailable_total",
            "Messages the dialogue engine could not take",
            registry=self._registry,
        )
        self.feedback = Counter("chat_feedback_total", "Feedback", ["verdict"], registry=self._registry)
        self.channel_events = Counter(
            "channel_events_total", "Events of a channel", ["channel", "outcome"], registry=self._registry
        )
        self.channel_sends = Counter(
            "channel_sends_total", "Sends of a channel", ["channel", "outcome"], registry=self._registry
        )
        self.channel_letters = Gauge(
            "channel_letters", "Rows in a box", ["channel", "box", "state"], registry=self._registry
        )
        self.channel_lag = Gauge(
            "channel_lag_seconds", "Age of the oldest open event", ["channel"], registry=self._registry
        )
        self.channel_retries = Gauge(
            "channel_retries", "Rows that wait for another try", ["channel"], registry=self._registry
        )
        self.channel_alarm = Gauge(
            "channel_alarm", "1 while an operator must act", ["channel"], registry=self._registry
        )

    def render(self) -> bytes:
        """Return the metrics in the text exposition format."""
        return generate_latest(self._registry)
