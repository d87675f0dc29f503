"""The shape of a run's index: a small SQLite file that can be made again from the run any time."""

TABLES = """
create table about (key text primary key, value text not null) without rowid;
create table known (decision text primary key) without rowid;
create table lost (
  decision text primary key, kind text, target text, by text, at text, reason text,
  overtaken_by text, in_part integer
);
create table sections (
  place integer primary key, id text unique, level integer, title text, annex integer, theme text,
  paragraphs integer, by_people integer, by_machine integer, prompts integer,
  to_clear integer, seal text
);
create table paragraphs (
  place integer primary key, id text unique, section text, number integer, role text, text text,
  made_by text, flags text, sources integer, machine_text text
);
create index paragraphs_of on paragraphs (section, place);
create index paragraph_numbers on paragraphs (number);
create table citations (
  paragraph text, nth integer, passage text, contribution text, start integer, stop integer,
  quoted integer, primary key (paragraph, nth)
) without rowid;
create index citations_of on citations (contribution);
create table contributions (
  reference text primary key, number integer, kind text, title text, text text, who text,
  organisations text, grouped text, region text, language text, received_at text, audience text,
  consent text, flags text, fate text, fate_of text, position text, url text, words integer,
  session text
);
create table comments (
  reference text primary key, place integer, number integer, paragraph text, given text,
  section text, comment_type text, grouped text, proposed text, rationale text, answers text,
  code text not null default '', discuss integer not null default 0
);
create index comments_in_order on comments (place, number);
create index comments_by_code on comments (code, place, number);
create index comments_of_section on comments (section, code, place, number);
create index comments_of_paragraph on comments (paragraph, place, number);
create table themes (
  place integer primary key, id text unique, label text, phrases text, status text, question text,
  pinned integer, set_aside integer, named_by text, steadiness text, section text,
  passages integer, suggested text, coming text
);
create table passages (
  id text primary key, theme text, unplaced text, contribution text, start integer, stop integer,
  language text, score real, assigned_by text, duplicate_of text, cited integer, says text,
  said_by text
);
create index passages_of on passages (theme, unplaced, score desc, id);
create index passages_said_in on passages (contribution, start);
create table evidence (paragraph text, passage text, how text, primary key (paragraph, passage))
  without rowid;
create table relations (
  reference text, kind text, target text, basis text, likeness real,
  primary key (reference, kind, target)
) without rowid;
create table speakers (
  target text, label text, status text, turns integer, first integer, evidence text, said text,
  session text, primary key (target, label)
) without rowid;
create table voices (
  section text, what text, id text, n integer, name text, primary key (section, what, id)
) without rowid;
"""
"""`voices` holds, for each section and for the whole (section ''), how often whom is cited."""

NOWHERE = 1_000_000_000
"""The place of a comment that is on no paragraph of the draft."""

BLANK = """
update contributions set title = '', text = '', who = '', organisations = '[]', position = '',
  url = '', flags = '[]' where reference = :one;
update comments set proposed = '', rationale = '' where reference = :one;
update paragraphs set text = '[…]', machine_text = '' where id in
  (select paragraph from citations where contribution = :one);
update speakers set label = '', said = '', evidence = '' where target = :one or
  target like :one || '/%';
update voices set name = '' where name like :one || char(10) || '%';
"""
"""Takes away the words of what was erased since the run, `:one`."""
