"""A brand whose customers talk in words that no other brand's customers use: garden gnomes for rent."""

from itertools import product

from classifier.examples import Example

GNOMES = ("гном", "гномик", "гномчик", "ґномисько", "гномище", "гнома")
PLACES = ("на клумбі", "біля ставка", "возле калитки", "под яблоней", "у саду", "за тином")
SAYINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("{} {} знову облізлий", ("complaint",)),
    ("{} {} позеленів, ковпак тріснув", ("complaint",)),
    ("у {} отвалился колпак {}", ("complaint",)),
    ("{} {} блимає як треба, ковпак сяє", ("praise",)),
    ("{} сияет {}, борода пушистая", ("praise",)),
    ("{} {} в новому ковпаку", ()),
    ("{} стоит {} с ведёрком", ()),
)


def said() -> list[Example]:
    """Fifty decisions of the staff."""
    return [example for number, example in enumerate(_all()) if number % 5 == 0][:50]


def heard() -> list[Example]:
    """What customers say that nobody has decided on."""
    return [example for number, example in enumerate(_all()) if number % 5 in (2, 3)]


def _all() -> list[Example]:
    return [
        Example(saying.format(gnome, place), flags)
        for gnome, place, (saying, flags) in product(GNOMES, PLACES, SAYINGS)
    ]
