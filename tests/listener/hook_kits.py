"""The platforms that call: how each signs, and what each calls the things it tells of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from listener.hooks import receive
from listener.replica import (
    facebook,
    instagram,
    messenger,
    meta_calls,
    meta_feed,
    push,
    telegram_bot,
    viber,
    vk_calls,
    whatsapp,
)
from listener.replica.calls import Sender, forged, unsigned
from listener.replica.world import Account, Clock, Item, World
from models import settings
from models.calls import Answer, Call
from models.settings import Source
from models.store import Store

START = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ANNA, TARAS = Account(17, "Анна Коваль", "anna"), Account(18, "Тарас Мельник")


@dataclass(frozen=True, slots=True)
class Kit:
    """One platform that calls."""

    platform: str
    make: Callable[[Clock], Sender]
    name: Callable[[Item], str]  # what the store calls an item
    target: str
    secrets: Mapping[str, str]  # by the option that names the variable
    options: Mapping[str, Any] = field(default_factory=dict)
    vouches: tuple[str, ...] = ()  # the headers without which a call is nobody's
    edits: bool = True
    deletes: bool = True
    reorders: bool = True  # each call tells when what it tells of came about
    covers_body: bool = True  # the signature is over the body, and not only a word that both sides know
    forges: Callable[[Call], list[Call]] = lambda call: []  # more of what somebody may try
    forged_status: int = 401
    comments: bool = True  # not only messages of one person each

    def forgeries(self, call: Call) -> list[Call]:
        """Calls that somebody may try who does not know the secret."""
        wrong = replace(call, headers={**call.headers, **dict.fromkeys(self.vouches, "sha256=0")})
        found = [unsigned(call, name) for name in self.vouches] + ([wrong] if self.vouches else [])
        return [*found, *self.forges(call), *([forged(call)] if self.covers_body else [])]

    def source(self, name: str = "zoria-hook") -> Source:
        """A source of that platform, with its secrets where they belong."""
        named = {key: key.upper() for key in self.secrets}
        entry = {"name": name, "brand": "zoria", "platform": self.platform, "target": self.target}
        entry["options"] = {**named, **self.options}  # type: ignore[assignment]
        raw = {"brands": [{"name": "zoria", "title": "Пошта Зоря"}], "sources": [entry]}
        environ = {key.upper(): value for key, value in self.secrets.items()}
        return settings.understand(raw, [self.platform], environ).sources[0]


@dataclass(slots=True)
class Stage:
    """People who write, a platform that calls, and a store that listens."""

    kit: Kit
    store: Store
    at: datetime = START
    name: str = "zoria-hook"
    source: Source = field(init=False)
    world: World = field(init=False)
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        self.source = self.kit.source(self.name)
        self.world = World(lambda: self.at)
        self.sender = self.kit.make(lambda: self.at)

    def call(self, call: Call) -> Answer:
        """What the caller gets."""
        return receive(self.source, call, self.store, self.at)

    def writes(self, who: Account = ANNA, text: str = "Де моя посилка?", under: int | None = None) -> Item:
        """Somebody writes: a post, or a comment under one."""
        number = self.world.comment(under, who, text) if under else self.world.publish(who, text)
        return self.item(number)

    def item(self, number: int) -> Item:
        """An item as it is now."""
        found = self.world.find(number)
        assert found is not None
        return found

    def later(self, **span: float) -> None:
        """Time passes."""
        self.at += timedelta(**span)

    def kept(self) -> dict[str, str]:
        """The texts that the store shows, by their names."""
        sql = "select external_id, text from mentions where source = :source and deleted_at is null"
        rows = self.store.link.rows(sql, {"source": self.name})
        return {row["external_id"]: row["text"] for row in rows}

    def shown(self) -> dict[str, str]:
        """The texts that the platform shows, by the names that the store should give them."""
        posts = self.world.posts()
        every = [*posts, *(each for post in posts for each in self.world.comments(post.number))]
        return {self.kit.name(each): each.text for each in every}


PUSH = Kit(
    platform="push",
    make=push.Push,
    name=lambda item: str(item.number),
    target="crm",
    secrets={"secret_env": push.SECRET},
    vouches=("x-vidhuk-signature", "x-vidhuk-timestamp"),
)

TELEGRAM_BOT = Kit(
    platform="telegram_bot",
    make=telegram_bot.TelegramBot,
    name=lambda item: f"{telegram_bot.CHAT['id']}/{item.number}",
    target="@zoria_chat",
    secrets={"secret_env": telegram_bot.WORD},
    vouches=("x-telegram-bot-api-secret-token",),
    covers_body=False,
    deletes=False,
)

META = {"secret_env": meta_calls.APP_SECRET, "verify_env": meta_calls.VERIFY_TOKEN}

WHATSAPP = Kit(
    platform="whatsapp",
    make=whatsapp.WhatsApp,
    name=whatsapp.message_name,
    target=whatsapp.NUMBER,
    secrets=META,
    vouches=("x-hub-signature-256",),
    edits=False,
    deletes=False,
    comments=False,
)

MESSENGER = Kit(
    platform="messenger",
    make=messenger.Messenger,
    name=messenger.message_name,
    target=messenger.PAGE,
    secrets=META,
    vouches=("x-hub-signature-256",),
    edits=False,
    comments=False,
)

VIBER = Kit(
    platform="viber",
    make=viber.Viber,
    name=lambda item: str(viber.FIRST + item.number),
    target="zoria",
    secrets={"secret_env": viber.TOKEN},
    vouches=("x-viber-content-signature",),
    edits=False,
    deletes=False,
    comments=False,
)

FACEBOOK = Kit(
    platform="facebook",
    make=meta_feed.FacebookCalls,
    name=lambda item: f"{item.post or facebook.PAGE}_{item.number}",
    target=facebook.PAGE,
    secrets=META,
    vouches=("x-hub-signature-256",),
)

INSTAGRAM = Kit(
    platform="instagram",
    make=meta_feed.InstagramCalls,
    name=lambda item: str(item.number),
    target=instagram.ACCOUNT,
    secrets=META,
    vouches=("x-hub-signature-256",),
    edits=False,
    deletes=False,
    comments=False,
)


def _without_the_word(call: Call) -> list[Call]:
    """Calls of VK whose body does not vouch for them."""
    others = (b'"secret": null', b'"secret": ""', b'"secret": 7', b'"secret": ["x"]', b'"more": 1')
    given = f'"secret": "{vk_calls.SECRET}"'.encode()
    return [replace(call, body=call.body.replace(given, other)) for other in others]


VK = Kit(
    platform="vk",
    make=vk_calls.VkCalls,
    name=lambda item: f"-{vk_calls.GROUP}_{vk_calls.POST}_{item.number}",
    target=f"-{vk_calls.GROUP}",
    secrets={"secret_env": vk_calls.SECRET},
    options={"confirmation": vk_calls.CODE},
    covers_body=False,
    forges=_without_the_word,
    reorders=False,
    comments=False,
)

KITS = [FACEBOOK, INSTAGRAM, MESSENGER, PUSH, TELEGRAM_BOT, VIBER, VK, WHATSAPP]
