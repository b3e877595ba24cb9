"""SQL of the migration that brings answers sent from the board."""

REPLIES = """
create table replies (
    id integer primary key,
    case_id integer not null references cases (id) on delete cascade,
    mention_id integer not null references mentions (id) on delete cascade,
    source text not null,
    user_id integer not null references users (id),
    text text not null,
    key text not null unique,
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'unsure', 'stopped')),
    asked_at text not null,
    next_at text not null,
    claimed_until text,
    attempts integer not null default 0,
    external_id text,
    fault text,
    settled_at text
);
create index replies_case on replies (case_id);
create index replies_waiting on replies (next_at) where state = 'waiting';
"""
