"""The world outside: letters, mail, e-identity, registers and stored files.

Every module here speaks to something we do not own.  What a channel needs is passed in as an
argument; nothing in this layer reads the journal or a database.
"""
