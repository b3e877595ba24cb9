"""A trained classifier on disk: a folder with a card and arrays, and no code in it.

`heads.npz` is all that labelling needs. The base also holds `train.npz` and `frozen.npz`,
its training and its frozen evaluation rows as hashed feature counts, so that an installed
service can learn from its staff and can tell whether it became worse.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from classifier import features
from classifier.learned import FORMAT, Card, Heads, card_values
from classifier.network import Company, Layers, Network, empty_network
from classifier.pipeline import Pipeline
from classifier.rows import HEADS, Rows

CARD, HEADS_FILE, NETWORK_FILE = "card.json", "heads.npz", "network.npz"
TRAIN_FILE, FROZEN_FILE = "train.npz", "frozen.npz"

Arrays = dict[str, npt.NDArray[np.generic]]


class ArtefactError(Exception):
    """An artefact that cannot be used; says which, what is wrong and what to do."""

    permanent = True


@dataclass(frozen=True, slots=True)
class Artefact:
    """A card, what was learned, and the folder where the rest stands."""

    card: Card
    heads: Heads
    network: Network
    folder: Path

    def rows(self, file: str) -> Rows:
        """Return the training or the frozen rows; raises ArtefactError where they are missing or damaged."""
        return _rows(_arrays(self.folder, file, self.card, ROW_ARRAYS))


ROW_ARRAYS = ("near", "far", "indptr", "data", "deep", "answers", "source", "sources")
NETWORK_ARRAYS = tuple(field.name for kind in (Company, Layers) for field in fields(kind))


def load(folder: Path) -> Pipeline:
    """Return the pipeline of the artefact in a folder; raises ArtefactError with one line for a person."""
    found = read(folder)
    return Pipeline(found.card, found.heads, found.network)


def read(folder: Path) -> Artefact:
    """Return the artefact in a folder; raises ArtefactError with one line for a person."""
    card = read_card(folder)
    if card.format != FORMAT or card.features != features.VERSION:
        raise ArtefactError(
            f"{folder.name}: was made for features {card.features}, "
            f"this program has {features.VERSION}; train it again"
        )
    if card.heads != HEADS:
        raise ArtefactError(f"{folder.name}: has other labels than this program; train it again")
    arrays = _arrays(folder, HEADS_FILE, card, tuple(field.name for field in fields(Heads)))
    if arrays["weights"].shape != (features.WIDTH, len(HEADS)):
        raise ArtefactError(f"{folder.name}: {HEADS_FILE} has the wrong shape; install or train it again")
    heads = Heads(**dict(arrays))  # type: ignore[arg-type]
    return Artefact(card, heads, _network(folder, card), folder)


def write(folder: Path, card: Card, heads: Heads, network: Network, rows: Mapping[str, Rows]) -> Artefact:
    """Write an artefact at once and whole: nobody sees it half written; raises ArtefactError."""
    if folder.exists():
        raise ArtefactError(f"{folder.name}: is there already; choose another name")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _write_into(draft, card, heads, network, rows)
            draft.replace(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise ArtefactError(
            f"{folder.name}: could not be written ({error.strerror}); make room and try again"
        ) from error
    return read(folder)


def _write_into(draft: Path, card: Card, heads: Heads, network: Network, rows: Mapping[str, Rows]) -> None:
    _save(draft / HEADS_FILE, _values(heads))
    _save(draft / NETWORK_FILE, _values(network.company) | _values(network.layers))
    for file, some in rows.items():
        _save(draft / file, _row_arrays(some))
    sums = {file: sha256(draft / file) for file in (HEADS_FILE, NETWORK_FILE, *rows)}
    text = json.dumps(asdict(card) | {"sha256": sums}, ensure_ascii=False, indent=1)
    (draft / CARD).write_text(text + "\n", encoding="utf-8")
    draft.chmod(0o755)


def _network(folder: Path, card: Card) -> Network:
    if NETWORK_FILE not in card.sha256:
        return empty_network()
    arrays = _arrays(folder, NETWORK_FILE, card, NETWORK_ARRAYS)
    company, layers = (
        {field.name: arrays[field.name] for field in fields(kind)} for kind in (Company, Layers)
    )
    return Network(Company(**company), Layers(**layers))  # type: ignore[arg-type]


def _values(record: Heads | Company | Layers) -> Arrays:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _save(path: Path, arrays: Arrays) -> None:
    np.savez_compressed(path, allow_pickle=False, **arrays)


def _row_arrays(rows: Rows) -> Arrays:
    gaps = _gaps(rows.counts)
    return {
        "near": (gaps & 0xFFFF).astype(np.uint16),
        "far": (gaps >> 16).astype(np.uint8),
        "indptr": rows.counts.indptr.astype(np.int32),
        "data": np.minimum(rows.counts.data, 255).astype(np.uint8),
        "deep": rows.deep.astype(np.float16),
        "answers": rows.answers,
        "source": rows.source.astype(np.int16),
        "sources": np.array(rows.sources),
    }


def _gaps(counts: sp.csr_array) -> npt.NDArray[np.int64]:
    """Return each column as its distance from the one before it: small numbers, which pack well."""
    gaps = counts.indices.astype(np.int64)
    gaps[1:] -= counts.indices[:-1]
    filled = counts.indptr[:-1][np.diff(counts.indptr) > 0]
    gaps[filled] = counts.indices[filled]
    return gaps


def _columns(arrays: Arrays, indptr: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    gaps = arrays["near"].astype(np.int64) + (arrays["far"].astype(np.int64) << 16)
    reached = np.append(0, np.cumsum(gaps))
    begun: npt.NDArray[np.int64] = np.repeat(reached[indptr[:-1]], np.diff(indptr))
    return np.asarray(reached[1:] - begun, dtype=np.int32)


def _rows(arrays: Arrays) -> Rows:
    shape = (len(arrays["indptr"]) - 1, features.WIDTH)
    data = arrays["data"].astype(np.float32)
    indptr = arrays["indptr"].astype(np.int64)
    counts = sp.csr_array((data, _columns(arrays, indptr), indptr), shape=shape)
    sources = tuple(str(name) for name in arrays["sources"])
    deep = arrays["deep"].astype(np.float32)
    return Rows(counts, deep, arrays["answers"].astype(np.int8), arrays["source"].astype(np.int64), sources)


def read_card(folder: Path) -> Card:
    """Return the card of the artefact in a folder; raises ArtefactError."""
    try:
        raw = json.loads((folder / CARD).read_text(encoding="utf-8"))
        names = {field.name for field in fields(Card)}
        card = Card(**{key: value for key, value in raw.items() if key in names})
    except OSError as error:
        raise ArtefactError(
            f"{folder.name}: has no card that can be read; install or train it again"
        ) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise ArtefactError(f"{folder.name}: its card is damaged; install or train it again") from error
    return Card(**(card_values(card) | {"heads": tuple(card.heads), "sets": tuple(card.sets)}))


def _arrays(folder: Path, file: str, card: Card, wanted: tuple[str, ...]) -> Arrays:
    """Return the arrays of one file; nothing but plain numbers and letters is ever read from it."""
    path = folder / file
    try:
        if sha256(path) != card.sha256.get(file):
            raise ArtefactError(f"{folder.name}: {file} is damaged; install or train it again")
        with np.load(path, allow_pickle=False) as stored:
            missing = [name for name in wanted if name not in stored.files]
            if missing:
                raise ArtefactError(
                    f"{folder.name}: {file} lacks {', '.join(missing)}; install or train it again"
                )
            return {name: stored[name] for name in wanted}
    except OSError as error:
        raise ArtefactError(f"{folder.name}: {file} cannot be read; install or train it again") from error
    except (ValueError, zipfile.BadZipFile) as error:
        raise ArtefactError(
            f"{folder.name}: {file} holds more than arrays; install or train it again"
        ) from error


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, as the card has it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
