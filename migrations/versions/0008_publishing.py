"""Publishing and taking down: kinds of channel, copies, cases and their tasks, newsletters, packs, connectors, websites, breaches."""

import sqlalchemy as sa
from alembic import context, op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CHANGED_TABLES = (
    "webhooks",
    "website_pages",
    "connections",
    "issues",
    "packs",
    "screens",
    "takedown_cases",
    "breaches",
    "came_down",
    "copies",
    "issue_parts",
    "watched_placements",
    "webhook_deliveries",
    "takedown_tasks",
    "website_findings",
)
APPEND_ONLY = ("takedown_proofs", "breach_entries", "pack_fetches", "breach_children", "packed_placements", "issues_mailed")

CHECKS = {
    "channels": {
        "kind": "kind in ('gallery', 'wordpress', 'newsletter', 'screen', 'parent_area', 'social', 'press', 'paper', 'training')",
        "releasing": "releasing in ('as_policy', 'always')",
    },
    "events": {"activity": "activity in ('swimming', 'gymnastics', 'athletics', 'bathing', 'dance')"},
    "picture_checks": {"kind": "kind in ('portrait', 'activity')"},
    "public_codes": {"kind": "kind in ('placement', 'channel', 'family', 'entry', 'issue', 'pack', 'screen')"},
}

# What serving asks: as before, and who stands behind the placement, and when it was looked at last (P6, P8).
PLACEMENT_NOW = """
create function placement_now(the_code text, the_size text) returns table (
    school_id uuid, photo_id uuid, in_place boolean, purpose varchar, kind varchar, fingerprint bigint[],
    placement_id uuid, uploaded_by uuid, placed_by uuid, released_by uuid, releasing varchar, reviewed_on date, review_days integer,
    sha256 varchar, type varchar, width integer, height integer, bytes integer
) language plpgsql as $$
declare the_school uuid;
begin
    select known.school_id into the_school from public_codes known where known.code = the_code and known.kind = 'placement';
    perform set_config('app.school', coalesce(the_school::text, ''), true), set_config('app.photos', 'all', true);
    return query
        select placement.school_id, placement.photo_id,
            placement.removed_at is null and placement.people_version = photo.people_version
                and not photo.sealed and photo.deleted_at is null,
            channel.purpose, channel.kind, facts.fingerprint,
            placement.id, photo.uploaded_by, case when placement.by_program then null else placement.placed_by end, placement.released_by,
            channel.releasing, placement.reviewed_on, channel.review_days,
            file.sha256, file.type, file.width, file.height, file.bytes
        from placements placement
        join channels channel on channel.school_id = the_school and channel.id = placement.channel_id
        join photos photo on photo.school_id = the_school and photo.id = placement.photo_id
        join photo_fingerprints facts on facts.school_id = the_school and facts.photo_id = placement.photo_id
        join placement_files file on file.school_id = the_school and file.placement_id = placement.id and file.size = the_size
        where placement.school_id = the_school and placement.code = the_code;
    perform set_config('app.photos', '', true);
end $$
"""

# What hangs on a sealed or deleted photo isn't there for anybody (I3, W3), as in 0007; a breach goes on without its picture.
OF_A_REACHABLE_PHOTO = """
create policy of_a_reachable_photo on {table} as restrictive for select using (photo_id is null or (select sees_every_photo()) or exists (
    select from photos photo where photo.school_id = {table}.school_id and photo.id = {table}.photo_id))
"""
HANGS_ON_A_PHOTO = ("issue_parts", "website_findings")

# Whatever names a file of the store: as in 0007, and the screenshots that prove a takedown.
NAMED_FILES = """
create or replace view named_files with (security_invoker = true) as
select school_id, sha256 from photos where deleted_at is null
union all
select file.school_id, file.sha256 from renditions file
    join photos photo on photo.school_id = file.school_id and photo.id = file.photo_id where photo.deleted_at is null
union all
select file.school_id, file.sha256 from placement_files file
    join placements placement on placement.school_id = file.school_id and placement.id = file.placement_id
    join photos photo on photo.school_id = placement.school_id and photo.id = placement.photo_id where photo.deleted_at is null
union all
select school_id, sha256 from evidence
union all
select school_id, sha256 from takedown_proofs where sha256 is not null
"""

