"""Settings of the Official Account, from the environment."""

from __future__ import annotations

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.channels.adapter import Configured


class ZaloSettings(BaseSettings):
    """``ZALO_…``: the app, the keys of its webhook and its sign-in, and the first pair of tokens.

    Without an app id the channel is off; without the secret key of the webhook page it is in set-up.
    """

    model_config = SettingsConfigDict(env_prefix="zalo_", extra="ignore")

    app_id: str = ""
    oa_secret: SecretStr = SecretStr("")
    app_secret: SecretStr = SecretStr("")
    access_token: SecretStr = SecretStr("")
    refresh_token: SecretStr = SecretStr("")
    api_url: str = "https://openapi.zalo.me"
    oauth_url: str = "https://oauth.zaloapp.com"

    @property
    def configured(self) -> Configured:
        """Tell how far the channel is set up."""
        if not self.app_id:
            return "off"
        return "on" if self.oa_secret.get_secret_value() else "setup"
