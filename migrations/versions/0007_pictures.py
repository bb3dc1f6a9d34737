"""Pictures in depth: where and with what they were taken, likeness, crops, checks by a person, seals, videos, ways to cover."""

import sqlalchemy as sa
from alembic import context, op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SCHOOL_TABLES = ("picture_checks", "seals", "seal_releases")  # all only added

CHECKS = {
    "photos": {
        "kind": "kind in ('picture', 'video')",
        "place": "place in ('classroom', 'hall', 'stage', 'sports', 'outdoors', 'trip', 'elsewhere')",
        "device": "device in ('school', 'personal')",
        "crop_whole": "num_nulls(crop_x, crop_y, crop_w, crop_h) in (0, 4)",
        "crop_inside": "crop_x >= 0 and crop_y >= 0 and crop_w > 0 and crop_h > 0 and crop_x + crop_w <= 1.0001 and crop_y + crop_h <= 1.0001",
    },
    "placements": {"cover_style": "cover_style in ('fill', 'pixels', 'shape')"},
}

PLACEMENT_NOW = """
create function placement_now(the_code text, the_size text) returns table (
    school_id uuid, photo_id uuid, in_place boolean, purpose varchar, fingerprint bigint[],
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
            channel.purpose, facts.fingerprint, file.sha256, file.type, file.width, file.height, file.bytes
        from placements placement
        join channels channel on channel.school_id = the_school and channel.id = placement.channel_id
        join photos photo on photo.school_id = the_school and photo.id = placement.photo_id
        join photo_fingerprints facts on facts.school_id = the_school and facts.photo_id = placement.photo_id
        join placement_files file on file.school_id = the_school and file.placement_id = placement.id and file.size = the_size
        where placement.school_id = the_school and placement.code = the_code;
    perform set_config('app.photos', '', true);
end $$
"""

# A sealed or deleted photo isn't there for anybody, with all that hangs on it, but for the few statements that say so (I3, W3).
EVERY_PHOTO = """
create function sees_every_photo() returns boolean language sql stable parallel safe
    as $$ select current_setting('app.photos', true) = 'all' $$
"""
REACHABLE = """
create policy reachable on photos as restrictive
    using ((not sealed and deleted_at is null) or (select sees_every_photo()))
"""
OF_A_REACHABLE_PHOTO = """
create policy of_a_reachable_photo on {table} as restrictive for select using ((select sees_every_photo()) or exists (
    select from photos photo where photo.school_id = {table}.school_id and photo.id = {table}.photo_id))
"""
HANGS_ON_A_PHOTO = ("people_in_photos", "renditions", "reviews", "picture_checks", "placements", "photo_refusals")

# Whatever names a file of the store; what a deleted photo names may go.
NAMED_FILES = """
create view named_files with (security_invoker = true) as
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
"""

# What was mailed to an address that is no longer the person's may lie in a stranger's hands; who comes back is asked anew (G5, X3).
ENDED_WAYS_IN = """
create function end_ways_in_of_guardian() returns trigger language plpgsql as $$
begin
    update family_links set replaced_at = now() where school_id = new.school_id and guardian_id = new.id and replaced_at is null;
    return null;
end $$;
create trigger end_ways_in after update of email on guardians for each row
    when (old.email is not null and lower(old.email) is distinct from lower(new.email))
    execute function end_ways_in_of_guardian();

create function end_ways_in_of_adult() returns trigger language plpgsql as $$
begin
    update family_links set replaced_at = now() where school_id = new.school_id and adult_id = new.id and replaced_at is null;
    return null;
end $$;
create trigger end_ways_in after update of email on adults for each row
    when (old.email is not null and lower(old.email) is distinct from lower(new.email))
    execute function end_ways_in_of_adult();

create function end_ways_in_of_child() returns trigger language plpgsql as $$
begin
    update family_links set replaced_at = now() where school_id = new.school_id and child_id = new.id and replaced_at is null;
    return null;
end $$;
create trigger end_ways_in after update of left_on on children for each row
    when (old.left_on <= current_date and (new.left_on is null or new.left_on > current_date))
    execute function end_ways_in_of_child()
"""