# Which activity an event was decides whether its pictures take an extra check (P7).
TOUCHED_BY_EVENT = """
create function touch_photos_of_event() returns trigger language plpgsql as $$
begin
    update photos set version = version where school_id = new.school_id and event_id = new.id;
    return null;
end $$;
create trigger touch_photos after update of activity on events for each row
    when (old.activity is distinct from new.activity) execute function touch_photos_of_event()
"""


def upgrade() -> None:  # noqa: PLR0915  (one table after the other)
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("earlier_secret", sa.String(), nullable=True),
        sa.Column("earlier_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_webhooks_created_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_webhooks_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_webhooks_school_id_id")),
    )
    op.create_table(
        "website_pages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_website_pages_created_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_website_pages_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_website_pages")),
        sa.UniqueConstraint("school_id", "address", name=op.f("uq_website_pages_school_id_address")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_website_pages_school_id_id")),
    )
    op.create_table(
        "connections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.Column("page_address", sa.String(), nullable=True),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mode in ('copy', 'live_link')", name=op.f("ck_connections_mode")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_connections_created_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "channel_id"], ["channels.school_id", "channels.id"], name=op.f("fk_connections_school_id_channel_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_connections_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_connections_school_id_id")),
    )
    op.create_index(
        "uq_connections_in_use",
        "connections",
        ["school_id", "channel_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "issues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("out_by", sa.Uuid(), nullable=True),
        sa.Column("out_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('draft', 'out')", name=op.f("ck_issues_state")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_issues_created_by")),
        sa.ForeignKeyConstraint(["out_by"], ["users.id"], name=op.f("fk_issues_out_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "channel_id"], ["channels.school_id", "channels.id"], name=op.f("fk_issues_school_id_channel_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_issues_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issues")),
        sa.UniqueConstraint("code", name=op.f("uq_issues_code")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_issues_school_id_id")),
    )
    op.create_table(
        "packs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("watermark", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_packs_created_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "channel_id"], ["channels.school_id", "channels.id"], name=op.f("fk_packs_school_id_channel_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_packs_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packs")),
        sa.UniqueConstraint("code", name=op.f("uq_packs_code")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_packs_school_id_id")),
    )
    op.create_index("ix_packs_school_id_channel_id", "packs", ["school_id", "channel_id"], unique=False)
    op.create_table(
        "screens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_screens_created_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "channel_id"], ["channels.school_id", "channels.id"], name=op.f("fk_screens_school_id_channel_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_screens_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screens")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_screens_school_id_id")),
    )
    op.create_index("ix_screens_school_id_channel_id", "screens", ["school_id", "channel_id"], unique=False)
    op.create_table(
        "issues_mailed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "guardian_id"],
            ["guardians.school_id", "guardians.id"],
            name=op.f("fk_issues_mailed_school_id_guardian_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "issue_id"], ["issues.school_id", "issues.id"], name=op.f("fk_issues_mailed_school_id_issue_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_issues_mailed_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issues_mailed")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_issues_mailed_school_id_id")),
        sa.UniqueConstraint("school_id", "issue_id", "guardian_id", name=op.f("uq_issues_mailed_school_id_issue_id_guardian_id")),
    )
    op.create_table(
        "pack_fetches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("pack_id", sa.Uuid(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("withheld", sa.Integer(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_pack_fetches_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "pack_id"], ["packs.school_id", "packs.id"], name=op.f("fk_pack_fetches_school_id_pack_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_pack_fetches_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_fetches")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_pack_fetches_school_id_id")),
    )
    op.create_index("ix_pack_fetches_school_id_pack_id", "pack_fetches", ["school_id", "pack_id"], unique=False)
    op.create_table(
        "takedown_cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("guardian_id", sa.Uuid(), nullable=True),
        sa.Column("adult_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "adult_id"], ["adults.school_id", "adults.id"], name=op.f("fk_takedown_cases_school_id_adult_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_takedown_cases_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "guardian_id"],
            ["guardians.school_id", "guardians.id"],
            name=op.f("fk_takedown_cases_school_id_guardian_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_takedown_cases_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takedown_cases")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_takedown_cases_school_id_id")),
        sa.UniqueConstraint("school_id", "key", name=op.f("uq_takedown_cases_school_id_key")),
    )
    op.create_index("ix_takedown_cases_school_id_child_id", "takedown_cases", ["school_id", "child_id"], unique=False)
    op.create_index("ix_takedown_cases_school_id_closed_at", "takedown_cases", ["school_id", "closed_at"], unique=False)
    op.create_table(
        "breaches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_regulator_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("regulator_reference", sa.String(), nullable=False),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cause in ('shown_without_consent', 'yes_by_mistake', 'unknown_copy', 'still_there', 'told_by_somebody')",
            name=op.f("ck_breaches_cause"),
        ),
        sa.CheckConstraint("decision in ('report', 'do_not_report')", name=op.f("ck_breaches_decision")),
        sa.CheckConstraint("(decision is null) = (decided_at is null)", name=op.f("ck_breaches_decided_whole")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_breaches_closed_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_breaches_decided_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_breaches_opened_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_breaches_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "placement_id"],
            ["placements.school_id", "placements.id"],
            name=op.f("fk_breaches_school_id_placement_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_breaches_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_breaches_school_id_id")),
        sa.UniqueConstraint("school_id", "key", name=op.f("uq_breaches_school_id_key")),
    )
    op.create_index("ix_breaches_school_id_closed_at", "breaches", ["school_id", "closed_at"], unique=False)
    op.create_table(
        "came_down",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "case_id"],
            ["takedown_cases.school_id", "takedown_cases.id"],
            name=op.f("fk_came_down_school_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "placement_id"],
            ["placements.school_id", "placements.id"],
            name=op.f("fk_came_down_school_id_placement_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_came_down_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_came_down")),
        sa.UniqueConstraint("school_id", "case_id", "placement_id", name=op.f("uq_came_down_school_id_case_id_placement_id")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_came_down_school_id_id")),
    )
    op.create_index(
        "uq_came_down_open",
        "came_down",
        ["school_id", "placement_id"],
        unique=True,
        postgresql_where=sa.text("shown_again_at is null"),
    )
    op.create_table(
        "copies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("where", sa.String(), nullable=False),
        sa.Column("addresses", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('wordpress', 'live_link', 'pack', 'print', 'press', 'social', 'other')", name=op.f("ck_copies_kind")
        ),
        sa.CheckConstraint("state in ('making', 'there', 'gone', 'not_made')", name=op.f("ck_copies_state")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_copies_made_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "placement_id"],
            ["placements.school_id", "placements.id"],
            name=op.f("fk_copies_school_id_placement_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_copies_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copies")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_copies_school_id_id")),
        sa.UniqueConstraint("school_id", "key", name=op.f("uq_copies_school_id_key")),
    )
    op.create_index("ix_copies_school_id_placement_id", "copies", ["school_id", "placement_id"], unique=False)
    op.create_index("ix_copies_school_id_state", "copies", ["school_id", "state"], unique=False)
    op.create_table(
        "issue_parts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(kind = 'picture') = (photo_id is not null)", name=op.f("ck_issue_parts_picture_named")),
        sa.CheckConstraint("kind in ('heading', 'text', 'picture')", name=op.f("ck_issue_parts_kind")),
        sa.ForeignKeyConstraint(
            ["school_id", "issue_id"], ["issues.school_id", "issues.id"], name=op.f("fk_issue_parts_school_id_issue_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_issue_parts_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "placement_id"],
            ["placements.school_id", "placements.id"],
            name=op.f("fk_issue_parts_school_id_placement_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_issue_parts_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_parts")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_issue_parts_school_id_id")),
        sa.UniqueConstraint("school_id", "issue_id", "position", name=op.f("uq_issue_parts_school_id_issue_id_position")),
    )
    op.create_table(
        "packed_placements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("pack_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "pack_id"], ["packs.school_id", "packs.id"], name=op.f("fk_packed_placements_school_id_pack_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "placement_id"],
            ["placements.school_id", "placements.id"],
            name=op.f("fk_packed_placements_school_id_placement_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_packed_placements_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packed_placements")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_packed_placements_school_id_id")),
        sa.UniqueConstraint(
            "school_id", "pack_id", "placement_id", name=op.f("uq_packed_placements_school_id_pack_id_placement_id")
        ),
    )
    op.create_table(
        "watched_placements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("shows", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("holds_until", sa.Date(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "placement_id"],
            ["placements.school_id", "placements.id"],
            name=op.f("fk_watched_placements_school_id_placement_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_watched_placements_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_placements")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_watched_placements_school_id_id")),
        sa.UniqueConstraint("school_id", "placement_id", name=op.f("uq_watched_placements_school_id_placement_id")),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'taken', 'given_up')", name=op.f("ck_webhook_deliveries_state")),
        sa.ForeignKeyConstraint(
            ["school_id", "placement_id"],
            ["placements.school_id", "placements.id"],
            name=op.f("fk_webhook_deliveries_school_id_placement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "webhook_id"],
            ["webhooks.school_id", "webhooks.id"],
            name=op.f("fk_webhook_deliveries_school_id_webhook_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_webhook_deliveries_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_webhook_deliveries_school_id_id")),
        sa.UniqueConstraint("school_id", "webhook_id", "key", name=op.f("uq_webhook_deliveries_school_id_webhook_id_key")),
    )
    op.create_index(
        "ix_webhook_deliveries_school_id_state_not_before",
        "webhook_deliveries",
        ["school_id", "state", "not_before"],
        unique=False,
    )
    op.create_table(
        "breach_children",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("breach_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "breach_id"], ["breaches.school_id", "breaches.id"], name=op.f("fk_breach_children_school_id_breach_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_breach_children_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_breach_children_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_children")),
        sa.UniqueConstraint("school_id", "breach_id", "child_id", name=op.f("uq_breach_children_school_id_breach_id_child_id")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_breach_children_school_id_id")),
    )
    op.create_table(
        "breach_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("breach_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('opened', 'officer_told', 'found', 'note', 'decided', 'regulator_told', 'family_told', 'closed')",
            name=op.f("ck_breach_entries_kind"),
        ),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_breach_entries_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "breach_id"], ["breaches.school_id", "breaches.id"], name=op.f("fk_breach_entries_school_id_breach_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_breach_entries_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_breach_entries_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach_entries")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_breach_entries_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_breach_entries_seq")),
    )
    op.create_index("ix_breach_entries_school_id_breach_id", "breach_entries", ["school_id", "breach_id"], unique=False)
    op.create_table(
        "takedown_tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("copy_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'done', 'not_recallable', 'not_needed')", name=op.f("ck_takedown_tasks_state")),
        sa.ForeignKeyConstraint(["done_by"], ["users.id"], name=op.f("fk_takedown_tasks_done_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_takedown_tasks_owner_id")),
        sa.ForeignKeyConstraint(
            ["school_id", "case_id"],
            ["takedown_cases.school_id", "takedown_cases.id"],
            name=op.f("fk_takedown_tasks_school_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "copy_id"], ["copies.school_id", "copies.id"], name=op.f("fk_takedown_tasks_school_id_copy_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_takedown_tasks_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takedown_tasks")),
        sa.UniqueConstraint("school_id", "case_id", "copy_id", name=op.f("uq_takedown_tasks_school_id_case_id_copy_id")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_takedown_tasks_school_id_id")),
    )
    op.create_index("ix_takedown_tasks_school_id_state_due_at", "takedown_tasks", ["school_id", "state", "due_at"], unique=False)
    op.create_table(
        "website_findings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("copy_id", sa.Uuid(), nullable=True),
        sa.Column("distance", sa.Integer(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("why_ended", sa.String(), nullable=True),
        sa.CheckConstraint("kind in ('unknown_copy', 'dead_link', 'still_there')", name=op.f("ck_website_findings_kind")),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_website_findings_ended_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "copy_id"], ["copies.school_id", "copies.id"], name=op.f("fk_website_findings_school_id_copy_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "page_id"],
            ["website_pages.school_id", "website_pages.id"],
            name=op.f("fk_website_findings_school_id_page_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_website_findings_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_website_findings_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_website_findings")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_website_findings_school_id_id")),
    )
    op.create_index("ix_website_findings_school_id_page_id", "website_findings", ["school_id", "page_id"], unique=False)
    op.create_table(
        "takedown_proofs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('fetched', 'note', 'screenshot')", name=op.f("ck_takedown_proofs_kind")),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_takedown_proofs_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "task_id"],
            ["takedown_tasks.school_id", "takedown_tasks.id"],
            name=op.f("fk_takedown_proofs_school_id_task_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_takedown_proofs_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takedown_proofs")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_takedown_proofs_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_takedown_proofs_seq")),
    )
    op.create_index("ix_takedown_proofs_school_id_task_id", "takedown_proofs", ["school_id", "task_id"], unique=False)
    op.add_column("channels", sa.Column("kind", sa.String(), nullable=False, server_default="gallery"))
    op.add_column("channels", sa.Column("placers", sa.ARRAY(sa.Uuid()), nullable=True))
    op.add_column("channels", sa.Column("releasing", sa.String(), nullable=False, server_default="as_policy"))
    op.add_column("channels", sa.Column("longest_edge", sa.Integer(), nullable=True))
    op.add_column("channels", sa.Column("review_days", sa.Integer(), nullable=True))
    op.add_column("events", sa.Column("activity", sa.String(), nullable=True))
    op.add_column("placement_files", sa.Column("likeness", sa.String(), nullable=True))
    op.add_column("placements", sa.Column("by_program", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("placements", sa.Column("released_by", sa.Uuid(), nullable=True))
    op.add_column("placements", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("placements", sa.Column("reviewed_on", sa.Date(), nullable=True))
    op.execute("alter table placements no force row level security")  # the owner's own work, at every school
    op.execute("update placements set reviewed_on = (placed_at at time zone 'Europe/London')::date")
    # What came down before there were cases makes none: it counts as not showing until somebody looks.
    op.execute(
        "insert into watched_placements (id, school_id, placement_id, shows, fingerprint, holds_until, seen_at) "
        "select gen_random_uuid(), school_id, id, false, '{}', current_date, now() from placements"
    )
    op.execute("alter table placements force row level security")
    op.alter_column("placements", "reviewed_on", nullable=False)
    op.add_column("placements", sa.Column("reviewed_by", sa.Uuid(), nullable=True))
    op.add_column("placements", sa.Column("why_removed", sa.String(), server_default="", nullable=False))
    op.create_foreign_key(op.f("fk_placements_released_by"), "placements", "users", ["released_by"], ["id"])
    op.create_foreign_key(op.f("fk_placements_reviewed_by"), "placements", "users", ["reviewed_by"], ["id"])

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
    for table in HANGS_ON_A_PHOTO:
        op.execute(OF_A_REACHABLE_PHOTO.format(table=table))
    op.execute(NAMED_FILES)
    op.execute(TOUCHED_BY_EVENT)
    op.execute("drop function placement_now(text, text)")
    op.execute(PLACEMENT_NOW)
