"""The clearance workbench, by keyboard alone."""

from playwright.sync_api import Locator, Page, expect


class Workbench:
    """One photo's page. Nothing here clicks."""

    def __init__(self, page: Page) -> None:
        self._page, self._counted = page, ""

    def name_child(self, typed: str, name: str) -> None:
        """Type as one would, and take the child that the list then marks."""
        self._find("Who is", typed, name)
        self.saved()

    def name_adult(self, typed: str, name: str) -> None:
        self._page.keyboard.press("2")
        self._find("Which adult is", typed, name)
        self.saved()

    def redact(self, *, is_saved: bool = True) -> None:
        self._page.keyboard.press("3")
        if is_saved:
            self.saved()

    def not_identifiable(self, reason: str) -> None:
        self._page.keyboard.press("4")
        self._find("Why can nobody tell", reason, reason)
        self.saved()

    def undo(self) -> None:
        self._page.keyboard.press("Control+z")
        self.saved()

    def mark_somebody(self) -> None:
        """Put a mark on the picture, move it to the upper left, make it taller, set it."""
        self._page.keyboard.press("+")
        expect(self._page.get_by_role("button", name="New mark.")).to_be_focused()
        for key in ["ArrowLeft"] * 6 + ["ArrowUp"] * 4 + ["Shift+ArrowDown"] * 3:
            self._page.keyboard.press(key)
        self._page.keyboard.press("Enter")
        self.saved()

    def count(self, heads: int) -> None:
        self._page.keyboard.press("Control+Enter")
        field = self._page.get_by_label("How many people can you see")
        expect(field).to_be_focused()
        field.press_sequentially(str(heads))
        self._counted = self.title.inner_text()
        self._page.keyboard.press("Enter")

    def title_after_the_count(self) -> str:
        """The next photo that needs somebody, which opens by itself."""
        expect(self.title).not_to_have_text(self._counted)
        return self.title.inner_text()

    def saved(self) -> None:
        expect(self._page.get_by_text("Saved", exact=True)).to_be_visible()

    @property
    def title(self) -> Locator:
        return self._page.get_by_role("heading", level=1)

    def row(self, number: int) -> Locator:
        return self._page.get_by_role("list", name="People in this picture").get_by_role("listitem").nth(number - 1)

    def purpose(self, name: str) -> Locator:
        places = self._page.get_by_label("Where this picture may go")
        return places.get_by_role("listitem").filter(has=self._page.get_by_text(name, exact=True)).first

    def _find(self, title: str, typed: str, name: str) -> None:
        self._page.keyboard.type(typed)
        finder = self._page.get_by_role("group", name=title)
        expect(finder.get_by_role("option", selected=True)).to_contain_text(name)
        self._page.keyboard.press("Enter")
        expect(finder).to_have_count(0)
