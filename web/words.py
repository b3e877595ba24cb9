"""What the board calls things, in the language of whoever looks. Keys are those of `models`."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as pgettext  # the short name is the one that pybabel looks for
from flask_babel.speaklater import LazyString

LABELS: Mapping[str, LazyString] = {
    "risk": _("Risk"),
    "complaint": _("Complaint"),
    "question": _("Question"),
    "praise": _("Praise"),
    "other": _("Other"),
}

STATUSES: Mapping[str, LazyString] = {
    "open": _("To do"),
    "new": _("New"),
    "taken": _("Taken"),
    "snoozed": _("Snoozed"),
    "muted": _("Muted"),
    "answered": _("Answered"),
    "closed": _("Closed"),
    "all": _("All"),
}

STANDINGS: Mapping[str, LazyString] = {
    "new": pgettext("one case", "New"),
    "taken": pgettext("one case", "Taken"),
    "snoozed": pgettext("one case", "Snoozed"),
    "answered": pgettext("one case", "Answered"),
    "closed": pgettext("one case", "Closed"),
}

ORDERS: Mapping[str, LazyString] = {
    "urgent": _("Most urgent first"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "expiring": _("Reply window closes first"),
}

REASONS: Mapping[str, LazyString] = {
    "answered_elsewhere": _("Answered elsewhere"),
    "no_answer_needed": _("Needs no answer"),
    "not_ours": _("Not about us"),
    "spam": _("Spam"),
    "duplicate": _("Duplicate"),
}

ENDINGS: Mapping[str, LazyString] = {
    **REASONS,
    "erased": _("The comment was removed for good"),
}

LANGUAGES: Mapping[str, LazyString] = {
    "uk": _("Ukrainian"),
    "ru": _("Russian"),
    "mixed": _("Mixed"),
    "other": _("Another language"),
}

SENTIMENTS: Mapping[str, LazyString] = {
    "negative": _("Negative"),
    "neutral": _("Neutral"),
    "positive": _("Positive"),
}

TOPICS: Mapping[str, LazyString] = {
    "politics": _("politics"),
    "war": _("war"),
    "hate": _("hate"),
    "violence": _("violence"),
    "crime": _("crime"),
    "fraud": _("fraud"),
    "safety": _("safety"),
    "legal": _("courts and law"),
    "privacy": _("personal data"),
    "boycott": _("boycott"),
}

PERSONAL: Mapping[str, LazyString] = {
    "phone": _("phone number"),
    "card": _("card number"),
    "iban": _("bank account"),
    "taxpayer": _("taxpayer number"),
    "passport": _("passport"),
    "email": _("e-mail address"),
    "address": _("home address"),
}

AUTHORS: Mapping[str, LazyString] = {
    "regular": _("regular"),
    "vip": _("VIP"),
    "troll": _("troll"),
    "competitor": _("competitor"),
    "staff": _("our own"),
}

PLACES: Mapping[str, LazyString] = {
    "reach": _("how many care"),
    "unsure": _("the machine is unsure"),
    "closing": _("the reply window is short"),
}

WORSE: Mapping[str, LazyString] = {
    "louder": _("more people tell it"),
    "risk": _("a risk is among them"),
}

SUSPICIONS: Mapping[str, LazyString] = {
    "name": _("calls itself like the brand"),
    "near_name": _("has nearly the name of the brand"),
    "short_name": _("has a name of the brand"),
    "support_name": _("calls itself support"),
    "disguise": _("letters of two alphabets in one name"),
    "poses": _("speaks for the brand"),
    "lure": _("calls into private messages or to a form"),
    "offer": _("offers money"),
    "asks": _("asks for a card or a code"),
    "contact": _("gives a link or a phone"),
    "warns": _("mentions fraud"),
}

PLATFORMS: Mapping[str, str | LazyString] = {
    "appstore": "App Store",
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "feed": "RSS",
    "google_business": "Google Business",
    "googleplay": "Google Play",
    "inbox": "E-mail",
    "import": _("From a file"),
    "instagram": "Instagram",
    "mastodon": "Mastodon",
    "messenger": "Messenger",
    "ok": "OK",
    "page": "Web",
    "push": "Webhook",
    "telegram": "Telegram",
    "telegram_bot": "Telegram bot",
    "viber": "Viber",
    "vk": "VK",
    "whatsapp": "WhatsApp",
    "x": "X",
    "yandex_market": "Yandex Market",
    "youtube": "YouTube",
}

ATTACHMENTS: Mapping[str, LazyString] = {
    "photo": _("photo"),
    "video": _("video"),
    "audio": _("audio"),
    "voice": _("voice message"),
    "sticker": _("sticker"),
    "doc": _("file"),
    "document": _("file"),
    "link": _("link"),
    "poll": _("poll"),
}

DEEDS: Mapping[str, LazyString] = {
    "open": _("Case opened"),
    "take": _("Taken"),
    "release": _("Given back to the queue"),
    "assign": _("Assigned"),
    "answer": _("Answered"),
    "close": _("Closed"),
    "snooze": _("Snoozed"),
    "wake": _("Back in the queue"),
    "relabel": _("Label changed"),
    "note": _("Note"),
    "tag": _("Tags"),
    "hasten": _("Put to the front"),
    "reply": _("The brand replied on the platform"),
    "mute": _("Muted until it gets worse"),
    "worse": _("Came back, for it got worse"),
    "mark": _("Author marked"),
    "merge": _("Merged with another case"),
    "merged": _("Merged into another case"),
    "split": _("A comment was taken out"),
}

ALERTS: Mapping[str, LazyString] = {
    "incident_opened": _("Incident opened"),
    "incident_grew": _("Incident grew"),
    "incident_over": _("Incident is over"),
    "incident_unseen": _("Incident nobody has seen"),
    "critical": _("Critical comment"),
    "critical_many": _("Critical comments"),
    "rule_matched": _("A rule was met"),
    "source_failed": _("Source failed"),
    "source_silent": _("Source went silent"),
    "source_back": _("Source is back"),
    "brand_silent": _("Nobody writes"),
    "brand_heard": _("People write again"),
    "channel_off": _("A way of telling is switched off"),
    "digest": _("Digest"),
}

CHANNELS: Mapping[str, LazyString] = {
    "mail": _("e-mail"),
}

STEPS: Mapping[str, LazyString] = {
    "opened": _("Opened"),
    "grew": _("Grew"),
    "over": _("Over"),
}

HEALTH: Mapping[str, LazyString] = {
    "ok": _("Listens"),
    "learning": _("First turn: reads the history"),
    "waiting": _("Waits for its first turn"),
    "uncalled": _("Waits for the first call"),
    "paused": _("Rests"),
    "late": _("Silent for too long"),
    "failing": _("Fails for now"),
    "broken": _("Needs a person"),
}

NAMES: Mapping[str, LazyString] = {
    "place": _("Places"),
    "organisation": _("Organisations"),
    "person": _("People named"),
}

MARKS: Mapping[str, LazyString] = {
    "bad": pgettext("a word", "bad"),
    "neutral": pgettext("a word", "neutral"),
    "good": pgettext("a word", "good"),
}

FROZEN_PARTS: Mapping[str, LazyString] = {
    "all": _("all comments"),
    "ru": _("Russian ones"),
    "uk": _("Ukrainian ones"),
    "mixed": _("mixed ones"),
}

ROLES: Mapping[str, LazyString] = {
    "viewer": _("Viewer"),
    "operator": _("Operator"),
    "lead": _("Lead"),
    "admin": _("Administrator"),
}


def called(
    names: Mapping[str, LazyString] | Mapping[str, str] | Mapping[str, str | LazyString], key: str
) -> str:
    """The word for a key; the key itself where nobody has named it yet."""
    return str(names.get(key, key))
