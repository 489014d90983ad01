"""The only reader of the environment."""

import ipaddress
import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """All optional. Names are those of the environment: `ZANTARA_PORT=9000 zantara serve`."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, frozen=True, populate_by_name=True)

    host: str = Field(default="127.0.0.1", validation_alias="ZANTARA_HOST")
    port: int = Field(default=8000, ge=0, le=65535, validation_alias="ZANTARA_PORT")
    data_dir: Path = Field(default=Path("var"), validation_alias="ZANTARA_DATA_DIR")
    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    redis_url: str | None = Field(default=None, validation_alias="REDIS_URL")
    qdrant_url: str | None = Field(default=None, validation_alias="QDRANT_URL")
    plugins: Path | None = Field(default=None, validation_alias="ZANTARA_PLUGINS")
    routes: Path | None = Field(default=None, validation_alias="ZANTARA_ROUTES")
    searxng_url: str = Field(default="", pattern=r"^(https?://.+)?$", validation_alias="ZANTARA_SEARXNG_URL")
    intranet: Annotated[frozenset[tuple[str, int]], NoDecode] = Field(
        default=frozenset(), validation_alias="ZANTARA_INTRANET"
    )
    personas: Path | None = Field(default=None, validation_alias="ZANTARA_PERSONAS")
    demo: bool | None = Field(default=None, validation_alias="ZANTARA_DEMO")
    log_contents: bool = Field(default=False, validation_alias="ZANTARA_LOG_CONTENTS")

    @field_validator("host")
    @classmethod
    def _loopback_only(cls, host: str) -> str:
        """Without keys nobody could be told from anybody: the service stays on this machine."""
        if host != "localhost" and not _is_loopback(host):
            raise ValueError(f"{host!r} is not a loopback address, and no API keys are configured; use 127.0.0.1")
        return host

    @field_validator("intranet", mode="before")
    @classmethod
    def _addresses(cls, said: object) -> object:
        """`10.0.0.7:80,10.0.0.8:8080`: servers of the house whose pages may be read though they are not public."""
        return frozenset(map(_address, said.split(","))) if isinstance(said, str) else said

    @property
    def embedded(self) -> bool:
        """Whether the stores are our own: SQLite and Qdrant's local mode in the data folder."""
        return self.database_url is None and self.qdrant_url is None

    @property
    def seed_demo(self) -> bool:
        return self.embedded if self.demo is None else self.demo

    @property
    def sql_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'zantara.db'}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(said: str) -> tuple[str, int]:
    host, _, port = said.strip().rpartition(":")
    try:
        return str(ipaddress.ip_address(host.strip("[]"))), int(port)
    except ValueError as error:
        raise ValueError(f"{said!r} is no IP address with a port; write it as 10.0.0.7:80") from error


def secret(name: str) -> str | None:
    """The value of an environment variable that a configuration file names, such as a vendor's key."""
    return os.environ.get(name)
