"""SQL of the migration that brings rules."""

RULES = """
create table rules (
    id integer primary key,
    name text not null,
    brand text,
    query text not null,
    effects text not null,
    made_by integer not null references users (id),
    made_at text not null,
    active_since text,
    removed_at text
);
create table rule_hits (
    rule_id integer not null references rules (id) on delete cascade,
    case_id integer not null references cases (id) on delete cascade,
    at text not null,
    actions text not null,
    primary key (rule_id, case_id)
);
create index rule_hits_at on rule_hits (rule_id, at);
create index cases_opened on cases (opened_at);
"""
