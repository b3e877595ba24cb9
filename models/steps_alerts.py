"""SQL of the migrations that concern how people are told."""

STOPS = """
create table stops (
    channel text not null,
    recipient text not null,
    why text not null check (why in ('refused', 'left')),
    reason text not null default '',
    at text not null,
    primary key (channel, recipient)
);
"""
