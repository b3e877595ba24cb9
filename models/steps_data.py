"""What the steps of the schema do that bring data in and take it away. A released step is never edited."""

IMPORTS = """
create table imports (
    source text primary key,
    brand text not null,
    columns text not null,
    day_first integer,
    imported_at text not null
);
"""

ERASURE = """
alter table mentions add column purged_at text;
alter table mentions add column refreshed_at text;
create table erasure (key blob not null);
create table erased (print text primary key, at text not null) without rowid;
create table purges (
    id integer primary key,
    kind text not null check (kind in ('rules', 'author')),
    at text not null,
    mentions integer not null,
    cases integer not null,
    alerts integer not null,
    scrubbed_at text
);
drop index mentions_judged;
create index mentions_judged on mentions (judged_by) where purged_at is null;
"""
