"""Whom and what commands are about, in whose hands that is, and how much may be asked."""

from decimal import Decimal
from typing import Any

from marshmallow import fields, validate

from shared.contract import Access, CommandSchema, identifier, integer, text
from shared.contracts.bounds import each_once, number

OWNER = frozenset({Access.SELF})
OWNER_AND_MANAGERS = frozenset({Access.SELF, Access.MANAGER})
OWNER_AND_HR = frozenset({Access.SELF, Access.HR})
HR = frozenset({Access.HR})
ANYONE = frozenset({Access.ANYONE})
NOBODY: frozenset[Access] = frozenset()
"""Not from outside: what the service asks of itself because of something that happened."""

NAMES, SKILLS_OF_ROLE, SKILLS_OF_LEARNING = 100, 300, 50
"""How many other names something may have, and how many skills."""


class Dated(CommandSchema):
    """What became true on some day."""

    effective_on = fields.Date(
        load_default=None, metadata={"description": "The day on which it was true; today where left out."}
    )


class AboutPerson(Dated):
    """What concerns one person."""

    person = identifier(
        required=True, metadata={"description": "Whom it is about; the caller where a client leaves it out."}
    )


class AboutSkillOfPerson(AboutPerson):
    """What concerns one skill of a person."""

    skill = identifier(required=True)


class LevelOfSkill(CommandSchema):
    """A skill at a level from 1 to 5."""

    skill = identifier(required=True)
    level = integer(1, 5, required=True)


class SkillOfRole(CommandSchema):
    """A skill that a role asks for, at a level from 0 to 5. Importance is relative to that of the others."""

    skill = identifier(required=True)
    level = integer(0, 5, required=True)
    importance = number(0, 100, load_default=lambda: Decimal(1), metadata={"description": "1 where left out."})
    essential = fields.Boolean(load_default=True)


def some(item: fields.Field[Any], most: int, **kwargs: Any) -> fields.List[Any]:
    """At most so many items, none of them twice. Without a default, what is left out stays as it is."""
    return fields.List(item, validate=[validate.Length(max=most), each_once], **kwargs)


def link(**kwargs: Any) -> fields.Url:
    """The address of a page."""
    return fields.Url(schemes={"http", "https"}, require_tld=False, validate=validate.Length(max=2000), **kwargs)


def on_scale(**kwargs: Any) -> fields.Integer:
    """A level: 0 none, 1 novice, 2 advanced beginner, 3 competent, 4 proficient, 5 expert."""
    return integer(0, 5, metadata={"description": "From 0 (none) to 5 (expert)."}, **kwargs)


def iso_currency(**kwargs: Any) -> fields.String:
    """A currency by its three letters (ISO 4217)."""
    return fields.String(validate=validate.Regexp(r"^[A-Z]{3}\Z"), **kwargs)


def days(**kwargs: Any) -> fields.Integer:
    """A span of 30 days to a hundred years."""
    return integer(30, 36525, **kwargs)


def longer(length: int, **kwargs: Any) -> fields.String:
    """Text that may be emptied by null."""
    return text(length, allow_none=True, **kwargs)
