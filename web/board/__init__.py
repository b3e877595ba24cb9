"""The board: the queue, the case and every mention."""
