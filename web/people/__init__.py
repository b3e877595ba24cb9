"""Who is at the board: signing in and out, and how each person likes to see it."""
