"""The caseworker's door: a worklist, a case, and what she does in it."""
