"""What a comment names: places, organisations and people; looked for when its page is shown."""

from models.entities import KINDS
from web.desk import desk


def named(text: str) -> dict[str, list[str]]:
    """The names in a text by kind, each once, as written; empty on a board without a classifier."""
    shop = desk().workshop
    if shop is None:
        return {}
    brands = [name for brand in desk().settings.brands for name in (brand.title, *brand.names)]
    found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for each in shop.entities(text, brands):
        name = text[each.start : each.end]
        found[each.kind].setdefault(name.casefold(), name)
    return {kind: list(names.values()) for kind, names in found.items() if names}
