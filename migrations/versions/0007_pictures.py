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
    sha256 varchar, type varchar, width integer, height integer
) language plpgsql as $$
declare the_school uuid;
begin
    select known.school_id into the_school from public_codes known where known.code = the_code and known.kind = 'placement';
    perform set_config('app.school', coalesce(the_school::text, ''), true);
    return query
        select placement.school_id, placement.photo_id,
            placement.removed_at is null and placement.people_version = photo.people_version,
            channel.purpose, facts.fingerprint, file.sha256, file.type, file.width, file.height
        from placements placement
        join channels channel on channel.school_id = the_school and channel.id = placement.channel_id
        join photos photo on photo.school_id = the_school and photo.id = placement.photo_id
        join photo_fingerprints facts on facts.school_id = the_school and facts.photo_id = placement.photo_id
        join placement_files file on file.school_id = the_school and file.placement_id = placement.id and file.size = the_size
        where placement.school_id = the_school and placement.code = the_code;
end $$
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
    op.add_column("photos", sa.Column("likeness", sa.String(), nullable=True))
    op.add_column("photos", sa.Column("crop_x", sa.Float(), nullable=True))
    op.add_column("photos", sa.Column("crop_y", sa.Float(), nullable=True))
    op.add_column("photos", sa.Column("crop_w", sa.Float(), nullable=True))
    op.add_column("photos", sa.Column("crop_h", sa.Float(), nullable=True))
    op.add_column("photos", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("photos", sa.Column("deleted_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_photos_deleted_by"), "photos", "users", ["deleted_by"], ["id"])
    op.create_foreign_key(op.f("fk_photos_copy_deleted_by"), "photos", "users", ["copy_deleted_by"], ["id"])
    op.add_column("placement_files", sa.Column("type", sa.String(), nullable=False, server_default="image/jpeg"))
    op.add_column("placements", sa.Column("cover_style", sa.String(), nullable=False, server_default="fill"))
    for table, checks in CHECKS.items():
        for name, check in checks.items():
            op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, check)
    op.drop_constraint(op.f("ck_placement_files_size"), "placement_files")
    op.create_check_constraint(op.f("ck_placement_files_size"), "placement_files", "size in ('large', 'small', 'clip')")
    service_role = context.config.attributes["service_role"]
    for table in SCHOOL_TABLES:
        op.execute(f'grant select, insert on {table} to "{service_role}"')
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy own_school on {table} using (school_id = (select app_school()))")
        op.execute(f"create trigger only_added before update or delete on {table} for each row execute function refuse_change()")
        op.execute(f"create trigger never_emptied before truncate on {table} execute function refuse_change()")
        op.execute(f"create trigger touch_photo after insert on {table} for each row execute function touch_photo()")
    op.execute("drop function placement_now(text, text)")
    op.execute(PLACEMENT_NOW)
