"""How long and how many what is asked may be."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

TITLE, NOTE, STORY = 200, 2000, 5000
"""Longest texts, in characters."""


def number(lowest: int, highest: int, **kwargs: Any) -> fields.Decimal:
    """A decimal number within bounds, of at most four decimal places."""
    return fields.Decimal(validate=[validate.Range(lowest, highest), _four_places], **kwargs)


def several(item: fields.Field[Any], most: int, least: int = 0, **kwargs: Any) -> fields.List[Any]:
    """Between `least` and `most` items, none of them twice. Left out means none, where none is required."""
    kwargs |= {"required": True} if least else {"load_default": list}
    return fields.List(item, validate=[validate.Length(least, most), each_once], **kwargs)


def _four_places(value: Decimal) -> None:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -4:
        raise ValidationError("Must have at most four decimal places.")


def each_once(items: Sequence[Any]) -> None:
    """Refuse a list that names the same twice."""
    if any(item in items[:n] for n, item in enumerate(items)):
        raise ValidationError("Must not name the same twice.")
