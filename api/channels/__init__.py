"""Messaging platforms: a durable inbox and outbox, with one small adapter for each platform."""
