"""Make the secrets of the containers, once: `python3 infra/compose_secrets.py FOLDER`.

Writes `FOLDER/compose.env`, which Compose reads, and `FOLDER/compose/definitions.json`, from which RabbitMQ takes
its users. The second is made anew from the first each time, so that rights follow the code. It runs on the
machine that runs Compose, before anything is installed: the standard library is all it uses.
"""

import base64
import hashlib
import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

VIRTUAL_HOST = "milepost"
LOGS = ("goals", "skills", "network", "feedback", "recommendations", "integrations")
SERVICES = (*LOGS, "projection", "gateway")
DATABASE_ROLES = ("postgres", *SERVICES)

RPC = r"nameko-rpc|rpc\.reply-.*"
SOURCES = "|".join(rf"{source}\.events" for source in LOGS)


def own(service: str) -> str:
    """What belongs to a service: its RPC queue, its exchange of events, the queues and exchanges it consumes by."""
    return rf"rpc-{service}|{service}\..*|evt-.*--{service}\..*"


def rights(*patterns: str) -> str:
    """The regular expression of the names that match one of `patterns` as a whole."""
    return f"^({'|'.join(patterns)})$"


BROKER_RIGHTS: Mapping[str, Mapping[str, str]] = {
    **{
        service: {
            "configure": rights(RPC, own(service), SOURCES),
            "write": rights(RPC, own(service)),
            "read": rights(RPC, own(service), SOURCES),
        }
        for service in SERVICES
    },
    "http": {"configure": rights(RPC), "write": rights(RPC), "read": rights(RPC)},
}
"""By user, what it may declare, publish or bind to, and consume or bind from."""


def main(folder: Path) -> None:
    """Write both files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = folder / "compose.env"
    if not environment.exists():
        write(environment, "".join(f"{name}={value}\n" for name, value in new_secrets().items()), 0o600)
    known = dict(line.split("=", 1) for line in environment.read_text().splitlines())
    definitions = folder / "compose" / "definitions.json"
    definitions.parent.mkdir(mode=0o700, exist_ok=True)
    # RabbitMQ reads it as a user of its own; on this machine the folder keeps everybody else out.
    write(definitions, json.dumps(broker_definitions(known), indent=2), 0o644)


def new_secrets() -> dict[str, str]:
    """A secret for everyone who needs one. Passwords are hexadecimal: they stand in URIs."""
    return {
        **{f"DATABASE_PASSWORD_{role.upper()}": secrets.token_hex(24) for role in DATABASE_ROLES},
        **{f"BROKER_PASSWORD_{user.upper()}": secrets.token_hex(24) for user in (*BROKER_RIGHTS, "operator")},
        "MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "TOKEN_KEY": secrets.token_hex(32),
    }


def broker_definitions(known: Mapping[str, str]) -> dict[str, Any]:
    """RabbitMQ's definitions: the virtual host, a user a service with its rights, and one operator."""
    users = [
        {
            "name": user,
            "password_hash": password_hash(known[f"BROKER_PASSWORD_{user.upper()}"]),
            "hashing_algorithm": "rabbit_password_hashing_sha256",
            "tags": "administrator" if user == "operator" else "",
        }
        for user in (*BROKER_RIGHTS, "operator")
    ]
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    permissions = [
        {"user": user, "vhost": VIRTUAL_HOST, **given}
        for user, given in {**BROKER_RIGHTS, "operator": everything}.items()
    ]
    return {"vhosts": [{"name": VIRTUAL_HOST}], "users": users, "permissions": permissions}


def password_hash(password: str) -> str:
    """A salted password as RabbitMQ keeps it: base64 of four bytes of salt and SHA-256 of salt and password."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def write(path: Path, content: str, mode: int) -> None:
    """Put a whole file in place, never readable by more than `mode` says.

    A file that is there already is written over in place: a container may have it mounted.
    """
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(file, "w") as opened:
        os.fchmod(file, mode)
        opened.write(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
