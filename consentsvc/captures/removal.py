"""Where a third party can be asked to remove a picture (T3): the one table. An address that has moved is corrected here."""

from typing import Final

from consentsvc.captures.schemas import RouteRow


def _platform(name: str, address: str) -> RouteRow:
    return RouteRow(kind="platform_report", name=name, address=address, says="Report the post itself; keep its web address.")


def _search(name: str, address: str, says: str) -> RouteRow:
    return RouteRow(kind="search_removal", name=name, address=address, says=says)


def _police(name: str, address: str, says: str) -> RouteRow:
    return RouteRow(kind="police", name=name, address=address, says=says)


OUT_OF_SEARCH: Final = "Takes it out of what the search finds; the page itself stays."

ROUTES: Final = (
    _platform("Facebook", "https://www.facebook.com/help/"),
    _platform("Instagram", "https://help.instagram.com/"),
    _platform("TikTok", "https://support.tiktok.com/"),
    _platform("Snapchat", "https://help.snapchat.com/"),
    _platform("YouTube", "https://support.google.com/youtube/answer/142443"),
    _platform("X", "https://help.x.com/forms"),
    _platform("WhatsApp", "https://faq.whatsapp.com/"),
    _platform("Reddit", "https://www.reddit.com/report"),
    _search("Google: pictures of children", "https://support.google.com/websearch/answer/10949130", OUT_OF_SEARCH),
    _search("Bing", "https://www.microsoft.com/concern/bing", OUT_OF_SEARCH),
    _police("Police, not urgent: 101", "https://www.police.uk/", "Where there may be a crime. In danger: 999."),
    _police("CEOP", "https://www.ceop.police.uk/", "An adult approaches a child for sexual ends."),
)
