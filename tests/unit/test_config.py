"""What a process may rely on in its configuration."""

import base64
import re
import stat
from pathlib import Path

import pytest

from shared.config import InvalidSetting, MissingSetting, Settings, variables

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "configuration.md"
BASE = "postgresql://admin:hush@db:5432/milepost?sslmode=require"


def settings(**env: str) -> Settings:
    return Settings.from_environment({f"MILEPOST_{name}": value for name, value in env.items()})


def test_an_empty_environment_asks_for_everything_embedded():
    found = settings()
    assert found.embedded_broker
    assert found.postgres_dsn is None
    assert (found.http_host, found.http_port) == ("127.0.0.1", 8080)


def test_an_empty_variable_counts_as_not_set():
    assert settings(HTTP_PORT="", POSTGRES_DSN="") == settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_PORT", "http"),
        ("HTTP_PORT", "65536"),
        ("HTTP_THREADS", "0"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("QUERY_WAIT_SECONDS", "nan"),
        ("QUERY_WAIT_SECONDS", "-1"),
        ("JWKS_FILE", "/nowhere/keys.json"),
        ("JWKS_URL", "ftp://issuer"),
        ("AUDIENCE", "  "),
    ],
)
def test_a_bad_value_is_refused_with_its_variable_its_value_and_what_is_accepted(name, value):
    accepted = next(v.accepted for v in variables().values() if v.name == f"MILEPOST_{name}")
    with pytest.raises(InvalidSetting) as refused:
        settings(**{name: value})
    assert refused.value.message == f"MILEPOST_{name} is {value!r}, but must be {accepted}."


@pytest.mark.parametrize("name", ["MASTER_KEY", "TOKEN_KEY", "POSTGRES_DSN", "DSN_GOALS", "FEED_DSN_GOALS", "AMQP_URI"])
def test_a_bad_secret_is_refused_without_being_shown(name):
    with pytest.raises(InvalidSetting) as refused:
        settings(**{name: "tell-nobody"})
    assert f"MILEPOST_{name}" in refused.value.message
    assert "tell-nobody" not in refused.value.message


def test_secrets_do_not_show_when_settings_are_printed():
    key = base64.b64encode(b"k" * 32).decode()
    shown = repr(
        settings(MASTER_KEY=key, TOKEN_KEY="t" * 32, POSTGRES_DSN=BASE, DSN_GOALS=BASE, AMQP_URI="amqp://u:hush@broker")
    )
    assert not [secret for secret in (key, "t" * 32, "hush", repr(b"k" * 32)) if secret in shown]


def test_a_service_connects_as_its_own_role_without_the_administrators_password():
    assert settings(POSTGRES_DSN=BASE).dsn("goals") == "postgresql://milepost_goals@db:5432/milepost?sslmode=require"


def test_a_service_connects_as_its_own_role_over_the_embedded_socket():
    found = settings().with_postgres("postgresql://postgres@/milepost?host=/home/of/socket")
    assert found.dsn("gateway") == "postgresql://milepost_gateway@/milepost?host=/home/of/socket"


def test_a_dsn_of_the_services_own_comes_first():
    found = settings(POSTGRES_DSN=BASE, DSN_GOALS="postgresql://g:pw@elsewhere/goals")
    assert found.dsn("goals") == "postgresql://g:pw@elsewhere/goals"
    assert "milepost_integrations@db" in found.dsn("integrations")


def test_a_reader_reads_a_feed_by_its_own_dsn_unless_told_otherwise():
    found = settings(POSTGRES_DSN=BASE, FEED_DSN_GOALS="postgresql://r@replica/goals")
    assert found.feed_dsn("goals", reader="projection") == "postgresql://r@replica/goals"
    assert found.feed_dsn("integrations", reader="projection") == found.dsn("projection")


def test_a_service_reaches_the_key_store_as_itself_unless_told_otherwise():
    assert settings(POSTGRES_DSN=BASE).keys_dsn("goals") == settings(POSTGRES_DSN=BASE).dsn("goals")
    apart = settings(POSTGRES_DSN=BASE, DSN_KEYS="postgresql://milepost_goals@vault/keys")
    assert apart.keys_dsn("goals") == "postgresql://milepost_goals@vault/keys"


def test_passwords_are_found_in_the_services_dsns():
    found = settings(
        DSN_GOALS="postgresql://milepost_goals:a%2Fb@db/m", DSN_GATEWAY="postgresql://milepost_gateway@db/m"
    )
    assert found.passwords() == {"milepost_goals": "a/b"}


def test_without_a_database_the_error_says_how_to_get_one():
    with pytest.raises(MissingSetting, match="MILEPOST_POSTGRES_DSN"):
        settings().dsn("goals")


def test_keys_are_made_once_and_kept_where_only_the_owner_can_read_them(tmp_path):
    first, again = (settings(HOME=str(tmp_path / "home")) for _ in range(2))
    assert len(first.master_key()) == 32
    assert (first.master_key(), first.token_key()) == (again.master_key(), again.token_key())
    kept = tmp_path / "home" / "secrets"
    assert {p.name: stat.S_IMODE(p.stat().st_mode) for p in kept.iterdir()} == {
        "master.key": 0o600,
        "token.key": 0o600,
    }


def test_configured_keys_leave_no_file_behind(tmp_path):
    key = base64.urlsafe_b64encode(b"\xff" * 32).decode()
    found = settings(HOME=str(tmp_path), MASTER_KEY=key, TOKEN_KEY="t" * 32)
    assert (found.master_key(), found.token_key()) == (b"\xff" * 32, "t" * 32)
    assert not list(tmp_path.iterdir())


def test_a_damaged_key_file_is_reported_and_not_replaced(tmp_path):
    kept = tmp_path / "secrets" / "master.key"
    kept.parent.mkdir()
    kept.write_text("c2hvcnQ=")
    with pytest.raises(InvalidSetting, match=re.escape(str(kept))):
        settings(HOME=str(tmp_path)).master_key()
    assert kept.read_text() == "c2hvcnQ="


def test_an_issuers_keys_come_from_one_place_and_with_the_issuers_name(tmp_path):
    file = tmp_path / "jwks.json"
    file.write_text("{}")
    with pytest.raises(InvalidSetting, match="MILEPOST_ISSUER"):
        settings(JWKS_FILE=str(file))
    with pytest.raises(InvalidSetting, match="MILEPOST_JWKS_URL"):
        settings(JWKS_FILE=str(file), JWKS_URL="https://issuer/keys", ISSUER="https://issuer")


def test_the_documentation_lists_every_variable_with_its_default_and_nothing_else():
    rows = re.findall(r"^\| `(MILEPOST_\w+)` \| (.*?) \| (?:`(.*?)` )?\|", DOCUMENTATION.read_text(), re.MULTILINE)
    default = Settings()
    code = {
        (variable.name, variable.accepted, "" if getattr(default, name) is None else str(getattr(default, name)))
        for name, variable in variables().items()
    }
    assert set(rows) == code


def test_no_other_file_of_the_suite_reads_milepost_variables():
    root = DOCUMENTATION.parents[1]
    sources = [p for folder in ("shared", "services", "infra") for p in (root / folder).rglob("*.py")]
    readers = [p.relative_to(root) for p in sources if re.search(r"(environ|getenv)\b.*MILEPOST_", p.read_text())]
    assert readers == []
