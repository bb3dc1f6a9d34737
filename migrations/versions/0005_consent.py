"""Consent in full: forms and their versions, asking and letters, paper forms, objections, capacity, ways in, refusals of one picture.

What ends an old yes by itself stands here as a trigger, so that no way of changing a child passes it by (C8, C11): when somebody who
had left comes back, or goes into or out of care, the yeses from before don't count any more.
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SCHOOL_TABLES = (
    "capacity_assessments", "entry_codes", "evidence", "form_drafts", "form_edits", "invalidations", "letters", "objections",
    "past_answers_imports", "photo_refusals", "requests", "rounds", "settlements", "verifications",
)  # fmt: skip
APPEND_ONLY = (
    "capacity_assessments", "evidence", "form_edits", "invalidations", "objections", "photo_refusals", "settlements", "verifications",
)  # fmt: skip

FUNCTIONS = """
create function touch_school() returns trigger language plpgsql as $$
begin
    update schools set version = version where id = new.school_id;
    return null;
end $$;

create function end_old_yeses() returns trigger language plpgsql as $$
begin
    -- From a past day to today is a return too: else to today, and then to none, would bring old yeses back.
    if old.looked_after <> new.looked_after then
        new.yes_counts_from := current_date;
    elsif old.left_on < current_date and (new.left_on is null or new.left_on >= current_date) then
        new.yes_counts_from := old.left_on;
    else
        return new;
    end if;
    new.yes_counts_after := (select max(seq) from answers where school_id = new.school_id and child_id = new.id);
    return new;
