"""Ready answers to begin with: what every support team writes many times a day."""

from collections.abc import Mapping
from datetime import datetime

from models.store import Store

STARTERS: Mapping[str, Mapping[str, str]] = {
    "Вже перевіряємо": {
        "uk": "Доброго дня, {name}! Дякуємо, що написали. Вже перевіряємо й відповімо сьогодні. "
        "{operator}, {brand}",
        "ru": "Здравствуйте, {name}! Спасибо, что написали. Уже проверяем и ответим сегодня. "
        "{operator}, {brand}",
        "en": "Hello, {name}! Thank you for writing. We are looking into it and will answer today. "
        "{operator}, {brand}",
    },
    "Потрібен номер": {
        "uk": "Доброго дня, {name}! Надішліть, будь ласка, номер відправлення в особисті повідомлення цієї "
        "сторінки: тут його бачать усі. {operator}",
        "ru": "Здравствуйте, {name}! Пришлите, пожалуйста, номер отправления в личные сообщения этой "
        "страницы: здесь его видят все. {operator}",
        "en": "Hello, {name}! Please send us the number of your parcel in a private message to this page: "
        "everybody can read it here. {operator}",
    },
    "Вибачення": {
        "uk": "{name}, вибачте нам, будь ласка: так не мало статися. Ми розбираємося, чому так вийшло, "
        "і напишемо вам, щойно знатимемо. {operator}, {brand}",
        "ru": "{name}, простите нас, пожалуйста: так не должно было быть. Мы разбираемся, почему так вышло, "
        "и напишем вам, как только узнаем. {operator}, {brand}",
        "en": "{name}, we are sorry: this should not have happened. We are finding out why it did and will "
        "write to you as soon as we know. {operator}, {brand}",
    },
    "Подяка": {
        "uk": "{name}, дякуємо за добрі слова! Передамо колегам: їм буде приємно. {brand}",
        "ru": "{name}, спасибо за добрые слова! Передадим коллегам: им будет приятно. {brand}",
        "en": "{name}, thank you for your kind words! We will pass them on to our colleagues. {brand}",
    },
}


def begin_with(store: Store, brand: str, user_id: int, at: datetime) -> None:
    """Give a brand the ready answers to begin with, as far as their names are free."""
    known = {each.name for each in store.templates.of(brand)}
    for name in STARTERS.keys() - known:
        store.templates.add(brand, name, STARTERS[name], user_id, at)
