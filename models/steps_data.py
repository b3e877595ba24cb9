"""What the steps of the schema do that bring data in and take it away. A released step is never edited."""

IMPORTS = """
create table imports (
    source text primary key,
    brand text not null,
    columns text not null,
    day_first integer,
    imported_at text not null
);
"""
