"""Trials of the shared room: what must hold when many press at once."""
