"""The demonstration's mailbox: a mail server on loopback, and a page that shows what it received."""
