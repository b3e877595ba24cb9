"""The platforms that can be listened to."""
