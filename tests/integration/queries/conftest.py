"""Databases for questions: the read models are built already, empty, since that takes longer than most answers."""

from collections.abc import Iterator

import pytest

from tests.fixtures.organisation import organisation_on
from tests.fixtures.postgres import TEMPLATE, copied_database, database_dsn, execute

BUILT = "template_built"


@pytest.fixture(scope="session")
def built_template(migrated_template: str) -> str:
    """The administrator's DSN of the server, with a template on it whose read models are built."""
    execute(migrated_template, "create database {} template {}", BUILT, TEMPLATE)
    with organisation_on(database_dsn(migrated_template, BUILT)):
        return migrated_template


@pytest.fixture
def database(built_template: str) -> Iterator[str]:
    """The administrator's DSN of such a database of one test's own."""
    with copied_database(built_template, BUILT) as dsn:
        yield dsn


@pytest.fixture(scope="module")
def module_database(built_template: str) -> Iterator[str]:
    """The administrator's DSN of such a database that the tests of one module share."""
    with copied_database(built_template, BUILT) as dsn:
        yield dsn
