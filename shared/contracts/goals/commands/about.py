"""Whom and what commands are about, and in whose hands that is."""

from marshmallow import fields

from shared.contract import Access, CommandSchema, identifier

OWNER = frozenset({Access.SELF})
OWNER_AND_MANAGERS = frozenset({Access.SELF, Access.MANAGER})
OWNER_MANAGERS_AND_HR = frozenset({Access.SELF, Access.MANAGER, Access.HR})


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


class AboutGoal(AboutPerson):
    """What concerns one goal of a person."""

    goal = identifier(required=True)


class AboutPlan(AboutPerson):
    """What concerns one career plan of a person."""

    plan = identifier(required=True)


class AboutSetback(AboutPerson):
    """What concerns one setback of a person."""

    setback = identifier(required=True)
