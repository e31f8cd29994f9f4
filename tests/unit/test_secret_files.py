"""Secrets that are made once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.secret_files import decoded, read_or_create


def test_all_who_ask_at_the_same_time_are_given_the_same_secret(tmp_path):
    path = tmp_path / "secrets" / "one.key"
    with ThreadPoolExecutor(8) as pool:
        given = set(pool.map(lambda _: read_or_create(path), range(32)))
    assert len(given) == 1
    assert len(decoded(given.pop())) == 32
    assert [p.name for p in path.parent.iterdir()] == ["one.key"]


def test_two_secrets_differ(tmp_path):
    assert read_or_create(tmp_path / "a") != read_or_create(tmp_path / "b")


def test_text_that_is_not_base64_is_refused():
    with pytest.raises(ValueError, match=r"base64"):
        decoded("not base64!")
