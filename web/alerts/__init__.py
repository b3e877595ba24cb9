"""Notice when the mood turns, and tell the staff. Runs without Flask."""
