"""Recommendations: what each person may want to do next, why, and how good such advice is."""
