"""Addresses of our own files, which change with their content, so that browsers may keep them for a year."""

from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for


class Assets:
    """The static files of one board."""

    def __init__(self, app: Flask) -> None:
        self.folder = Path(app.static_folder or "")
        self.signs: dict[str, str] = {}

    def address(self, name: str) -> str:
        """The address of a file under static/."""
        if name not in self.signs:
            self.signs[name] = sha256((self.folder / name).read_bytes()).hexdigest()[:10]
        return url_for("static", filename=name, v=self.signs[name])
