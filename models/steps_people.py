"""SQL of the migrations that concern who works at the board."""

RIGHTS = """
create table rights (
    user_id integer not null references users (id) on delete cascade,
    brand text not null,
    role text not null check (role in ('viewer', 'operator', 'lead')),
    primary key (user_id, brand)
);
alter table users add column mail text;
create unique index users_mail on users (lower(mail)) where mail is not null;
"""

AUDIT = """
create table audit (
    id integer primary key,
    at text not null,
    user_id integer,
    who text not null,
    deed text not null,
    subject text,
    details text not null default '{}'
);
create trigger audit_is_not_changed before update on audit
    begin select raise(abort, 'the audit log is only added to'); end;
create trigger audit_is_not_shortened before delete on audit
    begin select raise(abort, 'the audit log is only added to'); end;
"""

INVITATIONS = """
create table invitations (
    id integer primary key,
    name text not null,
    mail text not null,
    role text not null check (role in ('viewer', 'operator', 'lead', 'admin')),
    rights text not null default '{}',
    language text not null default 'uk',
    invited_by integer not null references users (id),
    created_at text not null,
    expires_at text not null,
    used_at text,
    withdrawn_at text
);
"""

ERRANDS = """
alter table sources add column paused_at text;
alter table sources add column paused_by text;
create table errands (
    id integer primary key,
    source text not null,
    since text,
    asked_by text not null,
    asked_at text not null,
    begun_at text,
    claimed_until text,
    done_at text,
    new integer,
    edited integer,
    deleted integer,
    fault text
);
create unique index errands_waiting on errands (source) where done_at is null;
"""
