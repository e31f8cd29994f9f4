"""What the gateway offers: every command and query, and what `describe` says of them."""

from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

import services.gateway.queries  # noqa: F401 (importing them publishes them)
from services.gateway.query import QUERIES, Query
from shared.contract import Access, CommandSchema, commands_in
from shared.contracts.feedback import commands as feedback
from shared.contracts.goals import commands as goals
from shared.contracts.integrations import commands as integrations
from shared.contracts.network import commands as network
from shared.contracts.recommendations import commands as recommendations
from shared.contracts.skills import commands as skills
from shared.errors import NotFound

COMMANDS: Mapping[str, type[CommandSchema]] = {
    name: schema
    for contract in (goals, skills, network, feedback, recommendations, integrations)
    for name, schema in commands_in(contract).items()
    if schema.contract.access
}
"""The schema of every command that somebody may give, by name; the others are the services' own."""


class UnknownCommand(NotFound):
    """There is no command of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(_unknown("command", name, COMMANDS), fields={"command": ["unknown"]})


class UnknownQuery(NotFound):
    """There is no query of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(_unknown("query", name, QUERIES), fields={"query": ["unknown"]})


def command_named(name: str) -> type[CommandSchema]:
    """The schema of a command. Raises `UnknownCommand`."""
    if name not in COMMANDS:
        raise UnknownCommand(name)
    return COMMANDS[name]


def query_named(name: str) -> Query:
    """A query. Raises `UnknownQuery`."""
    if name not in QUERIES:
        raise UnknownQuery(name)
    return QUERIES[name]


def describe() -> Mapping[str, Any]:
    """Every command and query: what it does, its JSON Schema, who may use it, and an example."""
    return {
        "commands": {
            name: {
                "summary": summary_of(schema),
                "schema": json_schema(schema),
                "access": _who(schema.contract.access),
                "example": dict(schema.contract.example),
            }
            for name, schema in sorted(COMMANDS.items())
        },
        "queries": {
            name: {
                "summary": query.summary,
                "schema": json_schema(query.params),
                "access": _who(query.access),
                "as_of": query.as_of,
                "example": dict(query.example),
            }
            for name, query in sorted(QUERIES.items())
        },
    }


def summary_of(schema: type[CommandSchema]) -> str:
    """The first line of a command's docstring."""
    return (schema.__doc__ or "").strip().partition("\n")[0]


def json_schema(schema: type[Schema]) -> Mapping[str, Any]:
    """The JSON Schema of a marshmallow schema, nested ones written out under `$defs`."""
    plugin = MarshmallowPlugin()
    spec = APISpec("", "", "3.1.0", plugins=[plugin])
    converter = plugin.converter
    assert converter is not None
    top = converter.schema2jsonschema(schema())  # type: ignore[no-untyped-call]
    nested = spec.to_dict().get("components", {}).get("schemas", {})
    described = {**top, "additionalProperties": False}
    if nested:
        described["$defs"] = nested
    return _with_local_references(portable(with_optional_person(described)))  # type: ignore[no-any-return]


def with_optional_person(described: Mapping[str, Any]) -> Mapping[str, Any]:
    """The JSON Schema of a command or of parameters as it holds for clients, who may leave out `person`."""
    return {**described, "required": [name for name in described.get("required", ()) if name != "person"]}


def portable(schema: Any) -> Any:
    """JSON Schema in JSON's own terms: patterns are those of ECMA 262, bounds are numbers."""
    if isinstance(schema, dict):
        seen = {key: portable(inner) for key, inner in schema.items()}
        if isinstance(pattern := seen.get("pattern"), str):
            seen["pattern"] = pattern.replace(r"\Z", "$")
        return seen
    if isinstance(schema, list):
        return [portable(inner) for inner in schema]
    if isinstance(schema, Decimal):
        return int(schema) if schema == int(schema) else float(schema)
    return schema


def _with_local_references(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_local_references(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_local_references(inner) for inner in value]
    return value.replace("#/components/schemas/", "#/$defs/") if isinstance(value, str) else value


def _who(access: frozenset[Access]) -> list[str]:
    return sorted(each.value for each in access)


def _unknown(what: str, name: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(name, known, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"`describe` lists every {what}."
    return f"There is no {what} {name!r}. {hint}"
