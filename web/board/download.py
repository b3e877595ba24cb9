"""A list as a file: exactly what its address shows, all pages of it."""

from tempfile import SpooledTemporaryFile

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from web.board.queue import asked_for
from web.desk import desk, present, store
from web.export import ROOMS, WRITERS

IN_MEMORY = 4 * 1024 * 1024
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}

bp = Blueprint("download", __name__)


@bp.get("/export/<any(queue, mentions):room>.<any(csv, xlsx, jsonl):kind>")
def export(room: str, kind: str) -> ResponseReturnValue:
    """The whole list that the filters in the address leave, personal data masked."""
    zone = desk().settings.service.zone
    rows = ROOMS[room](store().queue, asked_for().filters, zone)
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it when it has been sent
    WRITERS[kind](rows, file)
    file.seek(0)
    name = f"vidhuk-{room}-{present().astimezone(zone):%Y-%m-%d}.{kind}"
    return send_file(file, TYPES[kind], as_attachment=True, download_name=name)
