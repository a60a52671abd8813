"""The door of the shared room: one page for all who are in it, and each sees her own part."""
