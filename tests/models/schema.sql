CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE mentions (
    id integer primary key,
    brand text not null,
    source text not null,
    platform text not null,
    external_id text not null,
    kind text not null check (kind in ('post', 'comment')),
    thread_id text not null,
    parent_id text,
    position integer,
    url text,
    author_id text,
    author_name text,
    by_brand integer not null default 0,
    text text not null,
    revision integer not null default 1,
    published_at text not null,
    collected_at text not null,
    edited_at text,
    deleted_at text,
    backfilled integer not null default 0,
    rating real,
    likes integer,
    replies integer,
    shares integer,
    views integer,
    reactions text,
    attachments text not null default '[]',
    judged_by text,
    weighed integer not null default 0, worded integer not null default 0, looked integer not null default 0, purged_at text, refreshed_at text,
    unique (source, external_id)
);
CREATE INDEX mentions_thread on mentions (source, thread_id, published_at);
CREATE INDEX mentions_brand on mentions (brand, published_at);
CREATE INDEX mentions_published on mentions (published_at);
CREATE INDEX mentions_unweighed on mentions (id) where weighed = 0;
CREATE TABLE revisions (
    mention_id integer not null references mentions (id) on delete cascade,
    revision integer not null,
    text text not null,
    replaced_at text not null,
    primary key (mention_id, revision)
);
CREATE TABLE threads (
    source text not null,
    thread_id text not null,
    cursor text,
    replies integer,
    published_at text,
    read_at text,
    primary key (source, thread_id)
);
CREATE INDEX threads_recent on threads (source, published_at);
CREATE TABLE sources (
    source text primary key,
    cursor text,
    backfilled_at text,
    started_at text,
    claimed_until text,
    succeeded_at text,
    failed_at text,
    error text,
    permanent integer not null default 0,
    failures integer not null default 0,
    retry_at text,
    new integer not null default 0,
    next_at text
, paused_at text, paused_by text);
CREATE TABLE turns (
    id integer primary key,
    source text not null,
    started_at text not null,
    ended_at text not null,
    new integer not null,
    edited integer not null,
    deleted integer not null,
    error text
);
CREATE INDEX turns_source on turns (source, started_at);
CREATE TABLE verdicts (
    mention_id integer not null references mentions (id) on delete cascade,
    artefact text not null,
    revision integer not null,
    judged_at text not null,
    primary_label text not null,
    complaint real not null,
    question real not null,
    praise real not null,
    risk real not null,
    is_complaint integer not null,
    is_question integer not null,
    is_praise integer not null,
    is_risk integer not null,
    sentiment text not null,
    sentiment_score real not null,
    language text not null,
    risk_topics text not null,
    confident integer not null,
    evidence text not null,
    primary key (mention_id, artefact, revision)
);
CREATE TABLE users (
    id integer primary key,
    login text not null unique,
    name text not null,
    role text not null check (role in ('viewer', 'operator', 'lead', 'admin')),
    language text not null default 'uk',
    password_hash text not null,
    session integer not null default 1,
    active integer not null default 1,
    created_at text not null
, mail text);
CREATE TABLE decisions (
    id integer primary key,
    mention_id integer not null references mentions (id) on delete cascade,
    user_id integer not null references users (id),
    at text not null,
    primary_label text not null,
    is_complaint integer not null,
    is_question integer not null,
    is_praise integer not null,
    is_risk integer not null,
    replaced_at text,
    undone_at text
);
CREATE UNIQUE INDEX decisions_in_force on decisions (mention_id)
    where replaced_at is null and undone_at is null;
