"""Which platform a line came from, by what its tool calls it, or by its address."""

from urllib.parse import urlsplit

UNKNOWN = "import"  # a platform that is none of ours
CALLED = {
    "appstore": ("app store", "appstore", "apple app store", "itunes.apple.com", "apps.apple.com"),
    "bluesky": ("bluesky", "bsky.app"),
    "facebook": ("facebook", "facebook.com", "fb", "фейсбук"),
    "feed": ("rss", "news", "новини", "новости", "сми", "змі", "онлайн-сми", "онлайн-змі"),
    "googleplay": ("google play", "googleplay", "play.google.com"),
    "instagram": ("instagram", "instagram.com", "інстаграм", "инстаграм"),
    "mastodon": ("mastodon",),
    "ok": ("ok", "ok.ru", "odnoklassniki", "одноклассники", "однокласники"),
    "telegram": ("telegram", "telegram.org", "t.me", "телеграм", "телеграмм"),
    "tiktok": ("tiktok", "tiktok.com", "тікток", "тикток"),
    "viber": ("viber", "вайбер"),
    "vk": ("vk", "vk.com", "vk.ru", "vkontakte", "вконтакте"),
    "x": ("x", "twitter", "twitter.com", "x.com", "твіттер", "твиттер"),
    "youtube": ("youtube", "youtube.com", "ютуб", "youtu.be"),
}
BY_NAME = {name: platform for platform, names in CALLED.items() for name in (*names, platform)}


def platform_of(called: str | None, url: str | None) -> str:
    """The platform that a line names, else that of its address, else UNKNOWN."""
    name = (called or "").casefold().strip()
    host = name if "." in name else ""
    return BY_NAME.get(name) or _by_host(host) or _by_host(_host(url)) or UNKNOWN


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").casefold()
    except ValueError:
        return ""


def _by_host(host: str) -> str | None:
    """By the end of a host, so that m.vk.com is VK and notvk.com is not."""
    labels = host.split(".")
    ends = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((BY_NAME[end] for end in ends if end in BY_NAME), None)
