"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schools",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("policy", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
        sa.UniqueConstraint("slug", name=op.f("uq_schools_slug")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "adults",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_adults_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adults")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_adults_school_id_id")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_api_tokens_school_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_api_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_index(op.f("ix_api_tokens_user_id"), "api_tokens", ["user_id"], unique=False)
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_audit_entries_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("school_id", "number", name=op.f("uq_audit_entries_school_id_number")),
    )
    op.create_table(
        "channels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose in ('in_school_display', 'learning_record', 'closed_parent_area', 'printed_newsletter', 'digital_newsletter', 'website', 'social_media', 'prospectus', 'press', 'video', 'external_photographer', 'staff_training')",
            name=op.f("ck_channels_purpose"),
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_channels_created_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_channels_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("code", name=op.f("uq_channels_code")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_channels_school_id_id")),
    )
    op.create_table(
        "classes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_classes_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classes")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_classes_school_id_id")),
        sa.UniqueConstraint("school_id", "name", name=op.f("uq_classes_school_id_name")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_events_created_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_events_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_events_school_id_id")),
    )
    op.create_table(
        "form_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wording", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_form_versions_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_versions")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_form_versions_school_id_id")),
        sa.UniqueConstraint("school_id", "number", name=op.f("uq_form_versions_school_id_number")),
    )
    op.create_table(
        "guardians",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_guardians_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardians")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_guardians_school_id_id")),
        sa.UniqueConstraint("school_id", "ref", name=op.f("uq_guardians_school_id_ref")),
    )
    op.create_table(
        "memberships",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint(
            "role in ('staff', 'publisher', 'photographer', 'office', 'lead', 'head', 'dpo', 'admin')",
            name=op.f("ck_memberships_role"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_memberships_school_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id")),
        sa.PrimaryKeyConstraint("user_id", "school_id", "role", name=op.f("pk_memberships")),
    )
    op.create_table(
        "public_codes",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind in ('placement', 'channel', 'family')", name=op.f("ck_public_codes_kind")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_public_codes_school_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_public_codes")),
    )
    op.create_table(
        "roster_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("rows", postgresql.JSONB(), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("problems", postgresql.JSONB(), nullable=False),
        sa.Column("not_in_file", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_roster_imports_school_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["users.id"], name=op.f("fk_roster_imports_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_imports")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_roster_imports_school_id_id")),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_staff_sessions_school_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_staff_sessions_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_sessions")),
    )
    op.create_index(op.f("ix_staff_sessions_user_id"), "staff_sessions", ["user_id"], unique=False)
    op.create_table(
        "children",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "class_id"], ["classes.school_id", "classes.id"], name=op.f("fk_children_school_id_class_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_children_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_children")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_children_school_id_id")),
        sa.UniqueConstraint("school_id", "ref", name=op.f("uq_children_school_id_ref")),
    )
    op.create_table(
        "photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("has_location", sa.Boolean(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scan_state", sa.String(), nullable=False),
        sa.Column("scan_problem", sa.String(), nullable=True),
        sa.Column("people_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("scan_state in ('waiting', 'scanned', 'failed')", name=op.f("ck_photos_scan_state")),
        sa.ForeignKeyConstraint(
            ["school_id", "event_id"], ["events.school_id", "events.id"], name=op.f("fk_photos_school_id_event_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_photos_school_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["users.id"], name=op.f("fk_photos_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.UniqueConstraint("school_id", "event_id", "sha256", name=op.f("uq_photos_school_id_event_id_sha256")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_photos_school_id_id")),
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("adult_id", sa.Uuid(), nullable=True),
        sa.Column("guardian_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("form_version_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint("method in ('online', 'paper', 'in_person', 'phone')", name=op.f("ck_answers_method")),
        sa.CheckConstraint(
            "purpose in ('in_school_display', 'learning_record', 'closed_parent_area', 'printed_newsletter', 'digital_newsletter', 'website', 'social_media', 'prospectus', 'press', 'video', 'external_photographer', 'staff_training')",
            name=op.f("ck_answers_purpose"),
        ),
        sa.CheckConstraint("said in ('given', 'refused', 'withdrawn')", name=op.f("ck_answers_said")),
        sa.CheckConstraint("(child_id is null) <> (adult_id is null)", name=op.f("ck_answers_child_or_adult")),
        sa.CheckConstraint("adult_id is null or guardian_id is null", name=op.f("ck_answers_adults_answer_for_themselves")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_answers_recorded_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "adult_id"], ["adults.school_id", "adults.id"], name=op.f("fk_answers_school_id_adult_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_answers_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "event_id"], ["events.school_id", "events.id"], name=op.f("fk_answers_school_id_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "form_version_id"],
            ["form_versions.school_id", "form_versions.id"],
            name=op.f("fk_answers_school_id_form_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "guardian_id"], ["guardians.school_id", "guardians.id"], name=op.f("fk_answers_school_id_guardian_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_answers_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_answers_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_answers_seq")),
    )
    op.create_index("ix_answers_school_id_adult_id_seq", "answers", ["school_id", "adult_id", "seq"], unique=False)
    op.create_index("ix_answers_school_id_child_id_seq", "answers", ["school_id", "child_id", "seq"], unique=False)
    op.create_table(
        "family_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_codes", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_family_links_made_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_family_links_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "guardian_id"],
            ["guardians.school_id", "guardians.id"],
            name=op.f("fk_family_links_school_id_guardian_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_family_links_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_links")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_family_links_school_id_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_family_links_token_hash")),
    )
    op.create_index(
        "ix_family_links_school_id_child_id_guardian_id", "family_links", ["school_id", "child_id", "guardian_id"], unique=False
    )
    op.create_table(
        "guardianships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("relationship", sa.String(), nullable=False),
        sa.Column("parental_responsibility", sa.Boolean(), nullable=False),
        sa.Column("contact_barred", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_guardianships_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "guardian_id"],
            ["guardians.school_id", "guardians.id"],
            name=op.f("fk_guardianships_school_id_guardian_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_guardianships_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardianships")),
        sa.UniqueConstraint("school_id", "child_id", "guardian_id", name=op.f("uq_guardianships_school_id_child_id_guardian_id")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_guardianships_school_id_id")),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_participants_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "event_id"], ["events.school_id", "events.id"], name=op.f("fk_participants_school_id_event_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_participants_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("school_id", "event_id", "child_id", name=op.f("uq_participants_school_id_event_id_child_id")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_participants_school_id_id")),
    )
    op.create_table(
        "people_in_photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("x", sa.Float(), nullable=False),
        sa.Column("y", sa.Float(), nullable=False),
        sa.Column("w", sa.Float(), nullable=False),
        sa.Column("h", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("adult_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(resolution = 'adult') = (adult_id is not null)", name=op.f("ck_people_in_photos_adult_named")),
        sa.CheckConstraint("(resolution = 'child') = (child_id is not null)", name=op.f("ck_people_in_photos_child_named")),
        sa.CheckConstraint(
            "resolution <> 'not_identifiable' or length(trim(reason)) > 0", name=op.f("ck_people_in_photos_reason_given")
        ),
        sa.CheckConstraint(
            "resolution in ('open', 'child', 'adult', 'redacted', 'not_identifiable')",
            name=op.f("ck_people_in_photos_resolution"),
        ),
        sa.CheckConstraint(
            "x >= 0 and y >= 0 and w > 0 and h > 0 and x + w <= 1.0001 and y + h <= 1.0001",
            name=op.f("ck_people_in_photos_box_inside"),
        ),
        sa.ForeignKeyConstraint(["resolved_by"], ["users.id"], name=op.f("fk_people_in_photos_resolved_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "adult_id"], ["adults.school_id", "adults.id"], name=op.f("fk_people_in_photos_school_id_adult_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_people_in_photos_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_people_in_photos_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_people_in_photos_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_in_photos")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_people_in_photos_school_id_id")),
        sa.UniqueConstraint("school_id", "photo_id", "number", name=op.f("uq_people_in_photos_school_id_photo_id_number")),
    )
    op.create_index("ix_people_in_photos_school_id_adult_id", "people_in_photos", ["school_id", "adult_id"], unique=False)
    op.create_index("ix_people_in_photos_school_id_child_id", "people_in_photos", ["school_id", "child_id"], unique=False)
    op.create_table(
        "placements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("people_version", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["placed_by"], ["users.id"], name=op.f("fk_placements_placed_by")),
        sa.ForeignKeyConstraint(["removed_by"], ["users.id"], name=op.f("fk_placements_removed_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "channel_id"], ["channels.school_id", "channels.id"], name=op.f("fk_placements_school_id_channel_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_placements_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_placements_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("code", name=op.f("uq_placements_code")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_placements_school_id_id")),
    )
    op.create_index("ix_placements_school_id_channel_id", "placements", ["school_id", "channel_id"], unique=False)
    op.create_index("ix_placements_school_id_photo_id", "placements", ["school_id", "photo_id"], unique=False)
    op.create_index(
        "uq_placements_in_place",
        "placements",
        ["school_id", "channel_id", "photo_id"],
        unique=True,
        postgresql_where=sa.text("removed_at is null"),
    )
    op.create_table(
        "renditions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('preview', 'thumbnail')", name=op.f("ck_renditions_kind")),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_renditions_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_renditions_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renditions")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_renditions_school_id_id")),
        sa.UniqueConstraint("school_id", "photo_id", "kind", name=op.f("uq_renditions_school_id_photo_id_kind")),
    )
    op.create_table(
        "restrictions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("purposes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("act in ('placed', 'lifted')", name=op.f("ck_restrictions_act")),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_restrictions_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_restrictions_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_restrictions_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restrictions")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_restrictions_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_restrictions_seq")),
    )
    op.create_index("ix_restrictions_school_id_child_id_seq", "restrictions", ["school_id", "child_id", "seq"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("people_version", sa.Integer(), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_reviews_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_reviews_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_reviews_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_reviews_school_id_id")),
    )
    op.create_index("ix_reviews_school_id_photo_id_version", "reviews", ["school_id", "photo_id", "people_version"], unique=False)
    op.create_table(
        "family_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("drafts", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "link_id"],
            ["family_links.school_id", "family_links.id"],
            name=op.f("fk_family_sessions_school_id_link_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_family_sessions_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_sessions")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_family_sessions_school_id_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_family_sessions_token_hash")),
    )
    op.create_index("ix_family_sessions_school_id_link_id", "family_sessions", ["school_id", "link_id"], unique=False)
    op.create_table(
        "placement_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.CheckConstraint("size in ('large', 'small')", name=op.f("ck_placement_files_size")),
        sa.ForeignKeyConstraint(
            ["school_id", "placement_id"],
            ["placements.school_id", "placements.id"],
            name=op.f("fk_placement_files_school_id_placement_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_placement_files_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_files")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_placement_files_school_id_id")),
        sa.UniqueConstraint("school_id", "placement_id", "size", name=op.f("uq_placement_files_school_id_placement_id_size")),
    )
