"""How much a command may name, as its schema says."""

from marshmallow import validate

from shared.contract import CommandSchema


def longest(schema: type[CommandSchema], field: str) -> int:
    """The most items that `schema` takes in the list `field`."""
    (most,) = [each.max for each in schema().fields[field].validators if isinstance(each, validate.Length)]
    assert most is not None
    return most
