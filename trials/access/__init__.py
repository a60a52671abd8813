"""Trials of access: who is shown what, at every address, and what leaks beside it."""
