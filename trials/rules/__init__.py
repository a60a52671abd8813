"""Trials of the rule language."""
