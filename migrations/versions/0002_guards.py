"""Guards: what the database itself holds to, whatever the code does.

- Row-level security: a transaction sees the rows of the school in `app.school`, and no other's (A6).
- Append-only tables: no role may change or remove a row (C3, A2).
- Versions: every change of a fact raises the version of the child, adult, photo or school it is about, in its own
  transaction, so that a remembered decision is never used after it (P1).
- The audit chain: each entry is numbered and hashed with the one before it (A2).
"""

from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHOOL_TABLES = (
    "adults", "answers", "audit_entries", "channels", "children", "classes", "events", "family_links", "family_sessions",
    "form_versions", "guardians", "guardianships", "participants", "people_in_photos", "photos", "placement_files", "placements",
    "renditions", "restrictions", "reviews", "roster_imports",
)  # fmt: skip
APPEND_ONLY = ("answers", "audit_entries", "form_versions", "restrictions", "reviews")
VERSIONED = ("adults", "children", "photos", "schools")

FUNCTIONS = """
create function app_school() returns uuid language sql stable parallel safe
    as $$ select nullif(current_setting('app.school', true), '')::uuid $$;

create function refuse_change() returns trigger language plpgsql
    as $$ begin raise exception 'rows of % are only ever added', tg_table_name; end $$;

create function raise_version() returns trigger language plpgsql
    as $$ begin new.version := old.version + 1; return new; end $$;

create function touch_child() returns trigger language plpgsql as $$
begin
    if tg_op <> 'DELETE' then update children set version = version where school_id = new.school_id and id = new.child_id; end if;
    if tg_op <> 'INSERT' then update children set version = version where school_id = old.school_id and id = old.child_id; end if;
    return null;
end $$;

create function touch_answered() returns trigger language plpgsql as $$
begin
    update children set version = version where school_id = new.school_id and id = new.child_id;
    update adults set version = version where school_id = new.school_id and id = new.adult_id;
    return null;
end $$;

create function touch_photo() returns trigger language plpgsql as $$
begin
    if tg_op <> 'DELETE' then update photos set version = version where school_id = new.school_id and id = new.photo_id; end if;
    if tg_op = 'DELETE' then update photos set version = version where school_id = old.school_id and id = old.photo_id; end if;
    return null;
end $$;

create function audit_entry_hash(entry audit_entries) returns bytea language sql immutable as $$
    select sha256(entry.previous_hash || convert_to(jsonb_build_array(
        entry.id, entry.school_id, entry.number, extract(epoch from entry.at), entry.actor_kind, entry.actor_id,
        entry.verb, entry.thing_id, entry.why, entry.detail)::text, 'UTF8'))
$$;

create function chain_audit_entry() returns trigger language plpgsql as $$
declare last audit_entries;
begin
    perform pg_advisory_xact_lock(hashtextextended(new.school_id::text, 1));
    select * into last from audit_entries where school_id = new.school_id order by number desc limit 1;
    new.number := coalesce(last.number, 0) + 1;
    new.previous_hash := coalesce(last.hash, ''::bytea);
    new.hash := audit_entry_hash(new);
    return new;
end $$;

create function folded(name text) returns text language sql immutable parallel safe
    as $$ select translate(lower(public.unaccent('public.unaccent'::regdictionary, name)), '-''`', ' ') $$;
"""

TRIGGERS = """
create trigger touch_child after insert or update or delete on guardianships for each row execute function touch_child();
create trigger touch_child after insert on restrictions for each row execute function touch_child();
create trigger touch_answered after insert on answers for each row execute function touch_answered();
create trigger touch_photo after insert or update or delete on people_in_photos for each row execute function touch_photo();
create trigger touch_photo after insert on reviews for each row execute function touch_photo();
create trigger chain before insert on audit_entries for each row execute function chain_audit_entry();
-- Row-level security keeps searches by likeness from any index: the folded name is kept ready instead.
alter table children add column folded_name text generated always as (folded(first_name || ' ' || last_name)) stored;
-- A child's version changes far more often than what is indexed: with room in the page, that touches no index.
alter table children set (fillfactor = 60);
"""


def upgrade() -> None:
    service_role = context.config.attributes["service_role"]
    op.execute("create extension if not exists pg_trgm")
    op.execute("create extension if not exists unaccent")
    op.execute(FUNCTIONS)
    op.execute(f'grant usage on schema public to "{service_role}"')
    op.execute(f'grant select, insert, update, delete on all tables in schema public to "{service_role}"')
    op.execute(f'revoke all on alembic_version from "{service_role}"')
    for table in SCHOOL_TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        # (select …) makes it one constant for the whole statement, so that indexes serve.
        op.execute(f"create policy own_school on {table} using (school_id = (select app_school()))")
    for table in APPEND_ONLY:
        op.execute(f'revoke update, delete, truncate on {table} from "{service_role}"')
        op.execute(f"create trigger only_added before update or delete on {table} for each row execute function refuse_change()")
        op.execute(f"create trigger never_emptied before truncate on {table} execute function refuse_change()")
    for table in VERSIONED:
        op.execute(f"create trigger raise_version before update on {table} for each row execute function raise_version()")
    op.execute(TRIGGERS)
