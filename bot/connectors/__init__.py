"""Connections to systems of the city: one small protocol, one HTTP adapter."""

from bot.connectors.onestop import FileState, OneStop, OneStopDownError, RequestKind

__all__ = ["FileState", "OneStop", "OneStopDownError", "RequestKind"]
