"""Trials of the core: what is done at once, played again elsewhere, or changed by mistake."""
