"""Frameworks of skills: reading their files, and reconciling the catalogue with them."""
