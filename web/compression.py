"""Scripts, styles and pictures of the board, squeezed for the way.

Pages stay as they are: where a secret and a stranger's words are compressed together, the length tells of
the secret.
"""

import gzip
from functools import lru_cache

from flask import Response, request

TEXT = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")


def squeeze(response: Response) -> Response:
    """The same answer, gzipped where it is a static text and the browser takes it so."""
    if request.endpoint != "static" or response.status_code != 200 or response.mimetype not in TEXT:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings.quality("gzip"):
        return response
    response.direct_passthrough = False
    response.set_data(_gzipped(response.get_data()))
    response.content_encoding = "gzip"
    response.headers.pop("ETag", None)  # it named the other form; addresses change with their content anyway
    return response


@lru_cache(maxsize=64)
def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
