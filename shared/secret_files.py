"""Secrets that are made once and kept in a file that only its owner may read."""

import base64
import contextlib
import os
import secrets
from pathlib import Path

BYTES = 32


def read_or_create(path: Path) -> str:
    """The secret in `path`; where there is none, 32 random bytes in base64, kept there from now on.

    Processes that ask at the same time are given the same secret, and a crash leaves a whole one or none.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _place(path, base64.b64encode(secrets.token_bytes(BYTES)))
    return path.read_text(encoding="ascii").strip()


def decoded(text: str) -> bytes:
    """The bytes that base64 text stands for, standard or URL-safe alphabet; raises `ValueError`."""
    return base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)


def _place(path: Path, content: bytes) -> None:
    """Put a whole file in place, unless somebody else was first."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, content)
        os.fsync(file)
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        os.close(file)
        draft.unlink()
