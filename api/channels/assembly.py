"""All channels of the service, from the environment."""

from __future__ import annotations

from api.channels.channel import Channel
from api.channels.zalo.adapter import ZaloAdapter
from api.channels.zalo.settings import ZaloSettings
from api.channels.zalo_bot.adapter import ZaloBotAdapter, ZaloBotSettings
from knowledge.store import Store


def open_channels(store: Store) -> dict[str, Channel]:
    """Return the channels by name, also those that are off."""
    adapters = (ZaloAdapter(ZaloSettings(), store), ZaloBotAdapter(ZaloBotSettings()))
    return {adapter.name: Channel(store, adapter) for adapter in adapters}
