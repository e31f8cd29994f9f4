"""The feedback service: requests, feedback, consent and review cycles."""
