"""Room 3: show it on the board and tell it by mail."""
