"""[sources.options]: a table of its own for each platform, with faults in words."""

from typing import Any

import pytest

from models.options import AppStoreOptions, NoOptions, YouTubeOptions
from models.settings import SettingsError, Source, understand

PLATFORMS = ("appstore", "bluesky", "telegram", "youtube")


def source(platform: str, options: Any) -> Source:
    entry = {
        "name": "zoria-x",
        "brand": "zoria",
        "platform": platform,
        "target": "zoria",
        "options": options,
    }
    raw = {"brands": [{"name": "zoria", "title": "Пошта Зоря"}], "sources": [entry]}
    return understand(raw, PLATFORMS, {}).sources[0]


def test_options_come_as_the_platform_s_own_table() -> None:
    assert source("appstore", {"countries": ["UA", "pl"]}).opted(AppStoreOptions).countries == ("ua", "pl")
    assert source("youtube", {}).opted(YouTubeOptions).daily_units == 10_000
    assert source("telegram", {}).opted(NoOptions)


@pytest.mark.parametrize(
    ("platform", "options", "words"),
    [
        (
            "appstore",
            {"contries": ["ua"]},
            "source zoria-x: options: unknown key 'contries'; did you mean 'c",
        ),
        ("appstore", {"countries": ["ukr"]}, "'countries' must hold country codes of two letters"),
        ("appstore", {"countries": []}, "source zoria-x: options: 'countries'"),
        ("youtube", {"daily_units": 1}, "source zoria-x: options: 'daily_units'"),
        ("telegram", {"countries": ["ua"]}, "options: unknown key 'countries'; there are none here"),
        ("telegram", "ua", "source zoria-x: 'options'"),
    ],
)
def test_a_wrong_option_is_named_with_its_source(platform: str, options: Any, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        source(platform, options)
    assert words in str(caught.value)
