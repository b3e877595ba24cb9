"""What each step of the schema after the foundation does. A released step is never edited."""

DRAFTS = """
create table drafts (
    case_id integer not null references cases (id) on delete cascade,
    user_id integer not null references users (id) on delete cascade,
    text text not null,
    revision integer not null default 1,
    begun_at text not null,
    saved_at text not null,
    primary key (case_id, user_id)
);

create table presence (
    case_id integer not null references cases (id) on delete cascade,
    user_id integer not null references users (id) on delete cascade,
    seen_at text not null,
    primary key (case_id, user_id)
);
"""

TELLING = """
alter table alerts add column held_until text;
create index alerts_recipient on alerts (channel, recipient, created_at);

create table votes (
    incident_id integer not null references incidents (id) on delete cascade,
    voter text not null,
    useful integer not null,
    at text not null,
    primary key (incident_id, voter)
);

create table acknowledgements (
    incident_id integer not null references incidents (id) on delete cascade,
    who text not null,
    at text not null,
    primary key (incident_id, who)
);
"""

SEARCH = """
create virtual table search using fts5 (
    words, forms, author, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co So'", columnsize = 0
);
create trigger mentions_unsearched after delete on mentions
    begin delete from search where rowid = old.id; end;
alter table mentions add column worded integer not null default 0;
create index mentions_worded on mentions (worded);
"""

IMPOSTORS = """
alter table mentions add column looked integer not null default 0;
create table suspicions (
    mention_id integer primary key references mentions (id) on delete cascade,
    score real not null,
    reasons text not null,
    found_at text not null
);
update mentions set looked = revision;
create index mentions_unlooked on mentions (brand, id) where looked < revision and backfilled = 0;
"""

TEMPLATES = """
create table templates (
    id integer primary key,
    brand text not null,
    name text not null,
    uk text not null default '',
    ru text not null default '',
    en text not null default '',
    saved_at text not null,
    saved_by integer not null references users (id),
    removed_at text
);
create unique index templates_name on templates (brand, name) where removed_at is null;
"""

BATCHES = """
create table batches (
    id integer primary key,
    kind text not null,
    user_id integer not null references users (id),
    at text not null
);
create table batch_actions (
    action_id integer primary key references actions (id) on delete cascade,
    batch_id integer not null references batches (id) on delete cascade
);
create index batch_actions_batch on batch_actions (batch_id);
"""

TAGS = """
create table case_tags (
    case_id integer not null references cases (id) on delete cascade,
    tag text not null,
    primary key (case_id, tag)
);
create index case_tags_tag on case_tags (tag);
create index mentions_author on mentions (platform, author_id, published_at) where author_id is not null;
"""

ATTEMPTS = """
create table attempts (
    id integer primary key,
    login text not null,
    address text,
    at text not null
);
create index attempts_login on attempts (login, at);
create index attempts_address on attempts (address, at) where address is not null;
"""

VIEWS = """
create table saved_views (
    id integer primary key,
    user_id integer not null references users (id) on delete cascade,
    room text not null check (room in ('queue', 'mentions')),
    name text not null,
    query text not null,
    shared integer not null default 0,
    saved_at text not null,
    unique (user_id, room, name)
);
"""

LISTS = """
create index mentions_deleted on mentions (id) where deleted_at is not null;
create index cases_listed on cases
    (status, urgency, lead_published_at, lead_id, label, brand, assignee_id);
drop index cases_queue;
"""
