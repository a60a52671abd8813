"""Trials of the API for other systems."""
