"""Settings of the HTTP service, read from the environment once at start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Every option has a default that suits one machine; the variable is the field name in capitals.

    ``allowed_origins`` are origins ('https://cong.danang.gov.vn', comma separated) whose pages may
    embed the chat. Rates are messages per minute, with a burst of the same size; 0 switches a
    limit off.
    """

    model_config = SettingsConfigDict(env_prefix="", extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    data_dir: Path = Path("data")
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    max_body_bytes: int = Field(default=65_536, ge=1_024)
    rate_per_session: int = Field(default=3_000, ge=0)
    rate_per_address: int = Field(default=30_000, ge=0)

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value
