"""The trials of operation: what is shipped, and how it is built."""
