"""Who sees an opportunity: the one rule, which commands, queries, searches and recommendations apply. Pure.

A person sees an opportunity where one of these lines holds:

| line                                                    | visibility        |
|---------------------------------------------------------|-------------------|
| they posted it                                          | any               |
| they have the role HR                                   | any               |
| the poster invited them                                 | any               |
| they are interested in it, were turned down, or got it  | any               |
| anybody                                                 | everyone          |
| they are connected with the poster                      | network           |
| somebody who sees it referred them                      | everyone, network |

What is for the invited only stays so: a referral then puts somebody forward to the poster, who may invite them.
Interest that was withdrawn counts no more. As rows: `opportunities` by opportunity, `opportunity_reach` by opportunity
and viewer, `ties` by viewer and poster.
"""

import msgspec

from shared.contracts.network.events import PersonId, Visibility
from shared.contracts.network.standing import InterestStatus

INVOLVED = frozenset({InterestStatus.EXPRESSED, InterestStatus.TURNED_DOWN, InterestStatus.CHOSEN})
"""The standings of a person's interest by which they go on seeing what they once saw."""


class Reached(msgspec.Struct, frozen=True):
    """What has passed between a person and an opportunity; nothing where nothing has."""

    invited: bool = False
    referred: bool = False
    interest: InterestStatus | None = None


def sees(
    viewer: PersonId,
    *,
    visibility: Visibility,
    posted_by: PersonId,
    reached: Reached,
    connected: bool,
    hr: bool = False,
) -> bool:
    """Whether `viewer` sees an opportunity; `connected` says whether they are connected with the poster."""
    if hr or viewer == posted_by or reached.invited or reached.interest in INVOLVED:
        return True
    if visibility is Visibility.NETWORK:
        return connected or reached.referred
    return visibility is Visibility.EVERYONE
