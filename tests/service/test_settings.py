"""Settings come from the environment, and a service without keys stays on this machine."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import Settings, secret

OURS = ("HOST", "PORT", "DATA_DIR", "PLUGINS", "ROUTES", "INTRANET", "PERSONAS", "DEMO", "LOG_CONTENTS")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*(f"ZANTARA_{name}" for name in OURS), "DATABASE_URL", "REDIS_URL", "QDRANT_URL"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_needs_to_be_set() -> None:
    settings = Settings()

    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.1", 8000, Path("var"))
    assert settings.embedded
    assert settings.seed_demo
    assert settings.sql_url == f"sqlite:///{Path('var').absolute()}/zantara.db"
    assert not settings.log_contents


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZANTARA_PORT", "9000")
    monkeypatch.setenv("ZANTARA_PLUGINS", "/plugins")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/zantara")

    settings = Settings()

    assert (settings.port, settings.plugins) == (9000, Path("/plugins"))
    assert settings.sql_url == "postgresql://db/zantara"


def test_what_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ZANTARA_PLUGINS", "ZANTARA_ROUTES", "DATABASE_URL", "REDIS_URL", "ZANTARA_PORT"):
        monkeypatch.setenv(name, "")

    assert (Settings().plugins, Settings().routes, Settings().redis_url, Settings().port) == (None, None, None, 8000)
    assert Settings().embedded


def test_demo_data_is_for_embedded_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/zantara")
    assert not Settings().seed_demo

    monkeypatch.setenv("ZANTARA_DEMO", "1")
    assert Settings().seed_demo


def test_servers_of_the_house_are_addresses_with_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZANTARA_INTRANET", "10.0.0.7:80, [fd00::1]:8080")

    assert Settings().intranet == {("10.0.0.7", 80), ("fd00::1", 8080)}


@pytest.mark.parametrize("said", ["wiki.example:80", "10.0.0.7", "10.0.0.7:http", "10.0.0.7:80,"])
def test_what_is_no_address_with_a_port_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("ZANTARA_INTRANET", said)

    with pytest.raises(ValidationError, match=r"write it as 10\.0\.0\.7:80"):
        Settings()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_loopback_is_taken(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("ZANTARA_HOST", host)

    assert Settings().host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "zantara.example"])
def test_other_addresses_are_refused(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("ZANTARA_HOST", host)

    with pytest.raises(ValidationError, match="is not a loopback address, and no API keys are configured"):
        Settings()


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("ZANTARA_PORT", port)

    with pytest.raises(ValidationError, match="ZANTARA_PORT"):
        Settings()


def test_a_secret_is_read_by_the_name_that_a_file_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENDOR_KEY", "sk-1")

    assert (secret("VENDOR_KEY"), secret("NO_SUCH_KEY")) == ("sk-1", None)
