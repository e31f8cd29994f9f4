"""Who sees a feedback: the one rule, in Python and as a condition on rows of `feedback`, for all that show one.

A person sees a feedback that was not taken back where one of these lines holds:

| line                                                           | visibility            |
|----------------------------------------------------------------|-----------------------|
| they got it, or gave it                                        | any                   |
| anybody                                                        | everyone              |
| they stand above the recipient                                 | recipient and manager |
| the recipient lets them see their feedback (`feedback_summary`) | recipient and manager |

What was said to the recipient alone stays between the two: it is not for the recipient's consent to pass on what its
author said in confidence. HR as such sees no more than anybody.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from services.gateway.consented import CONSENTED
from services.gateway.query import Caller
from shared.contracts.feedback.events import ConsentField, FeedbackVisibility

VISIBLE = f"""(
    feedback.person = %(viewer)s
    or feedback.author = %(viewer)s
    or feedback.visibility = '{FeedbackVisibility.EVERYONE}'
    or (
        feedback.visibility = '{FeedbackVisibility.RECIPIENT_AND_MANAGER}' and (
            feedback.person = any(%(managed)s)
            or exists (
                select from consents
                where consents.organisation = %(organisation)s and consents.person = feedback.person and {CONSENTED}
            )
        )
    )
)"""
"""Holds for those rows of `feedback` that the viewer sees. Takes the parameters of `viewing`."""


def viewing(caller: Caller, unit: str, managed: Collection[str], today: date) -> Mapping[str, Any]:
    """What `VISIBLE` needs to know of whoever asks: their unit, and those below them. Machines have neither."""
    return {
        "viewer": caller.person or "",
        "unit": unit,
        "managed": list(managed),
        "field": ConsentField.FEEDBACK_SUMMARY,
        "day": today,
    }


def sees(
    viewer: str | None,
    *,
    recipient: str,
    author: str,
    visibility: FeedbackVisibility,
    managed: bool,
    consented: bool,
) -> bool:
    """Whether `viewer` sees a feedback; `managed` says whether its recipient stands below them. None is a machine."""
    if viewer is not None and viewer in {recipient, author}:
        return True
    if visibility is FeedbackVisibility.RECIPIENT_AND_MANAGER:
        return managed or consented
    return visibility is FeedbackVisibility.EVERYONE
