"""Settings of the HTTP service, read from the environment once at start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, HttpUrl, RedisDsn, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.answers.rewording.client import Endpoint
from knowledge.ingest.limits import Limits
from retrieval.embedders import DEFAULT_EMBEDDER


class Settings(BaseSettings):
    """Every option has a default that suits one machine; the variable is the field name in capitals.

    ``allowed_origins`` are origins ('https://cong.danang.gov.vn', comma separated) whose pages may
    embed the chat. Rates are messages per minute, with a burst of the same size; 0 switches a
    limit off. ``database_url`` is a SQLAlchemy address; without it the store is a SQLite file in
    ``data_dir``. ``trolyao_admin_token`` is the first bearer token of the admin API; it is stored
    hashed. ``message_days`` is how long masked messages
    are kept. ``redis_url`` ('redis://:PASSWORD@HOST:6379/1') moves Rasa's locks on conversations there.
    ``public_url`` is the address people use ('https://troly.danang.gov.vn'). ``oidc_issuer`` with client
    id and secret adds sign-in through an identity provider; ``oidc_role_claim`` is the dotted path of the
    claim that names roles, ``oidc_agency_claim`` the claim that holds an agency id.
    ``workers`` processes answer requests side by side; they share limits and metrics.
    ``reword_url`` ('http://127.0.0.1:8080/v1', with ``reword_model`` and ``reword_key``) switches on a
    language model that may word answers anew within ``reword_seconds``; unset, none is asked.
    With less than ``min_free_mib`` left on the disk of ``data_dir`` (or of the SQLite file) /readyz says
    that the service is not ready; 0 asks only whether writing works.
    An uploaded file is read under ``read_seconds`` of time and ``read_memory_mib`` of memory.

    The city's one-stop system is asked where ``onestop_status_url`` ('{code}' stands for the code of a
    file) and the addresses for appointments and feedback are given; ``onestop_fields`` is a JSON object
    that tells where values stand in its answers ('{"state": "data.trangThai"}').
    """

    model_config = SettingsConfigDict(env_prefix="", extra="ignore")

    host: str = "127.0.0.1"
    workers: int = Field(default=1, ge=1, le=32)
    port: int = Field(default=8000, ge=0, le=65535)
    data_dir: Path = Path("data")
    min_free_mib: int = Field(default=50, ge=0)
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    max_body_bytes: int = Field(default=65_536, ge=1_024)
    rate_per_session: int = Field(default=3_000, ge=0)
    rate_per_address: int = Field(default=30_000, ge=0)
    database_url: str | None = None
    trolyao_admin_token: SecretStr | None = None
    redis_url: RedisDsn | None = None
    public_url: str | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_role_claim: str = "realm_access.roles"
    oidc_agency_claim: str = "agency_id"
    message_days: int = Field(default=90, ge=1)
    max_form_bytes: int = Field(default=512 * 1024, ge=1_024)
    embedder: str = DEFAULT_EMBEDDER
    max_upload_bytes: int = Field(default=64 * 2**20, ge=1_024)
    max_upload_files: int = Field(default=50, ge=1)
    read_seconds: int = Field(default=180, ge=1)
    read_memory_mib: int = Field(default=3_072, ge=256)
    reword_url: HttpUrl | None = None
    reword_model: str = "default"
    reword_key: SecretStr | None = None
    reword_seconds: float = Field(default=3.0, gt=0, le=10)

    onestop_status_url: str = ""
    onestop_appointment_url: str = ""
    onestop_feedback_url: str = ""
    onestop_token: SecretStr | None = None
    onestop_timeout_seconds: float = Field(default=4.0, gt=0, le=30)
    onestop_attempts: int = Field(default=3, ge=1, le=10)
    onestop_fields: dict[str, str] = Field(default_factory=dict)

    @property
    def store_url(self) -> str:
        """Address of the store."""
        return self.database_url or f"sqlite:///{self.data_dir / 'trolyao.db'}"

    @property
    def rewording(self) -> Endpoint | None:
        """The language model that may word answers anew, None when there is none."""
        if self.reword_url is None:
            return None
        key = self.reword_key.get_secret_value() if self.reword_key else None
        return Endpoint(str(self.reword_url), self.reword_model, key, self.reword_seconds)

    @property
    def limits(self) -> Limits:
        """Limits under which an uploaded file is read."""
        return Limits(self.read_seconds, self.read_memory_mib)

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value
