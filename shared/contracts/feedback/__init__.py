"""The contract of the feedback service: requests, feedback, consent and review cycles."""
