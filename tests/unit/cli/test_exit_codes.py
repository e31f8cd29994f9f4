import psycopg
import pytest

from infra.cli import exit_codes
from infra.embedded_postgres import EmbeddedPostgresError
from shared.config import MissingSetting
from shared.errors import (
    DeadlineExceeded,
    Forbidden,
    InvalidInput,
    NotFound,
    RemoteError,
    RuleViolation,
    Unauthenticated,
    Unavailable,
)
from shared.variable import InvalidSetting


@pytest.mark.parametrize("error", [RuleViolation("no"), NotFound("no"), Forbidden("no"), Unauthenticated("no")])
def test_what_is_refused_or_not_found_ends_with_1(error: Exception) -> None:
    assert exit_codes.of(error) == exit_codes.REFUSED == 1


@pytest.mark.parametrize("error", [InvalidInput("no"), MissingSetting("no"), InvalidSetting("X", "y", "a port")])
def test_what_is_used_wrongly_ends_with_2(error: Exception) -> None:
    assert exit_codes.of(error) == exit_codes.USAGE == 2


@pytest.mark.parametrize(
    "error",
    [
        Unavailable("no"),
        DeadlineExceeded("no"),
        psycopg.OperationalError("no"),
        EmbeddedPostgresError("no"),
        ConnectionRefusedError(),
    ],
)
def test_what_is_out_of_reach_ends_with_3(error: Exception) -> None:
    assert exit_codes.of(error) == exit_codes.UNREACHABLE == 3


def test_an_error_that_came_over_the_wire_ends_as_it_would_have_there() -> None:
    assert exit_codes.of(RemoteError("goal_not_open", "no", status=409)) == exit_codes.REFUSED
    assert exit_codes.of(RemoteError("invalid_input", "no", status=422)) == exit_codes.USAGE


def test_what_nobody_foresaw_has_no_exit_code_of_its_own() -> None:
    assert exit_codes.of(ZeroDivisionError()) is None