CREATE TABLE cases (
    id integer primary key,
    brand text not null,
    status text not null check (status in ('new', 'taken', 'answered', 'snoozed', 'closed')),
    label text not null,
    urgency integer not null,
    lead_id integer not null references mentions (id) on delete cascade,
    lead_published_at text not null,
    opened_at text not null,
    assignee_id integer references users (id),
    reason text,
    snoozed_until text,
    version integer not null default 1
, members integer not null default 1, people integer not null default 1, merged_into integer references cases (id), place text not null default '', liked integer not null default 0, shared integer not null default 0, muted_at text, muted_voices integer);
CREATE INDEX cases_lead on cases (lead_id);
CREATE INDEX cases_snoozed on cases (snoozed_until) where snoozed_until is not null;
CREATE TABLE case_mentions (
    mention_id integer primary key references mentions (id) on delete cascade,
    case_id integer not null references cases (id) on delete cascade
, replied_at text);
CREATE INDEX case_mentions_case on case_mentions (case_id);
CREATE TABLE actions (
    id integer primary key,
    case_id integer not null references cases (id) on delete cascade,
    kind text not null,
    user_id integer references users (id),
    at text not null,
    details text not null default '{}',
    before text not null,
    version integer not null,
    undone_at text,
    undone_by integer references users (id)
);
CREATE INDEX actions_case on actions (case_id, id);
CREATE TABLE incidents (
    id integer primary key,
    brand text not null,
    opened_at text not null,
    since text not null,
    window_hours integer not null,
    observed integer not null,
    expected real not null,
    chance_per_month real not null,
    peak integer not null,
    last_step_at text not null,
    seen_at text not null,
    over_at text
);
CREATE UNIQUE INDEX incidents_open on incidents (brand) where over_at is null;
CREATE TABLE incident_steps (
    incident_id integer not null references incidents (id) on delete cascade,
    step integer not null,
    kind text not null check (kind in ('opened', 'grew', 'over')),
    at text not null,
    details text not null,
    primary key (incident_id, step)
);
CREATE TABLE alerts (
    id integer primary key,
    key text not null unique,
    kind text not null,
    brand text,
    incident_id integer references incidents (id) on delete cascade,
    channel text not null,
    recipient text not null,
    payload text not null,
    created_at text not null,
    attempts integer not null default 0,
    next_at text not null,
    claimed_until text,
    sent_at text,
    refused_at text,
    error text
, held_until text);
CREATE INDEX alerts_waiting on alerts (next_at) where sent_at is null and refused_at is null;
CREATE VIEW in_force as
    select
        m.id as mention_id,
        coalesce(d.primary_label, v.primary_label) as label,
        coalesce(d.is_complaint, v.is_complaint) as complaint,
        coalesce(d.is_question, v.is_question) as question,
        coalesce(d.is_praise, v.is_praise) as praise,
        coalesce(d.is_risk, v.is_risk) as risk,
        v.sentiment as sentiment,
        v.language as language,
        v.risk_topics as risk_topics,
        v.confident as confident,
        d.id is not null as decided
    from mentions as m
    left join verdicts as v
        on v.mention_id = m.id and v.artefact = m.judged_by and v.revision = m.revision
    left join decisions as d
        on d.mention_id = m.id and d.replaced_at is null and d.undone_at is null;
CREATE TABLE drafts (
    case_id integer not null references cases (id) on delete cascade,
    user_id integer not null references users (id) on delete cascade,
    text text not null,
    revision integer not null default 1,
    begun_at text not null,
    saved_at text not null,
    primary key (case_id, user_id)
);
CREATE TABLE presence (
    case_id integer not null references cases (id) on delete cascade,
    user_id integer not null references users (id) on delete cascade,
    seen_at text not null,
    primary key (case_id, user_id)
);
CREATE VIRTUAL TABLE search using fts5 (
    words, forms, author, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co So'", columnsize = 0
);
CREATE TABLE 'search_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE 'search_content'(id INTEGER PRIMARY KEY, c0, c1, c2);
CREATE TABLE 'search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TRIGGER mentions_unsearched after delete on mentions
    begin delete from search where rowid = old.id; end;
