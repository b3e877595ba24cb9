"""Room 2: judge what was said."""
