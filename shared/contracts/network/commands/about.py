"""Whom and what commands are about, and in whose hands that is."""

from shared.contract import Access, identifier
from shared.contracts.goals.commands.about import AboutPerson

ONESELF = frozenset({Access.SELF})
POSTER = frozenset({Access.SELF, Access.MANAGER, Access.HR})
HOST = frozenset({Access.SELF, Access.HR})


class AboutTwo(AboutPerson):
    """What a person does with another one."""

    other = identifier(required=True, metadata={"description": "The other person."})


class AboutMentorship(AboutPerson):
    """What one of the two does in a mentorship."""

    mentor = identifier(required=True, metadata={"description": "The mentor, also where that is the person."})
    mentorship = identifier(required=True)


class AboutIntroduction(AboutPerson):
    """What concerns one introduction."""

    introduction = identifier(required=True)


class AboutOpportunity(AboutPerson):
    """What concerns one opportunity."""

    opportunity = identifier(required=True)


class AboutGathering(AboutPerson):
    """What concerns one gathering."""

    gathering = identifier(required=True)
