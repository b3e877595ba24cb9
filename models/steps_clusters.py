"""What the steps of the schema for cases of many do. A released step is never edited."""

CLUSTERS = """
create table likenesses (
    mention_id integer primary key references mentions (id) on delete cascade,
    revision integer not null,
    words blob not null,
    filed_at text
);
create index likenesses_filed on likenesses (filed_at) where filed_at is not null;
create table likeness_keys (
    brand text not null,
    word integer not null,
    mention_id integer not null references mentions (id) on delete cascade,
    primary key (brand, word, mention_id)
) without rowid;
create index likeness_keys_mention on likeness_keys (mention_id);
alter table case_mentions add column replied_at text;
alter table cases add column members integer not null default 1;
alter table cases add column people integer not null default 1;
alter table cases add column merged_into integer references cases (id);
create index cases_merged on cases (merged_into) where merged_into is not null;
drop index cases_listed;
create index cases_listed on cases
    (status, urgency, lead_published_at, lead_id, label, brand, assignee_id, merged_into);
"""

PLACES = """
alter table cases add column place text not null default '';
alter table cases add column liked integer not null default 0;
alter table cases add column shared integer not null default 0;
alter table cases add column muted_at text;
alter table cases add column muted_voices integer;
update cases set place = strftime('%Y-%m-%dT%H:%M:%f+00:00', lead_published_at, case urgency
    when 0 then '-240 hours' when 1 then '-24 hours' when 2 then '-8 hours' when 3 then '-2 hours'
    else '-0 hours' end);
update mentions set weighed = 0 where id in (select lead_id from cases where status in ('new', 'taken'));
drop index cases_listed;
create index cases_listed on cases
    (status, place, lead_published_at, lead_id, label, brand, assignee_id, merged_into, muted_at);
create index cases_open on cases
    (place, lead_published_at desc, id desc, lead_id, label, brand, assignee_id, merged_into)
    where status in ('new', 'taken');
create index cases_muted on cases (muted_at) where muted_at is not null;
create index mentions_replies on mentions (source, parent_id, published_at) where by_brand = 1;
"""

MARKS = """
create table author_marks (
    id integer primary key,
    brand text not null,
    platform text not null,
    author_id text not null,
    mark text,
    user_id integer not null references users (id),
    at text not null,
    undone_at text
);
create index author_marks_author on author_marks (brand, platform, author_id, id);
"""

CASE_SEARCH = """
create virtual table case_search using fts5 (
    words, forms, author, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co So'", columnsize = 0
);
insert into case_search (rowid, words, forms, author)
    select s.rowid, s.words, s.forms, s.author
    from case_mentions as k join search as s on s.rowid = k.mention_id;
create trigger case_mentions_searched after insert on case_mentions begin
    insert into case_search (rowid, words, forms, author)
        select rowid, words, forms, author from search where rowid = new.mention_id; end;
create trigger case_mentions_unsearched after delete on case_mentions
    begin delete from case_search where rowid = old.mention_id; end;
"""

COUNTED = """
create index cases_counted on cases
    (status, label, merged_into, muted_at, lead_id, brand, assignee_id, lead_published_at);
"""
