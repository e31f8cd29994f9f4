"""The secrets of the containers, and the rights of the broker's users."""

import base64
import hashlib
import json
import re
import stat
from pathlib import Path

import pytest

from infra.compose_secrets import BROKER_RIGHTS, main, password_hash

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"


def may(user: str, right: str, name: str) -> bool:
    """As RabbitMQ decides it: the expression is searched for in the name."""
    return re.search(BROKER_RIGHTS[user][right], name) is not None


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    main(tmp_path)
    made = (tmp_path / "compose.env").read_text()
    main(tmp_path)
    assert (tmp_path / "compose.env").read_text() == made
    assert stat.S_IMODE((tmp_path / "compose.env").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "compose").stat().st_mode) == 0o700


def test_every_secret_that_compose_asks_for_is_made(tmp_path):
    main(tmp_path)
    made = {line.partition("=")[0] for line in (tmp_path / "compose.env").read_text().splitlines()}
    asked = set(re.findall(r"\$\{(\w+)(?:}|:\?)", COMPOSE.read_text()))
    assert asked <= made


def test_the_definitions_hold_no_password_but_their_salted_hashes(tmp_path):
    main(tmp_path)
    definitions = (tmp_path / "compose" / "definitions.json").read_text()
    passwords = re.findall(r"BROKER_PASSWORD_\w+=(\w+)", (tmp_path / "compose.env").read_text())
    assert len(passwords) == len(json.loads(definitions)["users"]) == len(BROKER_RIGHTS) + 1
    assert not [password for password in passwords if password in definitions]


def test_a_password_hash_is_what_the_broker_computes():
    kept = base64.b64decode(password_hash("hush"))
    assert kept[4:] == hashlib.sha256(kept[:4] + b"hush").digest()


@pytest.mark.parametrize(
    ("user", "right", "name"),
    [
        ("goals", "write", "goals.events"),
        ("goals", "read", "rpc-goals"),
        ("projection", "read", "integrations.events"),
        ("projection", "write", "projection.goals.3"),
        ("http", "write", "nameko-rpc"),
    ],
)
def test_a_service_may_use_what_is_its_own_and_read_every_log(user, right, name):
    assert may(user, right, name)


@pytest.mark.parametrize(
    ("user", "right", "name"),
    [
        ("projection", "write", "goals.events"),
        ("integrations", "write", "goals.events"),
        ("goals", "read", "rpc-integrations"),
        ("goals", "configure", "rpc-goals-too"),
        ("http", "read", "goals.events"),
        ("gateway", "write", "amq.default"),
    ],
)
def test_a_service_may_not_speak_for_another_or_take_its_work(user, right, name):
    assert not may(user, right, name)
