"""Trials of tamper evidence: what somebody with all rights could do, and whether it is seen."""
