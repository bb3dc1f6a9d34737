"""The cast that every test knows: Oakfield, its staff and families, and a head at another school who must never see anything."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

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
        return (self.head, self.teacher, self.publisher, self.photographer, self.office, self.lead, self.dpo, self.admin)


def cast_at(tx: Session) -> Cast:
    """Both schools with everybody in them, flushed into this transaction."""
    oakfield, elmbank = _school(tx, "Oakfield Primary"), _school(tx, "Elmbank School")
    act_for(tx, elmbank.id)
    zoe = _child(tx, elmbank, "1", "Zoe", "Quill")
    zoe_mother = _guardian(tx, elmbank, zoe, "Z. Quill", "mother")
    act_for(tx, oakfield.id)
    hedgehogs = SchoolClass(school_id=oakfield.id, name="Hedgehogs")
    tx.add(hedgehogs)
    tx.flush()
    amira = _child(tx, oakfield, "A1", "Amira", "Khan", hedgehogs)
    ben = _child(tx, oakfield, "B2", "Ben", "O'Neill", hedgehogs)
    chidi = _child(tx, oakfield, "C3", "Chidi", "Eze", hedgehogs)
    okafor = Adult(school_id=oakfield.id, name="Ms Okafor", created_at=clock.now())
    tx.add(okafor)
    cast = Cast(
        oakfield=oakfield,
        elmbank=elmbank,
        **{role.value if role is not Role.STAFF else "teacher": _staff(tx, oakfield, role) for role in Role},
        other_head=_staff(tx, elmbank, Role.HEAD),
        hedgehogs=hedgehogs,
        amira=amira,
        amira_mother=_guardian(tx, oakfield, amira, "Sana Khan", "mother"),
        amira_father=_guardian(tx, oakfield, amira, "Imran Khan", "father"),
        ben=ben,
        ben_mother=_guardian(tx, oakfield, ben, "Niamh O'Neill", "mother"),
        chidi=chidi,
        chidi_carer=_guardian(tx, oakfield, chidi, "Ruth Marsh", "foster carer", parental_responsibility=False),
        zoe=zoe,
        zoe_mother=zoe_mother,
        ms_okafor=okafor,
    )
    tx.commit()  # a savepoint of the test's transaction
    return cast


def _school(tx: Session, name: str) -> School:
    school = School(name=name, slug=name.lower().replace(" ", "-"), created_at=clock.now())
    tx.add(school)
    tx.flush()
    return school


def _staff(tx: Session, school: School, role: Role) -> Person:
    email = f"{role}@{school.slug}.example"
    user = User(email=email, name=f"{role.value.title()} of {school.name}", password_hash=NO_PASSWORD, created_at=clock.now())
    tx.add(user)
    tx.flush()
    tx.add(Membership(user_id=user.id, school_id=school.id, role=role))
    tx.flush()
    return Person(id=user.id, school_id=school.id, email=email, roles=(role,))


def _child(tx: Session, school: School, ref: str, first: str, last: str, school_class: SchoolClass | None = None) -> Child:
    child = Child(
        school_id=school.id,
        ref=ref,
        first_name=first,
        last_name=last,
        born_on=date(clock.today().year - 8, 5, 17),
        class_id=school_class and school_class.id,
        created_at=clock.now(),
    )
    tx.add(child)
    tx.flush()
    return child


def _guardian(
    tx: Session, school: School, child: Child, name: str, relationship: str, parental_responsibility: bool = True
) -> Guardian:
    guardian = Guardian(
        school_id=school.id,
        ref=f"{child.ref}-{relationship}",
        name=name,
        email=f"{relationship.replace(' ', '.')}.{child.ref.lower()}@family.example",
        created_at=clock.now(),
    )
    tx.add(guardian)
    tx.flush()
    tx.add(
        Guardianship(
            school_id=school.id,
            child_id=child.id,
            guardian_id=guardian.id,
            relationship=relationship,
            parental_responsibility=parental_responsibility,
        )
    )
    tx.flush()
    return guardian
