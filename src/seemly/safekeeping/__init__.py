"""Backups and what comes back from them: everything but what was removed (invariant 7)."""
