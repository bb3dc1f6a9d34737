"""OneRoster 1.1 and 1.2 zips as other systems write them, whole and broken."""

import io
import struct
import zipfile
from datetime import date

import pytest
from sqlmodel import select

from consentsvc.kernel.errors import TooLarge
from consentsvc.kernel.sheets import UnreadableFile
from consentsvc.roster import archives, oneroster, reading, rules
from consentsvc.roster.models import Child, Guardian, Guardianship
from consentsvc.roster.oneroster import OneRosterChoices
from consentsvc.roster.reading import Remembered

TODAY = date(2026, 5, 12)

MANIFEST = """propertyName,value
manifest.version,1.0
oneroster.version,{version}
file.academicSessions,absent
file.classes,bulk
file.demographics,bulk
file.enrollments,bulk
file.orgs,bulk
file.users,bulk
"""
ORGS = """sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
S1,,,Oakfield Primary,school,,
"""
CLASSES = """sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,\
termSourcedIds,subjects,subjectCodes,periods
K1,,,Hedgehogs,,,,homeroom,,S1,,,,
K2,,,Mathematics,,,,scheduled,,S1,,,,
"""
ENROLLMENTS = """sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
E1,,,K1,S1,U1,student,,2025-09-01,2026-07-20
E2,,,K2,S1,U1,student,,,
E3,,,K1,S1,T1,teacher,true,,
"""
DEMOGRAPHICS = """sourcedId,status,dateLastModified,birthDate,sex
U1,,,2016-05-31,female
U2,,,2017-02-03,male
"""
USERS_1_1 = """sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,\
middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
U1,,,true,S1,student,u1,,Zoë,O'Neill,,UPN1,,,,"P1,P2",3,
U2,,,true,S1,student,u2,,Una,O'Neill,,UPN2,,,,P1,1,
P1,,,true,S1,parent,p1,,Niamh,O'Neill,,,niamh@family.example,,01632 960001,,,
P2,,,true,S1,relative,p2,,Tom,Hill,,,,07700 900001,,,,
T1,,,true,S1,teacher,t1,,Jo,Marsh,,,,,,,,
"""
USERS_1_2 = """sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,\
email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,\
preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns
U1,,,true,u1,,Zoë,O'Neill,,UPN1,,,,"P1,P2",3,,,,,,,S1,
U2,,,true,u2,,Una,O'Neill,,UPN2,,,,P1,1,,,,,,,S1,
P1,,,true,p1,,Niamh,O'Neill,,,niamh@family.example,,01632 960001,,,,,,,,,S1,
P2,,,true,p2,,Tom,Hill,,,,07700 900001,,,,,,,,,,S1,
T1,,,true,t1,,Jo,Marsh,,,,,,,,,,,,,,S1,
"""
ROLES = """sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
R1,,,U1,primary,student,,,S1,
R2,,,U2,primary,student,2025-09-01,,S1,
R3,,,P1,primary,parent,,,S1,
R4,,,P2,primary,relative,,,S1,
R5,,,T1,primary,teacher,,,S1,
"""
ONE = {"orgs": ORGS, "classes": CLASSES, "enrollments": ENROLLMENTS, "demographics": DEMOGRAPHICS, "users": USERS_1_1}
TWO = {**ONE, "users": USERS_1_2, "roles": ROLES}


def files(version="1.1", **changed: str | None) -> dict[str, str]:
    """The files of a whole zip, with these instead; None: left out, and the manifest says so."""
    whole = {**(ONE if version == "1.1" else TWO), **changed}
    manifest = MANIFEST.format(version=version) + ("file.roles,bulk\n" if version == "1.2" else "")
    for name, text in changed.items():
        if text is None:
            manifest = manifest.replace(f"file.{name},bulk", f"file.{name},absent")
    found = {"manifest.csv": manifest, **{f"{name}.csv": text for name, text in whole.items() if text is not None}}
    return {**found, "manifest.csv": changed.get("manifest") or manifest}


