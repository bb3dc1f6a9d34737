"""What the newsletters room's API takes and gives."""

from typing import Literal

IssueState = Literal["draft", "out"]
PartKind = Literal["heading", "text", "picture"]
