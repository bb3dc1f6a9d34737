"""What the connectors room's API takes and gives."""

from typing import Literal

ConnectionMode = Literal["copy", "live_link"]
DeliveryState = Literal["waiting", "taken", "given_up"]
