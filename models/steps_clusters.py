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
