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
