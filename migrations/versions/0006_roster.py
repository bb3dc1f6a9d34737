"""Files of other systems: how the office said to read them, and what a file that was read leaves out.

Files that were read wait a day at most; those that wait now are read again under the new columns. A change of guardians raises
its children's versions once for each statement, no more for each row: a file brings 120,000 of them in one.
"""

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TOUCH_CHILDREN = """
create function touch_children() returns trigger language plpgsql as $$
begin
    if tg_op <> 'DELETE' then
        update children set version = version where (school_id, id) in (select school_id, child_id from touched);
    end if;
    if tg_op <> 'INSERT' then
        update children set version = version where (school_id, id) in (select school_id, child_id from untied);
    end if;
    return null;
end $$;

drop trigger touch_child on guardianships;
create trigger touch_children_added after insert on guardianships
    referencing new table as touched for each statement execute function touch_children();
create trigger touch_children_changed after update on guardianships
    referencing old table as untied new table as touched for each statement execute function touch_children();
create trigger touch_children_removed after delete on guardianships
    referencing old table as untied for each statement execute function touch_children();
"""


def upgrade() -> None:
    op.create_table(
        "roster_mappings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("choices", postgresql.JSONB(), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name=op.f("fk_roster_mappings_saved_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_roster_mappings_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_mappings")),
        sa.UniqueConstraint("school_id", "fingerprint", name=op.f("uq_roster_mappings_school_id_fingerprint")),
        sa.UniqueConstraint("school_id", "id", name=op.f("uq_roster_mappings_school_id_id")),
    )
    service_role = context.config.attributes["service_role"]
    op.execute(f'grant select, insert, update, delete on roster_mappings to "{service_role}"')
    op.execute("alter table roster_mappings enable row level security")
    op.execute("alter table roster_mappings force row level security")
    op.execute("create policy own_school on roster_mappings using (school_id = (select app_school()))")
    op.execute("alter table roster_imports no force row level security")  # the owner's own work, at every school
    op.execute("delete from roster_imports")
    op.execute("alter table roster_imports force row level security")
    op.add_column("roster_imports", sa.Column("missing", postgresql.JSONB(), nullable=False))
    op.add_column("roster_imports", sa.Column("here", sa.Integer(), nullable=False))
    op.add_column("roster_imports", sa.Column("notes", postgresql.JSONB(), nullable=False))
    op.drop_column("roster_imports", "not_in_file")
    op.execute(TOUCH_CHILDREN)
