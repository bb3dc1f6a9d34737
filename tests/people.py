"""The cast that every test knows: Oakfield, its staff and families, and a head at another school who must never see anything."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, SQLModel

from consentsvc.accounts.models import Membership, User
from consentsvc.kernel import clock
from consentsvc.kernel.access import Role
from consentsvc.kernel.database import act_for
from consentsvc.roster.models import Adult, Child, Guardian, Guardianship, SchoolClass
from consentsvc.schools.models import School

NOBODY = "7d0a1c52-3a8e-4a0c-9d1b-5a1f0c3e7b21"  # an id that no record has
NO_PASSWORD = "nobody signs in with this"


@dataclass(frozen=True)
class Person:
    """A member of staff who can be signed in (client_for)."""

    id: UUID
    school_id: UUID
    email: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Cast:
    oakfield: School
    elmbank: School
    head: Person
    teacher: Person
    publisher: Person
    photographer: Person
    office: Person
    lead: Person
    dpo: Person
    admin: Person
    steward: Person
    chair: Person
    other_head: Person
    hedgehogs: SchoolClass
    amira: Child  # two guardians who hold parental responsibility, and may disagree
    amira_mother: Guardian
    amira_father: Guardian
    ben: Child  # one guardian
    ben_mother: Guardian
    chidi: Child  # looked after: a foster carer without parental responsibility
    chidi_carer: Guardian
    zoe: Child  # at Elmbank
    zoe_mother: Guardian
    ms_okafor: Adult

    @property
    def staff(self) -> tuple[Person, ...]:
        """Everybody who signs in at Oakfield, one for each role."""
        return (
            self.head,
            self.teacher,
            self.publisher,
            self.photographer,
            self.office,
            self.lead,
            self.dpo,
            self.admin,
            self.steward,
            self.chair,
        )


def cast_at(tx: Session) -> Cast:
    """Both schools with everybody in them, flushed into this transaction."""
    oakfield, elmbank = _school("Oakfield Primary"), _school("Elmbank School")
    there: list[SQLModel] = [elmbank]
    zoe = _child(there, elmbank, "1", "Zoe", "Quill")
    zoe_mother = _guardian(there, elmbank, zoe, "Z. Quill", "mother")
    other_head = _staff(there, elmbank, Role.HEAD)
    _insert(tx, elmbank, there)
    hedgehogs = SchoolClass(school_id=oakfield.id, name="Hedgehogs")
    okafor = Adult(school_id=oakfield.id, name="Ms Okafor", created_at=clock.now())
    here: list[SQLModel] = [oakfield, hedgehogs, okafor]
    amira = _child(here, oakfield, "A1", "Amira", "Khan", hedgehogs)
    ben = _child(here, oakfield, "B2", "Ben", "O'Neill", hedgehogs)
    chidi = _child(here, oakfield, "C3", "Chidi", "Eze", hedgehogs)
    cast = Cast(
        oakfield=oakfield,
        elmbank=elmbank,
        **{role.value if role is not Role.STAFF else "teacher": _staff(here, oakfield, role) for role in Role},
        other_head=other_head,
        hedgehogs=hedgehogs,
        amira=amira,
        amira_mother=_guardian(here, oakfield, amira, "Sana Khan", "mother"),
        amira_father=_guardian(here, oakfield, amira, "Imran Khan", "father"),
        ben=ben,
        ben_mother=_guardian(here, oakfield, ben, "Niamh O'Neill", "mother"),
        chidi=chidi,
        chidi_carer=_guardian(here, oakfield, chidi, "Ruth Marsh", "foster carer", parental_responsibility=False),
        zoe=zoe,
        zoe_mother=zoe_mother,
        ms_okafor=okafor,
    )
    _insert(tx, oakfield, here)
    tx.commit()  # a savepoint of the test's transaction
    return cast


def _insert(tx: Session, school: School, rows: list[SQLModel]) -> None:
    """A statement for each table, what is referred to first: many tests begin here, so it has to be quick."""
    act_for(tx, school.id)
    for table in SQLModel.metadata.sorted_tables:
        tx.add_all(row for row in rows if row.__table__ is table)
        tx.flush()


def _school(name: str) -> School:
    return School(name=name, slug=name.lower().replace(" ", "-"), created_at=clock.now())


def _staff(rows: list[SQLModel], school: School, role: Role) -> Person:
    email = f"{role}@{school.slug}.example"
    user = User(email=email, name=f"{role.value.title()} of {school.name}", password_hash=NO_PASSWORD, created_at=clock.now())
    rows += [user, Membership(user_id=user.id, school_id=school.id, role=role)]
    return Person(id=user.id, school_id=school.id, email=email, roles=(role,))


def _child(
    rows: list[SQLModel], school: School, ref: str, first: str, last: str, school_class: SchoolClass | None = None
) -> Child:
    child = Child(
        school_id=school.id,
        ref=ref,
        first_name=first,
        last_name=last,
        born_on=date(clock.today().year - 8, 5, 17),
        class_id=school_class and school_class.id,
        created_at=clock.now(),
    )
    rows.append(child)
    return child


def _guardian(
    rows: list[SQLModel], school: School, child: Child, name: str, relationship: str, parental_responsibility: bool = True
) -> Guardian:
    guardian = Guardian(
        school_id=school.id,
        ref=f"{child.ref}-{relationship}",
        name=name,
        email=f"{relationship.replace(' ', '.')}.{child.ref.lower()}@family.example",
        created_at=clock.now(),
    )
    tie = Guardianship(
        school_id=school.id,
        child_id=child.id,
        guardian_id=guardian.id,
        relationship=relationship,
        parental_responsibility=parental_responsibility,
    )
    rows += [guardian, tie]
    return guardian
