"""The queries: a module a subject, a function a query."""

LOADED = True
