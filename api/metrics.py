"""Metrics in Prometheus' text format; one registry per application.

With PROMETHEUS_MULTIPROC_DIR in the environment the figures are those of all processes that have it.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_SHARED = "PROMETHEUS_MULTIPROC_DIR"

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
        self.channel_letters = self._gauge("channel_letters", "Rows in a box", "channel", "box", "state")
        self.channel_lag = self._gauge("channel_lag_seconds", "Age of the oldest open event", "channel")
        self.channel_retries = self._gauge("channel_retries", "Rows that wait for another try", "channel")
        self.channel_alarm = self._gauge("channel_alarm", "1 while an operator must act", "channel")

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        # Every process reads the same tables: the newest figure is the one that holds, not the sum.
        return Gauge(name, what, labels, registry=self._registry, multiprocess_mode="mostrecent")

    def render(self) -> bytes:
        """Return the metrics in the text exposition format."""
        if _SHARED not in os.environ:
            return generate_latest(self._registry)
        every = CollectorRegistry()
        MultiProcessCollector(every)  # type: ignore[no-untyped-call]
        return generate_latest(every)
