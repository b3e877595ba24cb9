"""Facebook and Instagram as they call of what happens on a page or an account."""

from dataclasses import dataclass
from typing import Any

from listener.replica import facebook, instagram, meta_calls
from listener.replica.world import Clock, Item
from models.calls import Call

Json = dict[str, Any]
MEDIA = 18010


@dataclass(slots=True)
class FacebookCalls:
    """Calls for the page of `replica.facebook`."""

    clock: Clock
    secret: str = meta_calls.APP_SECRET

    def wrote(self, item: Item) -> Call:
        """The call that tells of a post or a comment."""
        return self._feed("add", item, self._words(item))

    def edited(self, item: Item) -> Call:
        """The call that tells that it reads otherwise; the time it was written stays."""
        return self._feed("edited", item, self._words(item))

    def deleted(self, item: Item) -> Call:
        """The call that tells that it is gone; of whom it was, Meta no longer says."""
        return self._feed("remove", item, {"created_time": int(self.clock().timestamp())})

    def signed(self, body: bytes) -> Call:
        """A call with that body."""
        return meta_calls.signed(body, self.secret)

    def _words(self, item: Item) -> Json:
        number = facebook.PAGE if item.author.brand else str(item.author.number)
        return {
            "from": {"id": number, "name": item.author.name},
            "message": item.text,
            "created_time": int(item.at.timestamp()),
        }

    def _feed(self, verb: str, item: Item, more: Json) -> Call:
        post = f"{facebook.PAGE}_{item.post or item.number}"
        value = {"item": "post" if item.post is None else "comment", "verb": verb, "post_id": post, **more}
        if item.post is not None:
            parent = f"{item.post}_{item.reply_to}" if item.reply_to else post
            value |= {"comment_id": f"{item.post}_{item.number}", "parent_id": parent}
        entry = {"id": facebook.PAGE, "time": int(self.clock().timestamp())}
        changes = [{"field": "feed", "value": value}]
        return meta_calls.told("page", entry | {"changes": changes}, secret=self.secret)


@dataclass(slots=True)
class InstagramCalls:
    """Calls for the account of `replica.instagram`; of posts, edits and deletions it tells nothing."""

    clock: Clock
    secret: str = meta_calls.APP_SECRET

    def wrote(self, item: Item) -> Call:
        """The call that tells of a comment; one that stands nowhere else stands under `MEDIA`."""
        number = instagram.ACCOUNT if item.author.brand else str(item.author.number)
        value: Json = {
            "id": str(item.number),
            "text": item.text,
            "from": {"id": number, "username": item.author.username or "someone"},
            "media": {"id": str(item.post or MEDIA), "media_product_type": "FEED"},
        }
        if item.reply_to is not None:
            value["parent_id"] = str(item.reply_to)
        return self._told("comments", value, int(item.at.timestamp()))

    def mentioned(self, media: str, comment: str | None = None) -> Call:
        """The call that tells the numbers of a post, or of a comment, that names the account."""
        value = {"media_id": media} | ({"comment_id": comment} if comment else {})
        return self._told("mentions", value, int(self.clock().timestamp()))

    def edited(self, item: Item) -> Call:
        """Instagram tells no edits."""
        raise NotImplementedError

    def deleted(self, item: Item) -> Call:
        """Instagram tells no deletions."""
        raise NotImplementedError

    def signed(self, body: bytes) -> Call:
        """A call with that body."""
        return meta_calls.signed(body, self.secret)

    def _told(self, field: str, value: Json, at: int) -> Call:
        entry = {"id": instagram.ACCOUNT, "time": at, "changes": [{"field": field, "value": value}]}
        return meta_calls.told("instagram", entry, secret=self.secret)
