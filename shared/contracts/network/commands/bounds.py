"""How many what is asked may be, where it is about a change."""

from typing import Any

from marshmallow import fields, validate

from shared.contracts.bounds import each_once


def changed_to(item: fields.Field[Any], most: int, least: int = 0) -> fields.List[Any]:
    """Between `least` and `most` items, none of them twice, in place of those that were. Left out means unchanged."""
    return fields.List(item, load_default=None, validate=[validate.Length(least, most), each_once])
