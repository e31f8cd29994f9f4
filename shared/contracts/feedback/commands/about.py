"""Whom and what commands are about, and in whose hands that is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate

from shared.contract import Access, CommandSchema, choice, identifier, integer, text
from shared.contracts.bounds import NOTE
from shared.contracts.feedback.events import Perspective
from shared.contracts.goals.commands.about import AboutPerson, Dated

ONESELF = frozenset({Access.SELF})
ANYONE = frozenset({Access.ANYONE})
APPROVER = frozenset({Access.MANAGER, Access.HR})
HR = frozenset({Access.HR})
NOBODY: frozenset[Access] = frozenset()
"""For commands that only reactions give."""


class AboutRequest(AboutPerson):
    """What concerns one request for feedback."""

    request = identifier(required=True)


class AboutAsked(AboutRequest):
    """What the requester does about one of those whom they asked."""

    of = identifier(required=True, metadata={"description": "Who was asked."})


class AboutFeedback(AboutPerson):
    """What concerns one feedback; `person` is its recipient."""

    feedback = identifier(required=True)


class AboutCycle(Dated):
    """What concerns one review cycle."""

    cycle = identifier(required=True)


class AboutReview(AboutPerson):
    """What concerns the review of one person in a cycle."""

    cycle = identifier(required=True)


class AboutReviewAsked(AboutReview):
    """What concerns an answer that a cycle asks for; `person` is the rater."""

    reviewee = identifier(required=True)


class SkillRated(CommandSchema):
    """A skill at a level from 0 to 5."""

    skill = identifier(required=True)
    level = integer(0, 5, required=True)


class RaterNamed(CommandSchema):
    """A rater, with the perspective that the directory confirms, or that is taken from it where left out."""

    rater = identifier(required=True)
    perspective = choice(Perspective, load_default=None)


class ItemRated(CommandSchema):
    """An item of the cycle at a level from 0 to 5."""

    item = identifier(required=True)
    level = integer(0, 5, required=True)


class ItemCommented(CommandSchema):
    """Words on an item of the cycle, or on the person as a whole where it is left out."""

    item = identifier(load_default=None)
    text = text(NOTE, required=True)


def each_once_by(name: str) -> Callable[[Sequence[Mapping[str, Any]]], None]:
    """Refuse a list in which two have the same `name`."""

    def check(items: Sequence[Mapping[str, Any]]) -> None:
        if len({item[name] for item in items}) < len(items):
            raise ValidationError(f"Must not name the same {name} twice.")

    return check


def listed(item: type[CommandSchema], by: str, most: int, least: int = 0, **kwargs: Any) -> fields.List[Any]:
    """Between `least` and `most` nested items, none of them twice by their field `by`.

    Left out means none, or `load_default`, where none is required.
    """
    kwargs = {"required": True} if least else {"load_default": list, **kwargs}
    return fields.List(fields.Nested(item), validate=[validate.Length(least, most), each_once_by(by)], **kwargs)