def upgrade() -> None:
    op.create_table(
        "picture_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("people_version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('portrait')", name=op.f("ck_picture_checks_kind")),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_picture_checks_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_picture_checks_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_picture_checks_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_checks")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_picture_checks_school_id_id")),
    )
    op.create_index(
        "ix_picture_checks_school_id_photo_id_version",
        "picture_checks",
        ["school_id", "photo_id", "people_version"],
        unique=False,
    )
    op.create_table(
        "seals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_seals_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_seals_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_seals_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_seals_school_id_id")),
    )
    op.create_index("ix_seals_school_id_photo_id", "seals", ["school_id", "photo_id"], unique=False)
    op.create_table(
        "seal_releases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seal_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_seal_releases_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_seal_releases_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "seal_id"], ["seals.school_id", "seals.id"], name=op.f("fk_seal_releases_school_id_seal_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_seal_releases_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_releases")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_seal_releases_school_id_id")),
        sa.UniqueConstraint("school_id", "seal_id", "by", name=op.f("uq_seal_releases_school_id_seal_id_by")),
    )
    op.add_column("children", sa.Column("known_as", sa.String(), nullable=True))
    op.add_column("people_in_photos", sa.Column("face_on", sa.Float(), nullable=True))
    op.add_column("photos", sa.Column("kind", sa.String(), nullable=False, server_default="picture"))
    op.add_column("photos", sa.Column("seconds", sa.Float(), nullable=True))
    op.add_column("photos", sa.Column("place", sa.String(), nullable=True))
    op.add_column("photos", sa.Column("device", sa.String(), nullable=True))
    op.add_column("photos", sa.Column("copy_deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("photos", sa.Column("copy_deleted_by", sa.Uuid(), nullable=True))
    op.add_column("photos", sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("photos", sa.Column("likeness", sa.String(), nullable=True))
    op.add_column("photos", sa.Column("crop_x", sa.Float(), nullable=True))
    op.add_column("photos", sa.Column("crop_y", sa.Float(), nullable=True))
    op.add_column("photos", sa.Column("crop_w", sa.Float(), nullable=True))
    op.add_column("photos", sa.Column("crop_h", sa.Float(), nullable=True))
    op.add_column("photos", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("photos", sa.Column("deleted_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_photos_deleted_by"), "photos", "users", ["deleted_by"], ["id"])
    op.create_foreign_key(op.f("fk_photos_copy_deleted_by"), "photos", "users", ["copy_deleted_by"], ["id"])
    op.create_index("ix_photos_school_id_scanned", "photos", ["school_id", "scan_state", "scanned_at"])
    op.create_index(
        "ix_photos_school_id_copies_owed",
        "photos",
        ["school_id", "uploaded_by", "event_id"],
        postgresql_where=sa.text("device = 'personal' and copy_deleted_at is null"),
    )
    op.add_column("placement_files", sa.Column("type", sa.String(), nullable=False, server_default="image/jpeg"))
    op.add_column("placements", sa.Column("cover_style", sa.String(), nullable=False, server_default="fill"))
    for table, checks in CHECKS.items():
        for name, check in checks.items():
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, check)
    op.drop_constraint(op.f("ck_placement_files_size"), "placement_files")
    op.create_check_constraint(op.f("ck_placement_files_size"), "placement_files", "size in ('large', 'small', 'clip')")
    op.drop_constraint(op.f("ck_renditions_kind"), "renditions")
    op.create_check_constraint(op.f("ck_renditions_kind"), "renditions", "kind in ('preview', 'thumbnail', 'clip', 'small_clip')")
    service_role = context.config.attributes["service_role"]
    for table in SCHOOL_TABLES:
        op.execute(f'grant select, insert on {table} to "{service_role}"')
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy own_school on {table} using (school_id = (select app_school()))")
        op.execute(f"create trigger only_added before update or delete on {table} for each row execute function refuse_change()")
        op.execute(f"create trigger never_emptied before truncate on {table} execute function refuse_change()")
        op.execute(f"create trigger touch_photo after insert on {table} for each row execute function touch_photo()")
    _hide_sealed_and_deleted_photos(service_role)
    op.create_index("ix_family_links_school_id_guardian_id", "family_links", ["school_id", "guardian_id"])
    op.execute(ENDED_WAYS_IN)
    op.execute("drop function placement_now(text, text)")
    op.execute(PLACEMENT_NOW)


def _hide_sealed_and_deleted_photos(service_role: str) -> None:
    op.add_column("photos", sa.Column("sealed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("photos", sa.Column("came_sealed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_constraint(op.f("uq_photos_school_id_event_id_sha256"), "photos")
    op.create_index(
        "uq_photos_once",
        "photos",
        ["school_id", "event_id", "sha256", "came_sealed"],
        unique=True,
        postgresql_where=sa.text("deleted_at is null"),
    )
    op.create_index("ix_photos_school_id_event_id", "photos", ["school_id", "event_id"])
    for table in ("photos", "renditions", "placement_files"):
        op.create_index(f"ix_{table}_school_id_sha256", table, ["school_id", "sha256"])
    op.execute(EVERY_PHOTO)
    op.execute(REACHABLE)
    for table in HANGS_ON_A_PHOTO:
        op.execute(OF_A_REACHABLE_PHOTO.format(table=table))
    op.execute(NAMED_FILES)
    op.execute(f'grant select on named_files to "{service_role}"')
