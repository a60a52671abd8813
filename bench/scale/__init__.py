"""Everything as the journal grows: acts, pages, checking, and what lies on the disk."""