def packed(members: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return data.getvalue()


def read(data: bytes, **choices):
    remembered = Remembered("OneRoster", oneroster.FINGERPRINT, OneRosterChoices(**choices))
    found = reading.contents(data, remembered, "unicode", TODAY)
    rows, problems = rules.check_rows(found.columns, found.records, TODAY, found.quiet)
    return rows, [*found.problems, *problems], found


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_both_versions_are_read_alike(version):
    [zoe, una], problems, found = read(packed(files(version)))
    assert problems == []
    assert (zoe.row, zoe.ref, zoe.first_name, zoe.last_name, zoe.born_on, zoe.class_name) == (
        2, "U1", "Zoë", "O'Neill", date(2016, 5, 31), "Hedgehogs",
    )  # fmt: skip
    assert [(each.ref, each.name, each.email, each.phone, each.relationship) for each in zoe.guardians] == [
        ("P1", "Niamh O'Neill", "niamh@family.example", "01632 960001", "parent"),
        ("P2", "Tom Hill", None, "07700 900001", "relative"),
    ]
    assert [each.ref for each in una.guardians] == ["P1"]
    assert "class_name" in una.unsaid
    assert found.notes == ["1 children are in no homeroom class: the class that is known stays."]


@pytest.mark.rule("C5")
def test_nobody_holds_parental_responsibility_unless_the_office_said_so():
    [zoe, _], _, _ = read(packed(files()))
    assert [each.responsibility for each in zoe.guardians] == [None, None]
    [zoe, _], _, _ = read(packed(files()), responsible=["parent", "guardian"])
    assert [each.responsibility for each in zoe.guardians] == [True, None]


def test_what_a_child_is_called_is_read_in_1_2():
    una, called = ",,UPN2,,,,P1,1,,,,,,,S1,", ",,UPN2,,,,P1,1,,,,Oonagh,,,S1,"
    [zoe, una], problems, _ = read(packed(files("1.2", users=USERS_1_2.replace(una, called))))
    assert (problems, una.known_as, "known_as" in una.unsaid) == ([], "Oonagh", False)
    assert (zoe.known_as, "known_as" in zoe.unsaid) == (None, True)


def test_the_identifier_may_be_the_number():
    rows, _, _ = read(packed(files()), number="identifier")
    assert [each.ref for each in rows] == ["UPN1", "UPN2"]


def test_a_parent_may_name_the_child_instead():
    users = USERS_1_1.replace('"P1,P2"', "").replace(",01632 960001,,", ",01632 960001,U1,")
    [zoe, _], problems, _ = read(packed(files(users=users)))
    assert ([each.ref for each in zoe.guardians], problems) == (["P1"], [])


@pytest.mark.rule("C11")
def test_who_is_to_be_deleted_has_left():
    [zoe, una], problems, _ = read(packed(files(users=USERS_1_1.replace("U1,,,", "U1,tobedeleted,2026-05-01T10:00:00Z,"))))
    assert (zoe.left_on, una.left_on, problems) == (TODAY, None, [])


def test_a_birthday_that_is_missing_is_silent():
    [zoe, una], problems, found = read(packed(files(demographics=DEMOGRAPHICS.replace("U2,,,2017-02-03,male\n", ""))))
    assert (zoe.born_on, una.born_on, una.unsaid >= {"born_on"}, problems) == (date(2016, 5, 31), None, True, [])
    assert "1 children have no date of birth" in found.notes[0]


def test_an_enrolment_that_is_over_or_deleted_is_none():
    for ended in (ENROLLMENTS.replace("2026-07-20", "2026-01-01"), ENROLLMENTS.replace("E1,,", "E1,tobedeleted,")):
        [zoe, _], _, _ = read(packed(files(enrollments=ended)))
        assert zoe.class_name is None


ROWS = {
    "a number twice": ({"users": USERS_1_1 + USERS_1_1.splitlines()[1]}, 7, "users.csv sourcedId", "also in row 2"),
    "a person without a number": ({"users": USERS_1_1.replace("P2,,,", ",,,").replace(",P2", "")}, 5, "users.csv sourcedId", "missing"),
    "a parent who isn't there": ({"users": USERS_1_1.replace('"P1,P2"', '"P1,P9"')}, 2, "users.csv agentSourcedIds", "‘P9’"),
    "a child without a name": ({"users": USERS_1_1.replace("Zoë", "")}, 2, "first_name", "missing"),
    "a birthday that is none": ({"demographics": DEMOGRAPHICS.replace("2016-05-31", "31.5.2016")}, 2, "born_on", "not a date"),
    "two homerooms": (
        {
            "classes": CLASSES + "K3,,,Owls,,,,homeroom,,S1,,,,\n",
            "enrollments": ENROLLMENTS + "E4,,,K3,S1,U1,student,,,\n",
        },
        2, "enrollments.csv classSourcedId", "2 homeroom classes",
    ),
    "an enrolment of nobody": (
        {"enrollments": ENROLLMENTS + "E4,,,K1,S1,U9,student,,,\n"}, 5, "enrollments.csv userSourcedId", "‘U9’",
    ),
    "a day as we don't write it": (
        {"enrollments": ENROLLMENTS.replace("2026-07-20", "20/07/2026")}, 2, "enrollments.csv endDate", "not a date",
    ),
    "a shifted line": ({"users": USERS_1_1.replace("U1,,,", "U1,,")}, 2, "users.csv", "17 cells"),
    "a status of its own": ({"users": USERS_1_1.replace("U1,,,", "U1,gone,,")}, 2, "users.csv status", "neither active nor"),
    "five parents": (
        {"users": USERS_1_1.replace('"P1,P2"', '"P1,P2,P3,P4,P5"')
            + "".join(f"P{n},,,true,S1,parent,p{n},,A{n} B,Hill,,,,,,,,\n".replace(f"A{n} B", "Al" * n) for n in (3, 4, 5))},
        2, "users.csv agentSourcedIds", "5 parents and carers",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "line", "column", "message"), ROWS.values(), ids=ROWS)
def test_a_broken_row_is_named_with_its_file(changed, line, column, message):
    _, problems, _ = read(packed(files(**changed)))
    assert (line, column) in {(each.row, each.column) for each in problems}
    assert message in next(each.message for each in problems if (each.row, each.column) == (line, column))


def _many_schools() -> dict[str, str]:
    return files(orgs=ORGS + "S2,,,Elmbank,school,,\n", users=USERS_1_1.replace("U2,,,true,S1", "U2,,,true,S2"))


ZIPS = {
    "no manifest": ({"users.csv": USERS_1_1}, "no manifest.csv"),
    "a manifest of something else": ({**files(), "manifest.csv": "a,b\n1,2\n"}, "propertyName,value"),
    "version 1.0": (files("1.1", manifest=MANIFEST.format(version="1.0")), "‘1.0’"),
    "version 2": (files("1.1", manifest=MANIFEST.format(version="2.0")), "1.1 and 1.2"),
    "changes alone": (files(manifest=MANIFEST.format(version="1.1").replace("users,bulk", "users,delta")), "only what changed"),
    "a file that is said to be there": (
        {name: text for name, text in files().items() if name != "users.csv"}, "users.csv is there, and it isn't",
    ),
    "a file that isn't said to be there": (files(manifest=MANIFEST.format(version="1.1").replace("orgs,bulk", "orgs,absent")), "and it is"),
    "an odd word": (files(manifest=MANIFEST.format(version="1.1").replace("orgs,bulk", "orgs,some")), "bulk or absent"),
    "no people": (files(users=None), "no users.csv"),
    "no roles in 1.2": (files("1.2", roles=None), "no roles.csv"),
    "a column missing": (files(users=USERS_1_1.replace("givenName", "firstName")), "users.csv has no column ‘givenName’"),
    "a column twice": (files(users=USERS_1_1.replace("middleName", "givenName")), "‘givenName’ twice"),
    "1.1 people in a 1.2 zip": (files("1.1", users=USERS_1_2), "no column ‘role’"),
    "no child": (files(users=USERS_1_1.replace(",student,", ",aide,")), "no student"),
    "two schools": (_many_schools(), "2 schools: Elmbank, Oakfield Primary"),
    "letters of Windows": (None, "users.csv: Line 2 has a letter"),
    "a quote that never ends": (files(users=USERS_1_1.replace("Una", '"Una')), "users.csv: The quotes"),
    "a folder": ({f"export/{name}": text for name, text in files().items()}, "at its top"),
    "a path upwards": ({**files(), "../evil.csv": "x"}, "‘../evil.csv’"),
    "a path of Windows": ({**files(), "C:\\evil.csv": "x"}, "at its top"),
    "a workbook": ({"[Content_Types].xml": "x"}, "a workbook"),
}  # fmt: skip


@pytest.mark.parametrize(("members", "message"), ZIPS.values(), ids=ZIPS)
def test_a_broken_zip_is_refused_whole(members, message):
    data = packed(members) if members else packed({**files(), "users.csv": USERS_1_1.encode("cp1252")})
    with pytest.raises(UnreadableFile) as refusal:
        read(data)
    assert message in refusal.value.detail


# Zips that mean harm


def test_a_zip_that_unpacks_to_far_more_is_refused_before_it_is_unpacked():
    with pytest.raises(TooLarge):
        archives.unpacked(packed({**files(), "classes.csv": "0" * 20_000_000}))


def test_a_zip_that_lies_about_its_size_is_damaged():
    data = bytearray(packed(files()))
    place = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 24, 10)
    with pytest.raises(UnreadableFile, match="unreadable-file"):
        archives.unpacked(bytes(data))


