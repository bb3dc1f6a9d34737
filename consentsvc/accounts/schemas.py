from uuid import UUID

from pydantic import BaseModel, Field

from consentsvc.kernel.access import Permission, Role
from consentsvc.kernel.schemas import Input


class SignIn(Input):
    email: str = Field(max_length=254)
    password: str = Field(max_length=1000)


class SwitchSchool(Input):
    school_id: UUID


class SchoolRow(BaseModel):
    id: UUID
    name: str
    slug: str


class WorkplaceRow(BaseModel):
    id: UUID
    name: str


class Me(BaseModel):
    id: UUID
    name: str
    email: str
    school: SchoolRow
    schools: list[WorkplaceRow]
    roles: list[Role]
    permissions: list[Permission]