end $$;
"""

TRIGGERS = """
create trigger touch_answered after insert on verifications for each row execute function touch_answered();
create trigger touch_answered after insert on invalidations for each row execute function touch_answered();
create trigger touch_answered after insert on capacity_assessments for each row execute function touch_answered();
create trigger touch_child after insert on objections for each row execute function touch_child();
create trigger touch_photo after insert on photo_refusals for each row execute function touch_photo();
create trigger touch_school after insert on form_edits for each row execute function touch_school();
create trigger end_old_yeses before update of left_on, looked_after on children for each row execute function end_old_yeses();
"""


def upgrade() -> None:
    _tables()
    _words()
    service_role = context.config.attributes["service_role"]
    op.execute(FUNCTIONS)
    for table in SCHOOL_TABLES:
        op.execute(f'grant select, insert, update, delete on {table} to "{service_role}"')
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy own_school on {table} using (school_id = (select app_school()))")
    for table in APPEND_ONLY:
        op.execute(f'revoke update, delete, truncate on {table} from "{service_role}"')
        op.execute(f"create trigger only_added before update or delete on {table} for each row execute function refuse_change()")
        op.execute(f"create trigger never_emptied before truncate on {table} execute function refuse_change()")
    op.execute(TRIGGERS)


def _words() -> None:
    """What the constraints of older tables allow now."""
    words = {
        ("answers", "method"): ("online", "paper", "in_person", "phone", "imported"),
        ("public_codes", "kind"): ("placement", "channel", "family", "entry"),
    }
    for (table, column), known in words.items():
        op.drop_constraint(op.f(f"ck_{table}_{column}"), table)
        op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, f"{column} in ({', '.join(map(repr, known))})")
    kinds = ("family", "young_person", "looked_after", "adult")
    op.create_check_constraint(op.f("ck_form_versions_kind"), "form_versions", f"kind in ({', '.join(map(repr, kinds))})")
    op.create_check_constraint(op.f("ck_family_links_child_or_adult"), "family_links", "(child_id is null) <> (adult_id is null)")
    op.create_check_constraint(
        op.f("ck_family_links_adults_answer_for_themselves"), "family_links", "adult_id is null or guardian_id is null"
    )


def _tables() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('scan', 'import')", name=op.f("ck_evidence_kind")),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name=op.f("fk_evidence_added_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_evidence_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_evidence_school_id_id")),
    )
    op.create_table(
        "form_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("edited_by", sa.Uuid(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('family', 'young_person', 'looked_after', 'adult')", name=op.f("ck_form_drafts_kind")),
        sa.ForeignKeyConstraint(["edited_by"], ["users.id"], name=op.f("fk_form_drafts_edited_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_form_drafts_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_drafts")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_form_drafts_school_id_id")),
        sa.UniqueConstraint("school_id", "kind", name=op.f("uq_form_drafts_school_id_kind")),
    )
    op.create_table(
        "form_edits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('family', 'young_person', 'looked_after', 'adult')", name=op.f("ck_form_edits_kind")),
        sa.ForeignKeyConstraint(["published_by"], ["users.id"], name=op.f("fk_form_edits_published_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_form_edits_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_edits")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_form_edits_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_form_edits_seq")),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'sent', 'dropped', 'refused', 'bounced')", name=op.f("ck_letters_state")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_letters_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_letters_school_id_id")),
        sa.UniqueConstraint("school_id", "key", name=op.f("uq_letters_school_id_key")),
    )
    op.create_index("ix_letters_school_id_about_id", "letters", ["school_id", "about_id"], unique=False)
    op.create_index("ix_letters_school_id_state_not_before", "letters", ["school_id", "state", "not_before"], unique=False)
    op.create_table(
        "past_answers_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("rows", postgresql.JSONB(), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("problems", postgresql.JSONB(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "evidence_id"],
            ["evidence.school_id", "evidence.id"],
            name=op.f("fk_past_answers_imports_school_id_evidence_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_past_answers_imports_school_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["users.id"], name=op.f("fk_past_answers_imports_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_answers_imports")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_past_answers_imports_school_id_id")),
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", postgresql.JSONB(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("purposes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("remind_after", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("is_renewal", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_rounds_made_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "event_id"], ["events.school_id", "events.id"], name=op.f("fk_rounds_school_id_event_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_rounds_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_rounds_school_id_id")),
    )
    op.create_table(
        "capacity_assessments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("adult_id", sa.Uuid(), nullable=True),
        sa.Column("has_capacity", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(child_id is null) <> (adult_id is null)", name=op.f("ck_capacity_assessments_child_or_adult")),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_capacity_assessments_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "adult_id"], ["adults.school_id", "adults.id"], name=op.f("fk_capacity_assessments_school_id_adult_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"],
            ["children.school_id", "children.id"],
            name=op.f("fk_capacity_assessments_school_id_child_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_capacity_assessments_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity_assessments")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_capacity_assessments_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_capacity_assessments_seq")),
    )
    op.create_index("ix_capacity_assessments_school_id_adult_id", "capacity_assessments", ["school_id", "adult_id"], unique=False)
    op.create_index("ix_capacity_assessments_school_id_child_id", "capacity_assessments", ["school_id", "child_id"], unique=False)
    op.create_table(
        "objections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("objection_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("act in ('raised', 'upheld', 'overruled', 'taken_back')", name=op.f("ck_objections_act")),
        sa.CheckConstraint(
            "purpose in ('in_school_display', 'learning_record', 'closed_parent_area', 'printed_newsletter', 'digital_newsletter', 'website', 'social_media', 'prospectus', 'press', 'video', 'external_photographer', 'staff_training')",
            name=op.f("ck_objections_purpose"),
        ),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_objections_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_objections_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "guardian_id"],
            ["guardians.school_id", "guardians.id"],
            name=op.f("fk_objections_school_id_guardian_id"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_objections_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_objections_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_objections_seq")),
    )
    op.create_index("ix_objections_school_id_child_id_seq", "objections", ["school_id", "child_id", "seq"], unique=False)
    op.create_table(
        "photo_refusals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("said in ('refused', 'taken_back')", name=op.f("ck_photo_refusals_said")),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_photo_refusals_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "guardian_id"],
            ["guardians.school_id", "guardians.id"],
            name=op.f("fk_photo_refusals_school_id_guardian_id"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "photo_id"], ["photos.school_id", "photos.id"], name=op.f("fk_photo_refusals_school_id_photo_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_photo_refusals_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_refusals")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_photo_refusals_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_photo_refusals_seq")),
    )
    op.create_index("ix_photo_refusals_school_id_photo_id", "photo_refusals", ["school_id", "photo_id"], unique=False)
    op.create_table(
        "settlements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose in ('in_school_display', 'learning_record', 'closed_parent_area', 'printed_newsletter', 'digital_newsletter', 'website', 'social_media', 'prospectus', 'press', 'video', 'external_photographer', 'staff_training')",
            name=op.f("ck_settlements_purpose"),
        ),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_settlements_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_settlements_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_settlements_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_settlements_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_settlements_seq")),
    )
    op.create_index("ix_settlements_school_id_child_id", "settlements", ["school_id", "child_id"], unique=False)
    op.create_table(
        "verifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("adult_id", sa.Uuid(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict in ('confirmed', 'rejected')", name=op.f("ck_verifications_verdict")),
        sa.CheckConstraint("(child_id is null) <> (adult_id is null)", name=op.f("ck_verifications_child_or_adult")),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_verifications_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "adult_id"], ["adults.school_id", "adults.id"], name=op.f("fk_verifications_school_id_adult_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_verifications_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_verifications_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_verifications_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_verifications_seq")),
    )
    op.create_index("ix_verifications_school_id_receipt_id", "verifications", ["school_id", "receipt_id"], unique=False)
    op.create_table(
        "entry_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("is_spoken", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "link_id"], ["family_links.school_id", "family_links.id"], name=op.f("fk_entry_codes_school_id_link_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_entry_codes_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_entry_codes_code_hash")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_entry_codes_school_id_id")),
    )
    op.create_index("ix_entry_codes_school_id_link_id", "entry_codes", ["school_id", "link_id"], unique=False)
    op.create_table(
        "invalidations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("adult_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(child_id is null) <> (adult_id is null)", name=op.f("ck_invalidations_child_or_adult")),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_invalidations_by")),
        sa.ForeignKeyConstraint(
            ["school_id", "adult_id"], ["adults.school_id", "adults.id"], name=op.f("fk_invalidations_school_id_adult_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "answer_id"], ["answers.school_id", "answers.id"], name=op.f("fk_invalidations_school_id_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_invalidations_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_invalidations_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invalidations")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_invalidations_school_id_id")),
        sa.UniqueConstraint("seq", name=op.f("uq_invalidations_seq")),
    )
    op.create_index("ix_invalidations_school_id_answer_id", "invalidations", ["school_id", "answer_id"], unique=False)
    op.create_table(
        "requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=True),
        sa.Column("guardian_id", sa.Uuid(), nullable=True),
        sa.Column("adult_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("answers_after", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.CheckConstraint("by in ('email', 'letter')", name=op.f("ck_requests_by")),
        sa.CheckConstraint("(child_id is null) <> (adult_id is null)", name=op.f("ck_requests_child_or_adult")),
        sa.ForeignKeyConstraint(
            ["school_id", "adult_id"], ["adults.school_id", "adults.id"], name=op.f("fk_requests_school_id_adult_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "child_id"], ["children.school_id", "children.id"], name=op.f("fk_requests_school_id_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "guardian_id"], ["guardians.school_id", "guardians.id"], name=op.f("fk_requests_school_id_guardian_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "link_id"], ["family_links.school_id", "family_links.id"], name=op.f("fk_requests_school_id_link_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "round_id"], ["rounds.school_id", "rounds.id"], name=op.f("fk_requests_school_id_round_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_requests_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_requests_school_id_id")),
    )
    op.create_index("ix_requests_school_id_child_id", "requests", ["school_id", "child_id"], unique=False)
    op.create_index(
        "uq_requests_school_id_round_id_person",
        "requests",
        ["school_id", "round_id", "child_id", "guardian_id", "adult_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.add_column("adults", sa.Column("email", sa.String(), nullable=True))
    op.add_column("adults", sa.Column("language", sa.String(), nullable=True))
    op.add_column("answers", sa.Column("conditions", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("answers", sa.Column("authority", sa.String(), nullable=True))
    op.add_column("answers", sa.Column("receipt_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False))
    op.add_column("answers", sa.Column("evidence_id", sa.Uuid(), nullable=True))
    op.add_column("answers", sa.Column("signed_on", sa.Date(), nullable=True))
    op.create_foreign_key(
        op.f("fk_answers_school_id_evidence_id"), "answers", "evidence", ["school_id", "evidence_id"], ["school_id", "id"]
    )
    op.add_column("children", sa.Column("looked_after", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("children", sa.Column("yes_counts_after", sa.BigInteger(), nullable=True))
    op.add_column("children", sa.Column("yes_counts_from", sa.Date(), nullable=True))
    op.add_column("family_links", sa.Column("adult_id", sa.Uuid(), nullable=True))
    op.alter_column("family_links", "child_id", existing_type=sa.UUID(), nullable=True)
    op.alter_column("family_links", "guardian_id", existing_type=sa.UUID(), nullable=True)
    op.create_index("ix_family_links_school_id_adult_id", "family_links", ["school_id", "adult_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_family_links_school_id_adult_id"), "family_links", "adults", ["school_id", "adult_id"], ["school_id", "id"]
    )
    op.add_column("form_versions", sa.Column("kind", sa.String(), server_default="family", nullable=False))
    op.add_column("form_versions", sa.Column("language", sa.String(), server_default="en", nullable=False))
    op.add_column("form_versions", sa.Column("is_checked", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("guardians", sa.Column("language", sa.String(), nullable=True))
    op.add_column("guardianships", sa.Column("local_authority", sa.Boolean(), server_default=sa.text("false"), nullable=False))
