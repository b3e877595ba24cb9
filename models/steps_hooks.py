"""What the steps of the schema for incoming calls do. A released step is never edited."""

HOOKS = """
create table hook_calls (
    source text primary key,
    called_at text,
    refused_at text,
    refusal text,
    hour text not null default '',
    events integer not null default 0,
    octets integer not null default 0
);

create table hook_events (
    source text not null,
    event text not null,
    at text not null,
    primary key (source, event)
) without rowid;
create index hook_events_at on hook_events (at);

create table hook_stamps (
    source text not null,
    external_id text not null,
    stamp integer not null,
    gone integer not null,
    at text not null,
    primary key (source, external_id)
) without rowid;
create index hook_stamps_at on hook_stamps (at);
"""
