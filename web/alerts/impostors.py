"""Comments that pose as the brand: each live text is looked at once, whatever its verdict."""

from datetime import datetime

from models.settings import Brand
from models.store import Store
from web.impostor import suspicion

BATCH = 500


def look(store: Store, brand: Brand, at: datetime) -> int:
    """Look at every live text of a brand that nobody has looked at; returns how many are suspicious."""
    found = 0
    while batch := store.suspicions.unlooked(brand.name, BATCH):
        judged = {each.id: suspicion(each.mention, brand) for each in batch}
        grave = {number: (each.score, each.reasons) for number, each in judged.items() if each.grave}
        store.suspicions.keep(batch, grave, at)
        found += len(grave)
    return found
