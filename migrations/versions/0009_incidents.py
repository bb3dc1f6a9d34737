"""Large events, third-party captures, misuse reports, and what is learned from them."""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CHANGED_TABLES = (
    "learning_actions",
    "lessons",
    "reports",
    "opt_outs",
    "photographers",
    "report_alerts",
    "report_referrals",
    "report_tasks",
    "captures",
    "opted_out_children",
    "report_subjects",
    "capture_tasks",
    "group_pictures",
    "publication_holds",
    "reported_photos",
    "report_pulls",
    "report_gaps",
)
APPEND_ONLY = (
    "confirmed_notices",
    "report_entries",
    "capture_entries",
    "captured_children",
    "reported_children",
    "learning_reviews",
    "crowd_checks",
    "report_files",
    "digests",
)

CHECKS = {
    "events": {
        "scale": "scale in ('ordinary', 'large', 'public')",
        "spectators": "spectators in ('allowed', 'registered_only', 'none')",
    },
    "memberships": {
        "role": "role in ('staff', 'publisher', 'photographer', 'office', 'lead', 'head', 'dpo', 'admin', 'steward', 'chair')",
    },
    "people_in_photos": {"resolution": "resolution in ('open', 'child', 'adult', 'redacted', 'not_identifiable', 'crowd')"},
    "public_codes": {
        "kind": "kind in ('placement', 'channel', 'family', 'entry', 'issue', 'pack', 'screen', 'notice', 'badge', 'report', 'reported')"
    },
}

# An event's version stands in the fingerprint of its photos (P7, E2, E3); where a crowd is to be seen, so does everybody who takes part (E6).
FINGERPRINTS = """
create or replace view photo_fingerprints with (security_invoker = true) as
select photo.school_id, photo.id as photo_id, array[photo.version, school.version, event.version] || array(
    select coalesce(child.version, adult.version, 0)
    from people_in_photos person
    left join children child on child.school_id = person.school_id and child.id = person.child_id
    left join adults adult on adult.school_id = person.school_id and adult.id = person.adult_id
    where person.school_id = photo.school_id and person.photo_id = photo.id
    order by person.number
) || case when exists (
    select from people_in_photos person
    where person.school_id = photo.school_id and person.photo_id = photo.id and person.resolution = 'crowd'
) then (
    select array[coalesce(hashtextextended(string_agg(child.id::text || child.version, ',' order by child.id), 0), 0)]
    from participants taking_part
    join children child on child.school_id = taking_part.school_id and child.id = taking_part.child_id
    where taking_part.school_id = photo.school_id and taking_part.event_id = photo.event_id
) else '{}'::bigint[] end as fingerprint
from photos photo
join schools school on school.id = photo.school_id
join events event on event.school_id = photo.school_id and event.id = photo.event_id
"""

TOUCHING = """
drop trigger touch_photos on events;
drop function touch_photos_of_event();
create trigger raise_version before update on events for each row execute function raise_version();

create function touch_event() returns trigger language plpgsql as $$
begin
    update events set version = version where school_id = new.school_id and id = new.event_id;
    return null;
end $$;
create trigger touch_event after insert on confirmed_notices for each row execute function touch_event();
create trigger touch_event after insert or update on opt_outs for each row execute function touch_event();
create trigger touch_child after insert or update or delete on opted_out_children for each row execute function touch_child();
create trigger touch_photo after insert on crowd_checks for each row execute function touch_photo();

create function touch_held() returns trigger language plpgsql as $$
begin
    update children set version = version where school_id = new.school_id and id = new.child_id;
    update photos set version = version where school_id = new.school_id and id = new.photo_id;
    return null;
end $$;
create trigger touch_held after insert or update on publication_holds for each row execute function touch_held();
"""

# Who may send no pictures here any more is on no register from then on: neither badge nor pictures count (X3, E4).
LEAVING = """
create function end_photographers() returns trigger language plpgsql as $$
declare before text := coalesce(current_setting('app.school', true), '');
begin
    if not exists (select from memberships held where held.user_id = old.user_id and held.school_id = old.school_id
            and held.role in ('staff', 'publisher', 'photographer', 'lead', 'head')) then
        perform set_config('app.school', old.school_id::text, true);
        update photographers set ended_at = now() where school_id = old.school_id and user_id = old.user_id and ended_at is null;
        perform set_config('app.school', before, true);
    end if;
    return null;
end $$;
create trigger end_photographers after delete on memberships for each row execute function end_photographers();
"""

