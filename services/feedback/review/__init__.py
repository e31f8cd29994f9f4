"""The review of one person in a cycle: raters are nominated and settled, they answer, the report is released.

- Raters are nominated by the person, settled by somebody else; the directory says from which side each answers.
- The person and their managers answer by name. All others answer without it: what they say never comes here one by
  one, but waits in a ballot (`services.feedback.ballots`) for the cycle to close.
- Once the cycle is closed, HR calibrates what managers rated, and releases the report.
"""

from services.feedback.review.answering import submit_review
from services.feedback.review.raters import approve_raters, drop_rater, nominate_raters, replace_rater, start_review
from services.feedback.review.reporting import calibrate_rating, release_report
from services.feedback.review.state import REVIEW, Review, cycle_in, review_in, surroundings

__all__ = [
    "REVIEW",
    "Review",
    "approve_raters",
    "calibrate_rating",
    "cycle_in",
    "drop_rater",
    "nominate_raters",
    "release_report",
    "replace_rater",
    "review_in",
    "start_review",
    "submit_review",
    "surroundings",
]
