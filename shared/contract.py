"""What a service takes: commands as marshmallow schemas, each with who may ask on the line above it.

The decorator `command` is all that ties a schema to its public name; the gateway, the OpenAPI document and the
services find everything else on the schema itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from types import ModuleType
from typing import Any, TypeVar

from marshmallow import RAISE, Schema, ValidationError, fields, validate


class Access(Enum):
    """Who may ask. A rule is a set of these, any of which suffices; the empty set is nobody."""

    SELF = "the person it is about"
    MANAGER = "a manager above that person in the reporting line"
    HR = "the role hr"
    INTEGRATION = "the role integration"
    OPERATOR = "the role operator"
    CONSENTED = "whom that person lets see it"
    ANYONE = "anyone in the organisation"


@dataclass(frozen=True)
class CommandContract:
    """A command's public name, who may give it, and an example payload that its schema accepts.

    `method` is that of its service which takes it; all but `execute` are for commands that take long, and are given
    `seconds` to be answered in. Who gives an `anonymous` one is kept from its service and from every log.
    """

    name: str
    access: frozenset[Access]
    example: Mapping[str, Any] = field(default_factory=dict)
    method: str = "execute"
    seconds: float | None = None
    anonymous: bool = False

    @property
    def service(self) -> str:
        """The service that takes it: the part of the name before the dot."""
        return self.name.partition(".")[0]


class CommandSchema(Schema):
    """Base of every command: unknown fields are refused."""

    contract: CommandContract

    class Meta:
        unknown = RAISE


C = TypeVar("C", bound=type[CommandSchema])


def command(
    name: str,
    *,
    access: Access | frozenset[Access] | set[Access],
    example: Mapping[str, Any],
    method: str = "execute",
    seconds: float | None = None,
    anonymous: bool = False,
) -> Callable[[C], C]:
    """Publish a schema as the command `name` ("goals.set_goal"), open to `access`."""
    allowed = frozenset({access}) if isinstance(access, Access) else frozenset(access)

    def publish(schema: C) -> C:
        schema.contract = CommandContract(name, allowed, example, method, seconds, anonymous)
        return schema

    return publish


def commands_in(module: ModuleType) -> dict[str, type[CommandSchema]]:
    """The commands that a contract module publishes, by name."""
    schemas = (value for value in vars(module).values() if isinstance(value, type))
    published = [s for s in schemas if issubclass(s, CommandSchema) and "contract" in vars(s)]
    return {schema.contract.name: schema for schema in published}


def identifier(**kwargs: Any) -> fields.String:
    """An id: 1 to 64 letters, digits, hyphens, underscores, dots or colons."""
    return fields.String(validate=validate.Regexp(r"^[A-Za-z0-9_.:-]{1,64}\Z"), **kwargs)


def text(longest: int = 2000, **kwargs: Any) -> fields.String:
    """Text of 1 to `longest` characters that is not only white space, and that databases take: no NUL, all of UTF-8."""
    rules: list[Callable[[str], Any]] = [
        validate.Length(1, longest),
        validate.Regexp(r"\s*\S", error="Must not be blank."),
        validate.ContainsNoneOf("\0", error="Must not hold the character NUL."),
        _whole_characters,
    ]
    return fields.String(validate=rules, **kwargs)


def _whole_characters(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValidationError("Must not hold half of a surrogate pair.") from error


def integer(lowest: int, highest: int, **kwargs: Any) -> fields.Integer:
    """A whole number within bounds, strict: 3.0 and "3" are refused."""
    return fields.Integer(strict=True, validate=validate.Range(lowest, highest), **kwargs)


def choice(options: type[StrEnum], **kwargs: Any) -> fields.Field[Any]:
    """One of an enumeration's values, by value."""
    return fields.Enum(options, by_value=True, **kwargs)