# Who reads a report (M3, M4): the leads; the head, where it is about a lead; the chair, where it is about the head; where everybody in
# that role is barred or there is nobody, the next in line. Never anybody whom it is about.
READERS = """
create function report_readers(the_school uuid, the_level int, closed_to uuid[], bars_leads boolean, bars_heads boolean)
    returns setof uuid language sql stable as $$
    with held as (
        select member.user_id, member.role, case member.role when 'lead' then 0 when 'head' then 1 when 'chair' then 2 end as rank
        from memberships member join users person on person.id = member.user_id and person.left_at is null
        where member.school_id = the_school and member.role in ('lead', 'head', 'chair')
    ), eligible as (
        select user_id, rank from held
        where user_id <> all (closed_to)
            and not (bars_leads and user_id in (select user_id from held where role = 'lead'))
            and not (bars_heads and user_id in (select user_id from held where role = 'head'))
    )
    select user_id from eligible where rank = (select min(rank) from eligible where rank >= the_level)
$$;

create function may_read_report(the_school uuid, the_level int, closed_to uuid[], bars_leads boolean, bars_heads boolean)
    returns boolean language plpgsql stable as $$
declare reader text := coalesce(current_setting('app.reader', true), '');
begin
    if reader = 'all' then return true; end if;
    if reader = '' then return false; end if;
    return reader::uuid in (select report_readers(the_school, the_level, closed_to, bars_leads, bars_heads));
end $$;

-- The children and photos out of service for a report that this person may read; nothing else tells why (M7).
create function holds_known_to(the_school uuid, the_reader uuid)
    returns table (child_id uuid, photo_id uuid) language plpgsql as $$
declare before text := coalesce(current_setting('app.reader', true), '');
begin
    perform set_config('app.reader', the_reader::text, true);
    return query select held.child_id, held.photo_id from publication_holds held
        join report_pulls pull on pull.school_id = held.school_id and pull.hold_id = held.id
        where held.school_id = the_school and held.ended_at is null;
    perform set_config('app.reader', before, true);
end $$;

-- The seals that were set for a report which this person may not read: a list of seals would tell them of it (I4).
create function seals_kept_from(the_school uuid, the_reader uuid) returns setof uuid language plpgsql as $$
declare
    before text := coalesce(current_setting('app.reader', true), '');
    every_one uuid[];
    known uuid[];
begin
    perform set_config('app.reader', 'all', true);
    every_one := array(select seal_id from reported_photos where school_id = the_school and seal_id is not null);
    perform set_config('app.reader', coalesce(the_reader::text, ''), true);
    known := array(select seal_id from reported_photos where school_id = the_school and seal_id is not null);
    perform set_config('app.reader', before, true);
    return query select unnest(every_one) except select unnest(known);
end $$;

create policy for_its_readers on reports as restrictive for select
    using (may_read_report(school_id, level, closed_to, bars_leads, bars_heads));

create policy for_its_readers_to_change on reports as restrictive for update
    using (may_read_report(school_id, level, closed_to, bars_leads, bars_heads)) with check (true);
create policy for_its_readers_to_remove on reports as restrictive for delete
    using (may_read_report(school_id, level, closed_to, bars_leads, bars_heads));

-- How high a subject takes a report, and who had their role when they were named: it stays so whatever roles they have later. Who is
-- found in a report's words alone is barred, and raises nothing.
create function fix_subject() returns trigger language plpgsql as $$
declare named_roles text[] := array(
    select held.role from memberships held where held.school_id = new.school_id and held.user_id = new.user_id);
begin
    new.level := case when new.from_words then 0
        when new.kind = 'head' or 'head' = any (named_roles) then 2
        when new.kind = 'lead' or 'lead' = any (named_roles) then 1
        else 0 end;
    new.held_by := case when new.user_id is null and new.kind in ('lead', 'head') then array(
        select held.user_id from memberships held where held.school_id = new.school_id and held.role = new.kind)
        else '{}' end;
    return new;
end $$;
create trigger fix_subject before insert on report_subjects for each row execute function fix_subject();

create function close_report_to_subjects() returns trigger language plpgsql as $$
declare before text := coalesce(current_setting('app.reader', true), '');
begin
    perform set_config('app.reader', 'all', true);
    update reports set
        (level, closed_to, bars_leads, bars_heads) = (
            select coalesce(max(subject.level), 0),
                array(select named.user_id from report_subjects named
                    where named.school_id = new.school_id and named.report_id = new.report_id and named.cleared_at is null
                        and named.user_id is not null
                    union
                    select unnest(named.held_by) from report_subjects named
                    where named.school_id = new.school_id and named.report_id = new.report_id and named.cleared_at is null),
                coalesce(bool_or(subject.kind = 'lead' and subject.user_id is null), false),
                coalesce(bool_or(subject.kind = 'head' and subject.user_id is null), false)
            from report_subjects subject
            where subject.school_id = new.school_id and subject.report_id = new.report_id and subject.cleared_at is null
        )
    where school_id = new.school_id and id = new.report_id;
    perform set_config('app.reader', before, true);
    return null;
end $$;
create trigger close_report after insert or update on report_subjects for each row execute function close_report_to_subjects();

-- That a picture may be nude is never taken back (M2).
create function refuse_lowering() returns trigger language plpgsql as $$
begin
    if new.images <> old.images or (old.raised_to is not null and coalesce(new.raised_to, '') not in (old.raised_to, 'yes')) then
        raise exception 'whether a report may be about nude or semi-nude images is only ever raised';
    end if;
    return new;
end $$;
create trigger refuse_lowering before update on reports for each row execute function refuse_lowering();
"""
# Once a picture may be nude, what came with the report is reached by nobody, and nothing comes any more (M2).
SEALED_WITH_ITS_REPORT = """
create policy while_it_is_safe_to_read on report_files as restrictive for select using (exists (
    select from reports report
    where report.school_id = report_files.school_id and report.id = report_files.report_id and report.raised_to is null));
create policy while_it_is_safe_to_add on report_files as restrictive for insert with check (exists (
    select from reports report
    where report.school_id = report_files.school_id and report.id = report_files.report_id and report.raised_to is null))
"""
OF_A_REPORT = """
create policy of_a_report_to_read on {table} as restrictive for select using (exists (
    select from reports report where report.school_id = {table}.school_id and report.id = {table}.report_id));
create policy of_a_report_to_change on {table} as restrictive for update using (exists (
    select from reports report where report.school_id = {table}.school_id and report.id = {table}.report_id)) with check (true);
create policy of_a_report_to_remove on {table} as restrictive for delete using (exists (
    select from reports report where report.school_id = {table}.school_id and report.id = {table}.report_id))
"""
HANGS_ON_A_REPORT = (
    "report_alerts",
    "report_entries",
    "report_files",
    "report_referrals",
    "report_tasks",
    "report_subjects",
    "reported_children",
    "reported_photos",
    "report_pulls",
)

