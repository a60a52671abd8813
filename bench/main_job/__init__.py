"""The main job under load: acts, whole jobs, and pages among a million cases."""
