"""The same two doors for other systems: JSON in and out, described in OpenAPI 3.1 (docs/api.md).

Read `urls`, then `door` (who is let in, and how a no is told), `wire` (what commands and cases look
like as JSON), `acts` and `reading`.  An act that samrum.core.access lets a system do is here at
once: its address, its form and its description follow from the command.
"""