# What hangs on a sealed or deleted photo isn't there for anybody (I3, W3), as in 0007.
OF_A_REACHABLE_PHOTO = """
create policy of_a_reachable_photo on {table} as restrictive for select using (photo_id is null or (select sees_every_photo()) or exists (
    select from photos photo where photo.school_id = {table}.school_id and photo.id = {table}.photo_id))
"""
HANGS_ON_A_PHOTO = ("crowd_checks", "publication_holds")

# What waits under the names that breaches had.
RENAMED = """
alter table letters no force row level security;
update letters set kind = replace(kind, 'incidents.', 'breaches.'), key = replace(key, 'incidents.', 'breaches.')
    where kind like 'incidents.%';
alter table letters force row level security;
update procrastinate_jobs set args = jsonb_set(args, '{reaction}', to_jsonb(replace(args ->> 'reaction', 'incidents.', 'breaches.')))
    where args ->> 'reaction' like 'incidents.%'
"""


def upgrade() -> None:  # noqa: PLR0915 (one table after the other)
    op.create_table(
        "digests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_digests_school_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["users.id"], name=op.f("fk_digests_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_digests_school_id_id")),
        sa.UniqueConstraint("school_id", "term", name=op.f("uq_digests_school_id_term")),
    )
    op.create_table(
        "learning_actions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "theme in ('asking_for_consent', 'taking_pictures', 'choosing_pictures', 'names_beside_pictures', 'websites', 'social_media', 'messages_and_sharing', 'faked_images', 'devices', 'visitors_and_press', 'other')",
            name=op.f("ck_learning_actions_theme"),
        ),
        sa.ForeignKeyConstraint(["done_by"], ["users.id"], name=op.f("fk_learning_actions_done_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_learning_actions_owner_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_learning_actions_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_actions")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_learning_actions_school_id_id")),
    )
    op.create_table(
        "lessons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "theme in ('asking_for_consent', 'taking_pictures', 'choosing_pictures', 'names_beside_pictures', 'websites', 'social_media', 'messages_and_sharing', 'faked_images', 'devices', 'visitors_and_press', 'other')",
            name=op.f("ck_lessons_theme"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_lessons_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_lessons_school_id_id")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("images", sa.String(), nullable=False),
        sa.Column("raised_to", sa.String(), nullable=True),
        sa.Column("likenesses", postgresql.ARRAY(sa.String()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("reporter", sa.String(), nullable=False),
        sa.Column("reporter_name", sa.String(), nullable=False),
        sa.Column("reporter_contact", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("about_name", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("happened", sa.String(), nullable=False),
        sa.Column("danger_now", sa.Boolean(), nullable=False),
        sa.Column("blackmail", sa.Boolean(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("closed_to", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("bars_leads", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("bars_heads", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("risk_now", sa.String(), nullable=False),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("about in ('nobody_here', 'staff', 'lead', 'head', 'not_said')", name=op.f("ck_reports_about")),
        sa.CheckConstraint("images in ('no', 'yes', 'unsure')", name=op.f("ck_reports_images")),
        sa.CheckConstraint("raised_to in ('yes', 'unsure')", name=op.f("ck_reports_raised_to")),
        sa.CheckConstraint("images = 'no' or likenesses = '{}'", name=op.f("ck_reports_likenesses_of_safe")),
        sa.CheckConstraint("kind in ('by_adult', 'by_child', 'not_known')", name=op.f("ck_reports_kind")),
        sa.CheckConstraint(
            "not is_anonymous or (reporter_name = '' and reporter_contact = '' and made_by is null and received_at is null)",
            name=op.f("ck_reports_anonymous"),
        ),
        sa.CheckConstraint(
            "outcome in ('substantiated', 'unsubstantiated', 'unfounded', 'malicious', 'no_further_action', 'passed_on')",
            name=op.f("ck_reports_outcome"),
        ),
        sa.CheckConstraint("reporter in ('staff', 'parent', 'pupil', 'public', 'not_said')", name=op.f("ck_reports_reporter")),
        sa.CheckConstraint("severity in ('not_set', 'low', 'medium', 'high')", name=op.f("ck_reports_severity")),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["users.id"], name=op.f("fk_reports_acknowledged_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_reports_closed_by")),
        sa.ForeignKeyConstraint(["handler_id"], ["users.id"], name=op.f("fk_reports_handler_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_reports_made_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_reports_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("reference", name=op.f("uq_reports_reference")),
        sa.UniqueConstraint("school_id", "id", "images", name=op.f("uq_reports_school_id_id_images")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_reports_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_reports_seq")),
    )
    op.create_index("ix_reports_school_id_closed_at", "reports", ["school_id", "closed_at"], unique=False)
    op.create_table(
        "confirmed_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('advance_letter', 'door_sign', 'announcement', 'programme_text')", name=op.f("ck_confirmed_notices_kind")
        ),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_confirmed_notices_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "event_id"], ["events.school_id", "events.id"], name=op.f("fk_confirmed_notices_school_id_event_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_confirmed_notices_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmed_notices")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_confirmed_notices_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_confirmed_notices_seq")),
    )
    op.create_index("ix_confirmed_notices_school_id_event_id", "confirmed_notices", ["school_id", "event_id"], unique=False)
    op.create_table(
        "learning_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_learning_reviews_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "action_id"],
            ["learning_actions.school_id", "learning_actions.id"],
            name=op.f("fk_learning_reviews_school_id_action_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_learning_reviews_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_reviews")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_learning_reviews_school_id_id")),
    )
    op.create_table(
        "opt_outs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("child_name", sa.String(), nullable=False),
        sa.Column("class_or_group", sa.String(), nullable=False),
        sa.Column("looks", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("why_again", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('open', 'matched', 'settled')", name=op.f("ck_opt_outs_state")),
        sa.ForeignKeyConstraint(
            ["school_id", "event_id"], ["events.school_id", "events.id"], name=op.f("fk_opt_outs_school_id_event_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_opt_outs_school_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"], name=op.f("fk_opt_outs_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_outs")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_opt_outs_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_opt_outs_seq")),
    )
    op.create_index("ix_opt_outs_school_id_event_id", "opt_outs", ["school_id", "event_id"], unique=False)
    op.create_table(
        "photographers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("badge_number", sa.Integer(), nullable=False),
        sa.Column("badge_code", sa.String(), nullable=False),
        sa.Column("identity_checked_by", sa.Uuid(), nullable=True),
        sa.Column("identity_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity_seen", sa.String(), nullable=False),
        sa.Column("brief_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("brief_signed_to", sa.Uuid(), nullable=True),
        sa.Column("brief_text", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name=op.f("fk_photographers_added_by")),
        sa.ForeignKeyConstraint(["brief_signed_to"], ["users.id"], name=op.f("fk_photographers_brief_signed_to")),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_photographers_ended_by")),
        sa.ForeignKeyConstraint(["identity_checked_by"], ["users.id"], name=op.f("fk_photographers_identity_checked_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "event_id"], ["events.school_id", "events.id"], name=op.f("fk_photographers_school_id_event_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_photographers_school_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_photographers_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photographers")),
        sa.UniqueConstraint("badge_code", name=op.f("uq_photographers_badge_code")),
        sa.UniqueConstraint(
            "school_id", "event_id", "badge_number", name=op.f("uq_photographers_school_id_event_id_badge_number")
        ),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_photographers_school_id_id")),
    )
    op.create_index(
        "uq_photographers_user",
        "photographers",
        ["school_id", "event_id", "user_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "report_alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "report_id"], ["reports.school_id", "reports.id"], name=op.f("fk_report_alerts_school_id_report_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_report_alerts_school_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_report_alerts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_alerts")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_report_alerts_school_id_id")),
        sa.UniqueConstraint(
            "school_id", "report_id", "user_id", "step", name=op.f("uq_report_alerts_school_id_report_id_user_id_step")
        ),
    )
    op.create_index("ix_report_alerts_school_id_report_id", "report_alerts", ["school_id", "report_id"], unique=False)
    op.create_table(
        "report_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("happened", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('received', 'added', 'answer', 'note', 'correction', 'action', 'decision', 'subject', 'child', 'triage', 'referral', 'referral_answer', 'task', 'task_done', 'taken_on', 'handed_over', 'pulled', 'sealed', 'traced', 'alert', 'acknowledged', 'playbook', 'closed', 'reopened')",
            name=op.f("ck_report_entries_kind"),
        ),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_report_entries_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "corrects_id"],
            ["report_entries.school_id", "report_entries.id"],
            name=op.f("fk_report_entries_school_id_corrects_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "report_id"], ["reports.school_id", "reports.id"], name=op.f("fk_report_entries_school_id_report_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_report_entries_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_entries")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_report_entries_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_report_entries_seq")),
    )
    op.create_index("ix_report_entries_school_id_report_id", "report_entries", ["school_id", "report_id"], unique=False)
    op.create_table(
        "report_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("images", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.CheckConstraint("images = 'no'", name=op.f("ck_report_files_images_no")),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_report_files_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "report_id", "images"],
            ["reports.school_id", "reports.id", "reports.images"],
            name="fk_report_files_of_safe_report",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_report_files_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_files")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_report_files_school_id_id")),
    )
    op.create_index("ix_report_files_school_id_sha256", "report_files", ["school_id", "sha256"], unique=False)
    op.create_table(
        "report_referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "recipient in ('police', 'social_care', 'designated_officer', 'ceop', 'iwf', 'report_remove', 'platform', 'regulator', 'other')",
            name=op.f("ck_report_referrals_recipient"),
        ),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_report_referrals_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "report_id"], ["reports.school_id", "reports.id"], name=op.f("fk_report_referrals_school_id_report_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_report_referrals_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_referrals")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_report_referrals_school_id_id")),
    )
    op.create_index("ix_report_referrals_school_id_report_id", "report_referrals", ["school_id", "report_id"], unique=False)
    op.create_table(
        "report_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["done_by"], ["users.id"], name=op.f("fk_report_tasks_done_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_report_tasks_owner_id")),
        sa.ForeignKeyConstraint(
            ["school_id", "report_id"], ["reports.school_id", "reports.id"], name=op.f("fk_report_tasks_school_id_report_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_report_tasks_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_tasks")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_report_tasks_school_id_id")),
        sa.UniqueConstraint("school_id", "report_id", "step", name=op.f("uq_report_tasks_school_id_report_id_step")),
    )
    op.create_index("ix_report_tasks_school_id_report_id", "report_tasks", ["school_id", "report_id"], unique=False)
    op.create_table(
        "captures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("photographer_id", sa.Uuid(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("children_said", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.Column("logged_by", sa.Uuid(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("breach_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome in ('nothing_needed', 'deleted', 'taken_down', 'not_taken_down', 'passed_to_police', 'reported', 'not_known')",
            name=op.f("ck_captures_outcome"),
        ),
        sa.CheckConstraint(
            "taken_by in ('parent', 'spectator', 'press', 'photographer', 'passer_by', 'pupil', 'not_known')",
            name=op.f("ck_captures_taken_by"),
        ),
        sa.CheckConstraint("use in ('own_use', 'shared', 'publication', 'not_known')", name=op.f("ck_captures_use")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_captures_closed_by")),
        sa.ForeignKeyConstraint(["logged_by"], ["users.id"], name=op.f("fk_captures_logged_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "event_id"], ["events.school_id", "events.id"], name=op.f("fk_captures_school_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "photographer_id"],
            ["photographers.school_id", "photographers.id"],
            name=op.f("fk_captures_school_id_photographer_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_captures_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captures")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_captures_school_id_id")),
    )
    op.create_index("ix_captures_school_id_closed_at", "captures", ["school_id", "closed_at"], unique=False)
    op.create_table(
        "opted_out_children",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("opt_out_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("is_certain", sa.Boolean(), nullable=False),
        sa.Column("after_answer", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_ended", sa.String(), nullable=False),
        sa.Column("why_again", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_opted_out_children_ended_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"],
            ["children.school_id", "children.id"],
            name=op.f("fk_opted_out_children_school_id_child_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "event_id"], ["events.school_id", "events.id"], name=op.f("fk_opted_out_children_school_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "opt_out_id"],
            ["opt_outs.school_id", "opt_outs.id"],
            name=op.f("fk_opted_out_children_school_id_opt_out_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_opted_out_children_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opted_out_children")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_opted_out_children_school_id_id")),
        sa.UniqueConstraint(
            "school_id", "opt_out_id", "child_id", name=op.f("uq_opted_out_children_school_id_opt_out_id_child_id")
        ),
    )
    op.create_index("ix_opted_out_children_school_id_child_id", "opted_out_children", ["school_id", "child_id"], unique=False)
    op.create_table(
        "report_subjects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("from_words", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("level", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("held_by", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("named_by", sa.Uuid(), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by", sa.Uuid(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('staff', 'lead', 'head', 'child', 'outsider')", name=op.f("ck_report_subjects_kind")),
        sa.ForeignKeyConstraint(["cleared_by"], ["users.id"], name=op.f("fk_report_subjects_cleared_by")),
        sa.ForeignKeyConstraint(["named_by"], ["users.id"], name=op.f("fk_report_subjects_named_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_report_subjects_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "report_id"], ["reports.school_id", "reports.id"], name=op.f("fk_report_subjects_school_id_report_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_report_subjects_school_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_report_subjects_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_subjects")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_report_subjects_school_id_id")),
    )
    op.create_index("ix_report_subjects_school_id_report_id", "report_subjects", ["school_id", "report_id"], unique=False)
    op.create_table(
        "reported_children",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_reported_children_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "report_id"], ["reports.school_id", "reports.id"], name=op.f("fk_reported_children_school_id_report_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_reported_children_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_children")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_reported_children_school_id_id")),
        sa.UniqueConstraint("school_id", "report_id", "child_id", name=op.f("uq_reported_children_school_id_report_id_child_id")),
    )
    op.create_table(
        "capture_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("capture_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('logged', 'added', 'note', 'task', 'letter', 'task_done', 'breach', 'closed', 'reopened')",
            name=op.f("ck_capture_entries_kind"),
        ),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_capture_entries_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "capture_id"],
            ["captures.school_id", "captures.id"],
            name=op.f("fk_capture_entries_school_id_capture_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_capture_entries_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture_entries")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_capture_entries_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_capture_entries_seq")),
    )
    op.create_index("ix_capture_entries_school_id_capture_id", "capture_entries", ["school_id", "capture_id"], unique=False)
    op.create_table(
        "capture_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("capture_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('ask_to_delete', 'ask_to_take_down', 'platform_report', 'search_removal', 'police', 'terms', 'other')",
            name=op.f("ck_capture_tasks_kind"),
        ),
        sa.ForeignKeyConstraint(["done_by"], ["users.id"], name=op.f("fk_capture_tasks_done_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_capture_tasks_owner_id")),
        sa.ForeignKeyConstraint(
            ["school_id", "capture_id"], ["captures.school_id", "captures.id"], name=op.f("fk_capture_tasks_school_id_capture_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_capture_tasks_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture_tasks")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_capture_tasks_school_id_id")),
    )
    op.create_index("ix_capture_tasks_school_id_capture_id", "capture_tasks", ["school_id", "capture_id"], unique=False)
    op.create_table(
        "captured_children",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("capture_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "capture_id"],
            ["captures.school_id", "captures.id"],
            name=op.f("fk_captured_children_school_id_capture_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_captured_children_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_captured_children_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captured_children")),
        sa.UniqueConstraint(
            "school_id", "capture_id", "child_id", name=op.f("uq_captured_children_school_id_capture_id_child_id")
        ),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_captured_children_school_id_id")),
    )
    op.create_table(
        "crowd_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("people_version", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("kept_out", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose in ('in_school_display', 'learning_record', 'closed_parent_area', 'printed_newsletter', 'digital_newsletter', 'website', 'social_media', 'prospectus', 'press', 'video', 'external_photographer', 'staff_training')",
            name=op.f("ck_crowd_checks_purpose"),
        ),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_crowd_checks_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_crowd_checks_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_crowd_checks_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crowd_checks")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_crowd_checks_school_id_id")),
    )
    op.create_index(
        "ix_crowd_checks_school_id_photo_id_version", "crowd_checks", ["school_id", "photo_id", "people_version"], unique=False
    )
    op.create_table(
        "group_pictures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("everybody_photo_id", sa.Uuid(), nullable=True),
        sa.Column("without_photo_id", sa.Uuid(), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_group_pictures_named")),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name=op.f("fk_group_pictures_added_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "event_id"], ["events.school_id", "events.id"], name=op.f("fk_group_pictures_school_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "everybody_photo_id"],
            ["photos.school_id", "photos.id"],
            name=op.f("fk_group_pictures_school_id_everybody_photo_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "without_photo_id"],
            ["photos.school_id", "photos.id"],
            name=op.f("fk_group_pictures_school_id_without_photo_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_group_pictures_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_pictures")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_group_pictures_school_id_id")),
    )
    op.create_table(
        "publication_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_ended", sa.String(), nullable=False),
        sa.CheckConstraint("(child_id is null) <> (photo_id is null)", name=op.f("ck_publication_holds_child_or_photo")),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_publication_holds_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_publication_holds_ended_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_publication_holds_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_publication_holds_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_publication_holds_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_holds")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_publication_holds_school_id_id")),
    )
    op.create_index("ix_publication_holds_school_id_child_id", "publication_holds", ["school_id", "child_id"], unique=False)
    op.create_index("ix_publication_holds_school_id_photo_id", "publication_holds", ["school_id", "photo_id"], unique=False)
    op.create_table(
        "reported_photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seal_id", sa.Uuid(), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name=op.f("fk_reported_photos_added_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_reported_photos_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "report_id"], ["reports.school_id", "reports.id"], name=op.f("fk_reported_photos_school_id_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "seal_id"], ["seals.school_id", "seals.id"], name=op.f("fk_reported_photos_school_id_seal_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_reported_photos_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_photos")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_reported_photos_school_id_id")),
        sa.UniqueConstraint("school_id", "report_id", "photo_id", name=op.f("uq_reported_photos_school_id_report_id_photo_id")),
    )
    op.create_table(
        "report_gaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("about in ('staff', 'lead', 'head')", name=op.f("ck_report_gaps_about")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_report_gaps_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_gaps")),
        sa.UniqueConstraint("school_id", "about", name=op.f("uq_report_gaps_school_id_about")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_report_gaps_school_id_id")),
    )
    op.create_table(
        "report_pulls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("hold_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "hold_id"],
            ["publication_holds.school_id", "publication_holds.id"],
            name=op.f("fk_report_pulls_school_id_hold_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "report_id"], ["reports.school_id", "reports.id"], name=op.f("fk_report_pulls_school_id_report_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_report_pulls_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_pulls")),
        sa.UniqueConstraint("school_id", "hold_id", name=op.f("uq_report_pulls_school_id_hold_id")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_report_pulls_school_id_id")),
    )
    op.create_index("ix_report_pulls_school_id_report_id", "report_pulls", ["school_id", "report_id"], unique=False)
    op.add_column("events", sa.Column("scale", sa.String(), server_default="ordinary", nullable=False))
    op.add_column("events", sa.Column("spectators", sa.String(), server_default="allowed", nullable=False))
    op.add_column("events", sa.Column("notice_code", sa.String(), nullable=True))
    op.add_column("events", sa.Column("marker", sa.String(), server_default="", nullable=False))
    op.add_column("events", sa.Column("no_photo_marker", sa.String(), server_default="", nullable=False))
    op.add_column("events", sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False))
    op.create_unique_constraint(op.f("uq_events_notice_code"), "events", ["notice_code"])
    op.add_column("participants", sa.Column("group_name", sa.String(), server_default="", nullable=False))
    op.add_column("photos", sa.Column("photographer_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_photos_school_id_photographer_id"),
        "photos",
        "photographers",
        ["school_id", "photographer_id"],
        ["school_id", "id"],
    )

    for table, checks in CHECKS.items():
        for name, check in checks.items():
            op.execute(f"alter table {table} drop constraint if exists ck_{table}_{name}")
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, check)
    service_role = context.config.attributes["service_role"]
    for table in (*CHANGED_TABLES, *APPEND_ONLY):
        rights = "select, insert" if table in APPEND_ONLY else "select, insert, update, delete"
        op.execute(f'grant {rights} on {table} to "{service_role}"')
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy own_school on {table} using (school_id = (select app_school()))")
    for table in APPEND_ONLY:
        op.execute(f"create trigger only_added before update or delete on {table} for each row execute function refuse_change()")
        op.execute(f"create trigger never_emptied before truncate on {table} execute function refuse_change()")
    op.execute(FINGERPRINTS)
    op.execute(TOUCHING)
    op.execute(LEAVING)
    op.execute(READERS)
    for table in HANGS_ON_A_REPORT:
        op.execute(OF_A_REPORT.format(table=table))
    op.execute(SEALED_WITH_ITS_REPORT)
    for table in HANGS_ON_A_PHOTO:
        op.execute(OF_A_REACHABLE_PHOTO.format(table=table))
    op.execute(RENAMED)