CREATE INDEX mentions_worded on mentions (worded);
CREATE INDEX alerts_recipient on alerts (channel, recipient, created_at);
CREATE TABLE votes (
    incident_id integer not null references incidents (id) on delete cascade,
    voter text not null,
    useful integer not null,
    at text not null,
    primary key (incident_id, voter)
);
CREATE TABLE acknowledgements (
    incident_id integer not null references incidents (id) on delete cascade,
    who text not null,
    at text not null,
    primary key (incident_id, who)
);
CREATE TABLE suspicions (
    mention_id integer primary key references mentions (id) on delete cascade,
    score real not null,
    reasons text not null,
    found_at text not null
);
CREATE INDEX mentions_unlooked on mentions (brand, id) where looked < revision and backfilled = 0;
CREATE TABLE templates (
    id integer primary key,
    brand text not null,
    name text not null,
    uk text not null default '',
    ru text not null default '',
    en text not null default '',
    saved_at text not null,
    saved_by integer not null references users (id),
    removed_at text
);
CREATE UNIQUE INDEX templates_name on templates (brand, name) where removed_at is null;
CREATE TABLE batches (
    id integer primary key,
    kind text not null,
    user_id integer not null references users (id),
    at text not null
);
CREATE TABLE batch_actions (
    action_id integer primary key references actions (id) on delete cascade,
    batch_id integer not null references batches (id) on delete cascade
);
CREATE INDEX batch_actions_batch on batch_actions (batch_id);
CREATE TABLE case_tags (
    case_id integer not null references cases (id) on delete cascade,
    tag text not null,
    primary key (case_id, tag)
);
CREATE INDEX case_tags_tag on case_tags (tag);
CREATE INDEX mentions_author on mentions (platform, author_id, published_at) where author_id is not null;
CREATE TABLE attempts (
    id integer primary key,
    login text not null,
    address text,
    at text not null
);
CREATE INDEX attempts_login on attempts (login, at);
CREATE INDEX attempts_address on attempts (address, at) where address is not null;
CREATE TABLE saved_views (
    id integer primary key,
    user_id integer not null references users (id) on delete cascade,
    room text not null check (room in ('queue', 'mentions')),
    name text not null,
    query text not null,
    shared integer not null default 0,
    saved_at text not null,
    unique (user_id, room, name)
);
CREATE INDEX mentions_deleted on mentions (id) where deleted_at is not null;
CREATE TABLE imports (
    source text primary key,
    brand text not null,
    columns text not null,
    day_first integer,
    imported_at text not null
);
CREATE TABLE hook_calls (
    source text primary key,
    called_at text,
    refused_at text,
    refusal text,
    hour text not null default '',
    events integer not null default 0,
    octets integer not null default 0
);
CREATE TABLE hook_events (
    source text not null,
    event text not null,
    at text not null,
    primary key (source, event)
) without rowid;
CREATE INDEX hook_events_at on hook_events (at);
CREATE TABLE hook_stamps (
    source text not null,
    external_id text not null,
    stamp integer not null,
    gone integer not null,
    at text not null,
    primary key (source, external_id)
) without rowid;
CREATE INDEX hook_stamps_at on hook_stamps (at);
CREATE TABLE rights (
    user_id integer not null references users (id) on delete cascade,
    brand text not null,
    role text not null check (role in ('viewer', 'operator', 'lead')),
    primary key (user_id, brand)
);
CREATE UNIQUE INDEX users_mail on users (lower(mail)) where mail is not null;
CREATE TABLE audit (
    id integer primary key,
    at text not null,
    user_id integer,
    who text not null,
    deed text not null,
    subject text,
    details text not null default '{}'
);
CREATE TRIGGER audit_is_not_changed before update on audit
    begin select raise(abort, 'the audit log is only added to'); end;
CREATE TRIGGER audit_is_not_shortened before delete on audit
    begin select raise(abort, 'the audit log is only added to'); end;
