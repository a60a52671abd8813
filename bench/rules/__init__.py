"""The speed of the rule language, beside its peers on the same table."""
