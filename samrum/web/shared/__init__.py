"""What all doors share: the frame of a page, its parts, the gate, the session and the words."""