CREATE TABLE invitations (
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
CREATE TABLE erasure (key blob not null);
CREATE TABLE erased (print text primary key, at text not null) without rowid;
CREATE TABLE purges (
    id integer primary key,
    kind text not null check (kind in ('rules', 'author')),
    at text not null,
    mentions integer not null,
    cases integer not null,
    alerts integer not null,
    scrubbed_at text
);
CREATE INDEX mentions_judged on mentions (judged_by) where purged_at is null;
CREATE TABLE errands (
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
CREATE UNIQUE INDEX errands_waiting on errands (source) where done_at is null;
CREATE TABLE lexicon (
    id integer primary key,
    brand text not null,
    phrase text not null,
    forms text not null,
    mark text not null check (mark in ('bad', 'neutral', 'good')),
    added_at text not null,
    added_by integer not null references users (id),
    removed_at text,
    removed_by integer references users (id)
);
CREATE UNIQUE INDEX lexicon_forms on lexicon (brand, forms) where removed_at is null;
CREATE TABLE unsure (
    mention_id integer primary key references mentions (id) on delete cascade,
    place integer not null,
    alike integer not null,
    chosen_at text not null
);
CREATE TABLE draws (
    id integer primary key,
    mention_id integer not null unique references mentions (id) on delete cascade,
    artefact text not null,
    is_complaint integer not null,
    is_question integer not null,
    is_praise integer not null,
    is_risk integer not null,
    drawn_at text not null
);
CREATE INDEX draws_artefact on draws (artefact, id);
CREATE TABLE passed (
    mention_id integer primary key references mentions (id) on delete cascade,
    user_id integer not null references users (id),
    at text not null
);
CREATE TABLE trainings (
    id integer primary key,
    asked_by integer not null references users (id),
    asked_at text not null,
    attempts integer not null default 0,
    claimed_until text,
    percent integer not null default 0,
    artefact text,
    outcome text,
    error text,
    ended_at text
);
CREATE UNIQUE INDEX trainings_under_way on trainings (ended_at is null) where ended_at is null;
CREATE TABLE rules (
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
CREATE TABLE rule_hits (
    rule_id integer not null references rules (id) on delete cascade,
    case_id integer not null references cases (id) on delete cascade,
    at text not null,
    actions text not null,
    primary key (rule_id, case_id)
);
CREATE INDEX rule_hits_at on rule_hits (rule_id, at);
CREATE INDEX cases_opened on cases (opened_at);
CREATE TABLE likenesses (
    mention_id integer primary key references mentions (id) on delete cascade,
    revision integer not null,
    words blob not null,
    filed_at text
);
CREATE INDEX likenesses_filed on likenesses (filed_at) where filed_at is not null;
CREATE TABLE likeness_keys (
    brand text not null,
    word integer not null,
    mention_id integer not null references mentions (id) on delete cascade,
    primary key (brand, word, mention_id)
) without rowid;
CREATE INDEX likeness_keys_mention on likeness_keys (mention_id);
CREATE INDEX cases_merged on cases (merged_into) where merged_into is not null;
CREATE TABLE stops (
    channel text not null,
    recipient text not null,
    why text not null check (why in ('refused', 'left')),
    reason text not null default '',
    at text not null,
    primary key (channel, recipient)
);
CREATE TABLE replies (
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
CREATE INDEX replies_case on replies (case_id);
CREATE INDEX replies_waiting on replies (next_at) where state = 'waiting';
CREATE INDEX cases_listed on cases
    (status, place, lead_published_at, lead_id, label, brand, assignee_id, merged_into, muted_at);
CREATE INDEX cases_open on cases
    (place, lead_published_at desc, id desc, lead_id, label, brand, assignee_id, merged_into)
    where status in ('new', 'taken');
CREATE INDEX cases_muted on cases (muted_at) where muted_at is not null;
CREATE INDEX mentions_replies on mentions (source, parent_id, published_at) where by_brand = 1;
CREATE TABLE author_marks (
    id integer primary key,
    brand text not null,
    platform text not null,
    author_id text not null,
    mark text,
    user_id integer not null references users (id),
    at text not null,
    undone_at text
);
CREATE INDEX author_marks_author on author_marks (brand, platform, author_id, id);
CREATE VIRTUAL TABLE case_search using fts5 (
    words, forms, author, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co So'", columnsize = 0
);
CREATE TABLE 'case_search_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'case_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE 'case_search_content'(id INTEGER PRIMARY KEY, c0, c1, c2);
CREATE TABLE 'case_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TRIGGER case_mentions_searched after insert on case_mentions begin
    insert into case_search (rowid, words, forms, author)
        select rowid, words, forms, author from search where rowid = new.mention_id; end;
CREATE TRIGGER case_mentions_unsearched after delete on case_mentions
    begin delete from case_search where rowid = old.mention_id; end;
CREATE INDEX cases_counted on cases
    (status, label, merged_into, muted_at, lead_id, brand, assignee_id, lead_published_at);
