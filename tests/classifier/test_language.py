"""The language of a comment, short ones and mixtures included."""

import pytest

from classifier.pipeline import Pipeline

CASES = """
Запах м'яти                                     | uk
Людям не відповідають                           | uk
Дякую!                                          | uk
Доброго дня, де посилка?                        | uk
Людям не отвечают!                              | ru
Спасибо большое                                 | ru
Почему так долго                                | ru
нажаль таке буває                               | uk
я вчера звонила і мені нічого не сказали        | mixed
шо за магазін такий, опять закрито раньше врем'я | mixed
ne rabotaet prilozhenie, verните деньги         | ru
ne pratsyuye dodatok vzhe tretiy den            | uk
ghbdtn, ult gjcskrf                             | ru
thank you very much for your help               | other
谢谢你们                                         | other
🙂🙂🙂                                             | other
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_languages(shipped: Pipeline, line: str) -> None:
    text, expected = line.rsplit("|", 1)
    assert shipped.languages([text.strip()]) == [expected.strip()]
