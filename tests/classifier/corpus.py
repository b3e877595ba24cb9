"""A small corpus made for the tests: what is said stands among words that say nothing."""

from random import Random

from classifier.examples import Example

FILLER = """
учора вчера зранку утром сусід сосед вулиця улица коробка термінал посилка посылка каса касса
оператор черга очередь пошта почта картка рахунок счет магазин відділення отделение листопад ноябрь
кур'єр курьер сайт додаток приложение тариф номер адреса адрес вікно окно двері дверь стіл стол чек
квитанція договір договор сьогодні сегодня понеділок
""".split()  # noqa: SIM905
SAYINGS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("complaint",): ("жах не працює", "жах зламалось", "ужас не работает", "не працює зламалось"),
    ("question",): ("підкажіть як ?", "підкажіть скільки ?", "подскажите как ?", "скільки как ?"),
    ("praise",): ("дякую супер", "дякую рекомендую", "спасибо супер", "спасибо рекомендую"),
    ("complaint", "risk"): ("суд позов", "суд адвокат", "адвокат позов", "прокуратура суд"),
    (): ("погода дощ", "погода сніг", "футбол дощ", "футбол сніг"),
}
EACH = 15  # comments a saying


def corpus(source: str = "written", seed: int = 0) -> list[Example]:
    """Every saying some times, each time among other words."""
    chance = Random(seed)
    return [
        example(" ".join([*chance.sample(FILLER, 4), saying, *chance.sample(FILLER, 3)]), flags, source)
        for flags, sayings in SAYINGS.items()
        for saying in sayings
        for _ in range(EACH)
    ]


def example(text: str, flags: tuple[str, ...], source: str = "written") -> Example:
    """An example with everything said of it."""
    mood = {"complaint": "negative", "praise": "positive"}.get("".join(flags[:1]), "neutral")
    topics = ("legal",) if "risk" in flags else ()
    return Example(text, flags, mood, "uk" if set(text) & set("іїє'") else "ru", topics, source)
