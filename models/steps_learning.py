"""What the steps of the schema about learning from the staff do. A released step is never edited."""

LEXICON = """
create table lexicon (
    id integer primary key,
    brand text not null,
    phrase text not null,
    forms text not null,
    mark text not null check (mark in ('bad', 'neutral', 'good')),
    added_at text not null,
    added_by integer not null references users (id),
    removed_at text,
    removed_by integer references users (id)
);
create unique index lexicon_forms on lexicon (brand, forms) where removed_at is null;
"""

LEARNING = """
create table unsure (
    mention_id integer primary key references mentions (id) on delete cascade,
    place integer not null,
    alike integer not null,
    chosen_at text not null
);
create table draws (
    id integer primary key,
    mention_id integer not null unique references mentions (id) on delete cascade,
    artefact text not null,
    is_complaint integer not null,
    is_question integer not null,
    is_praise integer not null,
    is_risk integer not null,
    drawn_at text not null
);
create index draws_artefact on draws (artefact, id);
create table passed (
    mention_id integer primary key references mentions (id) on delete cascade,
    user_id integer not null references users (id),
    at text not null
);
create table trainings (
    id integer primary key,
    asked_by integer not null references users (id),
    asked_at text not null,
    attempts integer not null default 0,
    claimed_until text,
    percent integer not null default 0,
    artefact text,
    outcome text,
    error text,
    ended_at text
);
create unique index trainings_under_way on trainings (ended_at is null) where ended_at is null;
"""
