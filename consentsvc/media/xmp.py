"""What a picture that goes out says of itself: whose it is, and what nobody may do with it (P3). Never who is in it, or where.

One XMP packet, by the properties and controlled words of IPTC and PLUS. docs/decisions/0012 says why these words.
"""

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

_PLUS: Final = "http://ns.useplus.org/ldf/vocab"
_SOURCE: Final = "http://cv.iptc.org/newscodes/digitalsourcetype"

_PACKET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{rights}</rdf:li></rdf:Alt></dc:rights>
<xmpRights:Marked>True</xmpRights:Marked>
<plus:ModelReleaseStatus>{plus}/{release}</plus:ModelReleaseStatus>
<plus:DataMining>{plus}/DMI-PROHIBITED</plus:DataMining>
<Iptc4xmpExt:DigitalSourceType>{source}/{kind}</Iptc4xmpExt:DigitalSourceType>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said of one picture. rights: whose it is, in the school's words; shows_people: anybody who isn't covered."""

    rights: str
    shows_people: bool
    is_covered: bool


def packet(notice: Notice) -> bytes:
    """The notice as an XMP packet."""
    said = _PACKET.format(
        rights=escape(_in_xml(notice.rights)),
        plus=_PLUS,
        release="MR-LMR" if notice.shows_people else "MR-NAP",
        source=_SOURCE,
        kind="humanEdits" if notice.is_covered else "digitalCapture",
    )
    return said.encode()


def _in_xml(text: str) -> str:
    """Without characters that XML can't hold."""
    return "".join(char for char in text if char.isprintable())
