"""The resident's door: apply, follow a case, do one's part, read the decision."""
