"""Trials of the law: what the country packs say, beside what others say."""
