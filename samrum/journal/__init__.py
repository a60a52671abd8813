"""What has happened: the journal, and the database that keeps it."""
