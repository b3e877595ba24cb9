"""Tags as a person types them. Pure."""

import re

LONGEST = 40  # characters
MOST = 20  # tags of one case

SPLIT = re.compile(r"[,;\n]+")


def tags_of(text: str) -> tuple[str, ...]:
    """The tags in a line, each once, in small letters: "#Повернення, склад" is two."""
    words = (" ".join(part.replace("#", " ").split()).casefold() for part in SPLIT.split(text))
    return tuple(dict.fromkeys(word[:LONGEST].strip() for word in words if word))[:MOST]
