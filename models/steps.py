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
