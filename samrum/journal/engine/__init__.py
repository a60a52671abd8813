"""The database engine that Django is told of; it looks for `base` in this folder."""
