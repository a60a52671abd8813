"""Samrum: one room around one person, one plan, and every fact handed in once."""

__version__ = "0.1.0"
