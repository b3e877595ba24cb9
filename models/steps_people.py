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
