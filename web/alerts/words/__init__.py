"""What alerts say, a table a language. A tuple holds plural forms: one, few, many; in English one, other."""

from collections.abc import Mapping

from web.alerts.words import en, ru, uk

Words = Mapping[str, str | tuple[str, ...]]

LANGUAGES: Mapping[str, Words] = {"uk": uk.WORDS, "ru": ru.WORDS, "en": en.WORDS}