@pytest.mark.parametrize("spoil", [lambda data: data[:-30], lambda data: data[:200], lambda data: b"PK\x03\x04" + b"\0" * 100])
def test_half_a_zip_is_damaged(spoil):
    with pytest.raises(UnreadableFile) as refusal:
        archives.unpacked(spoil(packed(files())))
    assert "damaged" in refusal.value.detail


def test_spoilt_bytes_in_a_zip_are_damaged():
    data = bytearray(packed(files()))
    data[60:80] = b"\xff" * 20
    with pytest.raises(UnreadableFile):
        archives.unpacked(bytes(data))


def test_a_locked_zip_is_refused():
    data = bytearray(packed(files()))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableFile) as refusal:
        archives.unpacked(bytes(data))
    assert "password" in refusal.value.detail


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in ("users.csv", "Users.csv"):
            archive.writestr(name, USERS_1_1)
    with pytest.raises(UnreadableFile) as refusal:
        archives.unpacked(data.getvalue())
    assert "same name" in refusal.value.detail


def test_a_link_in_a_zip_is_refused():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        link = zipfile.ZipInfo("users.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnreadableFile):
        archives.unpacked(data.getvalue())


def test_a_zip_of_very_many_files_is_refused():
    with pytest.raises(TooLarge):
        archives.unpacked(packed({f"{number}.csv": "x" for number in range(101)}))


# Through the door


@pytest.fixture
def office(people, client_for):
    return client_for(people.office)


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_zip_is_looked_at_and_applied_and_again_changes_nothing(tx, office, version):
    data = packed(files(version))
    preview = office.post("/api/roster/imports", content=data).json()
    assert (preview["added"], preview["problems"], preview["can_apply"]) == (2, [], True)
    assert any("3 new parents and carers get none" in note for note in preview["notes"])
    assert office.post(f"/api/roster/imports/{preview['id']}/apply").status_code == 200
    again = office.post("/api/roster/imports", content=data).json()
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert len(tx.exec(select(Guardian).where(Guardian.ref == "P1")).all()) == 1


def test_what_parent_means_is_said_once_and_remembered(tx, office):
    seen = office.post("/api/roster/files", content=packed(files())).json()
    assert (seen["kind"], seen["fingerprint"], seen["remembered"]) == ("oneroster", "oneroster", None)
    choices = {"kind": "oneroster", "number": "identifier", "responsible": ["parent"]}
    said = office.post("/api/roster/mappings", json={"fingerprint": "oneroster", "name": "Arbor", "choices": choices}).json()
    assert office.post("/api/roster/files", content=packed(files())).json()["remembered"] == said
    preview = office.post("/api/roster/imports", params={"mapping_id": said["id"]}, content=packed(files())).json()
    office.post(f"/api/roster/imports/{preview['id']}/apply")
    zoe = tx.exec(select(Child).where(Child.ref == "UPN1")).one()
    ties = tx.exec(select(Guardianship).where(Guardianship.child_id == zoe.id)).all()
    assert {tie.relationship: tie.parental_responsibility for tie in ties} == {"parent": True, "relative": False}


def test_a_child_without_a_birthday_is_refused_unless_it_is_known(tx, people, office):
    users = USERS_1_1.replace("U1,,,", f"{people.amira.ref},,,").replace("Zoë,O'Neill", "Amira,Khan").replace('"P1,P2"', "")
    data = packed(files(users=users, demographics=None, enrollments=None))
    preview = office.post("/api/roster/imports", content=data).json()
    assert [(each["row"], each["column"]) for each in preview["problems"]] == [(3, "demographics.csv birthDate")]
    assert preview["unchanged"] == 1
