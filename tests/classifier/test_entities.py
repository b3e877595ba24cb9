"""Names in comments: places, organisations, people, in both languages, as people write them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.entities import entities

BRANDS = ("Зоря", "Пошта Зоря")

# the comment, [P place], [O organisation] and [H person] around each name
WORKED = """
Коли відкриють відділення в [P Харкові]?
Посилка стоїть у [P Києві] вже тиждень
Живу в [P Одесі], а доставка тільки до [P Львова]
В [P Харькове] третий день нет интернета
Из [P Москвы] в [P Казань] шла месяц
приїхала в [P полтаву], відділення зачинене
заказ из [P киева] потерялся
Відділення на [P вул. Шевченка, 15] працює?
Банкомат на [P проспекті Перемоги] знову зламаний
Отделение на [P ул. Ленина] закрыто
Стою на [P площі Ринок] вже годину
Біля [P метро Лівобережна] нема терміналу
Оператор [H Олена] дуже допомогла, дякую
Спасибо менеджеру [H Елене Викторовне] за помощь
Дякую кур'єру [H Андрію]!
Звертався до [H Петренка Івана Миколайовича]
Кассир [H Иванова О. В.] нахамила
Мене звати [H Марія Коваль], чекаю на відповідь
[H Иван Петрович] всё решил за пять минут
Перейду в [O ПриватБанк], там швидше
У [O Новій пошті] таке за день вирішують
[O Сбербанк] и то лучше
В [O Яндексе] хотя бы отвечают
[O МТС] опять без связи
Купував у [O Розетці], а ви розбили
[O Зоря], коли вже буде повернення?
Директор [O ТОВ «Світанок»] мовчить
Магазин [O «Ромашка»] обдурив
Оформив через [O monobank] за хвилину
Дякую за відповідь
Де моя посилка вже місяць?
Вірю, що все буде добре
Роман на три томи, а не відповідь
Надежды больше нет
Мир вам!
Не работает ничего, ужас
Любов до людей у вас відсутня
Лев на логотипі гарний
Коваль підкови робить швидше
"""

FRESH = """
Чи є у вас відділення в [P Чернівцях]?
З [P Дніпра] до [P Запоріжжя] везли пʼять днів
Доставка в [P Вінницю] коштує дорожче, ніж у [P Варшаву]
Отправила подарок в [P Самару], пришёл мятый
В [P Николаеве] нет света, терминал не работает
Живу под [P Полтавой], курьер не едет
у [P житомирі] черга як у мавзолей
до [P тернополя] не доїхало
в [P екатеринбурге] ваш офис закрыт навсегда?
На [P вулиці Садовій] поштомат не відкривається
Адреса: [P м. Умань], чекаю досі
Отделение на [P проспекте Мира, 7] просто кошмар
Возле [P станции метро Пушкинская] стоит ваш ларёк
[P бульвар Лесі Українки], будинок 5, приїдьте вже
Весь [P Крим] без звʼязку
Летим в [P Турцию], карта там работает?
В [P Германии] такое бы не терпели
Оператор [H Наталія] кинула слухавку
Девушка [H Оксана] с горячей линии, спасибо вам
Дякую [H Тарасу] з підтримки
Менеджер [H Сергій] обіцяв передзвонити
Подякуйте [H Ользі Петрівні] з 12 відділення
[H Анна Сергеевна] разобралась за минуту
Водій [H Ковальчук М. І.] грубіян
Пан [H Шевченко] з вашого офісу збрехав
Зовите [H Дмитрия], он обещал
Хай [H Зеленський] сам стоїть у цій черзі
Кассирша [H Людмила Ивановна] обсчитала меня
Курʼєр [H Богдан] — золота людина
Кому скаржитися на [H Олексія Бондаренка]?
Піду до [O Укрпошти], хоч дешевше
В [O Тинькофф] такого нет
[O Київстар] підключає за день
Переказав через [O Ощадбанк], гроші зникли
[O Ростелеком] хотя бы трубку берёт
Замовляла на [O OLX], посилка без вмісту
У [O Сільпо] касири ввічливіші
Купил в [O Wildberries], привезли не то
Звернуся в [O НКРЕКП] зі скаргою
[O ООО «Вектор»] списало деньги без спроса
У магазині [O «Дружба»] немає решти
[O Зорі] треба вчитися в інших
Вот [O Газпром] так не делает
Переходжу на [O Vodafone], досить
Забудьте про [O Пошту Зоря], беріть інше
Чому додаток не відкривається?
Повна тиша у відповідь, сором
Надія вмирає останньою
Вера в людей пропала
Світлана пора року ця весна
Земля кругла, ще зустрінемось
Как же так, Господи
Роза завяла в пути, верните деньги
Завжди Ваш клієнт, але востаннє
СРОЧНО ВЕРНИТЕ ДЕНЬГИ
Дуже Гарний Сервіс, Так Тримати
Ответьте хоть Кто-нибудь
Приложение для Android не грузится
Вічно у вас то коваль, то пекар винен
Пан або пропав, ризикну ще раз
Слава вашим операторам
Марно чекати, нема совісті
"""

KINDS = {"P": "place", "O": "organisation", "H": "person"}


def parted(line: str) -> tuple[str, set[tuple[str, str]]]:
    """The comment without its signs, and the names that they stand around."""
    expected: set[tuple[str, str]] = set()
    text = ""
    for part in line.replace("]", "[").split("["):
        if part[:2] in ("P ", "O ", "H ") and line.count(f"[{part}]"):
            expected.add((part[2:], KINDS[part[0]]))
            part = part[2:]
        text += part
    return text, expected


def found(text: str) -> set[tuple[str, str]]:
    """The names that are found, with their kinds."""
    return {(text[each.start : each.end], each.kind) for each in entities(text, BRANDS)}


@pytest.mark.parametrize("line", WORKED.strip().splitlines())
def test_names_are_found_as_people_write_them(line: str) -> None:
    text, expected = parted(line)
    assert found(text) == expected


def test_most_of_what_is_found_in_other_comments_is_right_and_most_is_found() -> None:
    pairs = [(found(text), expected) for text, expected in map(parted, FRESH.strip().splitlines())]
    both = sum(len(names & expected) for names, expected in pairs)
    assert both >= 0.85 * sum(len(names) for names, _ in pairs)
    assert both >= 0.75 * sum(len(expected) for _, expected in pairs)


@given(st.text(alphabet="Київ Іван О. МТС«»ул, 5\n😡", max_size=80))
def test_a_name_is_a_part_of_the_text_and_no_two_overlap(text: str) -> None:
    names = entities(text, BRANDS)
    assert all(0 <= each.start < each.end <= len(text) for each in names)
    assert all(one.end <= other.start for one, other in pairwise(names))


@pytest.mark.parametrize("text", ["", " ", "🔥" * 50, "а" * 100_000, "Київ " * 20_000, "\ud83d"])
def test_any_text_has_an_answer(text: str) -> None:
    assert len(entities(text, BRANDS)) <= 100
