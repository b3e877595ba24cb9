"""The same story told by many comes into one case: found by its telling words, weighed by likeness.

Only cases that are not settled gather, within a brand, and risks only with risks. A text joins a case when it
is alike to a member and kin to the mention that the case is shown by, so that a case cannot drift from story
to story. Whom a person has taken out has a case of their own and is not asked again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.likeness import KIN, SAME, Likeness, alike, unpacked
from models.moments import from_text, to_text
from models.store.link import Link, Row, several

STORY_LASTS = timedelta(hours=72)  # between two who tell it
REMEMBERED = timedelta(days=7)  # how long a text is compared with new ones
VOICES = 20  # members of a case by whose words it is found; a thousand more would say the same
WEIGHED = 40  # texts with most words in common that are weighed for one that is new
IN_COMMON = 2  # telling words, at least
AT_ONCE = 200  # texts that one turn lets rest

SPEAKS_OF = """
    select l.words from likenesses as l join mentions as m on m.id = l.mention_id and m.revision = l.revision
    where l.mention_id = :id
"""

# every other value stands for one word, so that the statement needs no more than places
NEAR = f"""
    select k.mention_id, c.id as case_id, l.words, lead.words as lead_words
    from likeness_keys as k
    join case_mentions as cm on cm.mention_id = k.mention_id
    join cases as c on c.id = cm.case_id
    join mentions as m on m.id = k.mention_id
    join likenesses as l on l.mention_id = k.mention_id
    left join likenesses as lead on lead.mention_id = c.lead_id
    where k.brand = ? and m.published_at between ? and ? and (c.label = 'risk') = ?
        and c.status in ('new', 'taken', 'snoozed') and c.merged_into is null and m.deleted_at is null
        and k.word in (:each)
    group by k.mention_id having count(*) >= {IN_COMMON}
    order by count(*) desc, k.mention_id desc limit {WEIGHED}
"""

FILE = "update likenesses set filed_at = :at where mention_id = :id"
ADD_KEY = "insert into likeness_keys (brand, word, mention_id) values (?, ?, ?) on conflict do nothing"

RESTING = "select mention_id from likenesses where filed_at < :before limit :limit"
REST = "update likenesses set filed_at = null where mention_id = :mention_id"
DROP_KEYS = "delete from likeness_keys where mention_id = :mention_id"

HOLD = (
    "insert into case_mentions (mention_id, case_id, replied_at) values (:mention_id, :case_id, :replied_at)"
)

COUNT = """
    update cases set members = n.members, people = n.people from (
        select count(*) as members,
            count(distinct m.platform || ':' || coalesce(m.author_id, m.author_name, m.external_id)) as people
        from case_mentions as cm join mentions as m on m.id = cm.mention_id where cm.case_id = :id
    ) as n where cases.id = :id
"""


def home_of(link: Link, mention: Row) -> int | None:
    """The case in which a new mention (`id`, `brand`, `label`, `published_at`) finds its story, if any."""
    spoken = _spoken(link, mention["id"])
    if spoken is None:
        return None
    best, home = SAME, None
    for row in _near(link, mention, spoken):
        likeness = alike(spoken, unpacked(row["words"]))
        if likeness >= best and _kin(spoken, row):
            best, home = likeness, int(row["case_id"])
    return home


def hold(link: Link, case_id: int, mention_id: int, replied_at: str | None) -> None:
    """Put a mention into a case, and count who is in it."""
    link.run(HOLD, {"case_id": case_id, "mention_id": mention_id, "replied_at": replied_at})
    link.run(COUNT, {"id": case_id})


def speak(link: Link, mention: Row, case_id: int, at: datetime) -> None:
    """Let a case be found by the words of one of its mentions, while its voices are few."""
    row = link.row("select members from cases where id = :id", {"id": case_id})
    spoken = _spoken(link, mention["id"])
    if spoken is None or row is None or row["members"] > VOICES:
        return
    link.run(FILE, {"id": mention["id"], "at": to_text(at)})
    link.run_many(ADD_KEY, [(mention["brand"], word, mention["id"]) for word in spoken.keys])


def fall_silent(link: Link, mention_id: int) -> None:
    """Let nobody be gathered by the words of a mention any more."""
    link.run(DROP_KEYS, {"mention_id": mention_id})
    link.run(REST, {"mention_id": mention_id})


def rest(link: Link, at: datetime) -> None:
    """Compare new texts no longer with those of a week ago."""
    old = link.rows(RESTING, {"before": to_text(at - REMEMBERED), "limit": AT_ONCE})
    numbers = [{"mention_id": row["mention_id"]} for row in old]
    link.run_many(DROP_KEYS, numbers)
    link.run_many(REST, numbers)


def _spoken(link: Link, mention_id: int) -> Likeness | None:
    row = link.row(SPEAKS_OF, {"id": mention_id})
    return unpacked(row["words"]) if row else None


def _near(link: Link, mention: Row, spoken: Likeness) -> Sequence[Row]:
    published = from_text(mention["published_at"])
    window = [to_text(published - STORY_LASTS), to_text(published + STORY_LASTS)]
    if not spoken.keys:
        return []
    values = [mention["brand"], *window, int(mention["label"] == "risk"), *spoken.keys]
    return link.rows(several(NEAR, len(spoken.keys)), values)


def _kin(spoken: Likeness, row: Row) -> bool:
    return row["lead_words"] is None or alike(spoken, unpacked(row["lead_words"])) >= KIN
