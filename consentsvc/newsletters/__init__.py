"""Newsletters: an issue is put together from cleared pictures and text, checked as a whole, and goes out: a page, mail, a PDF (3.9).

Its pictures are placements of the newsletter's channel, so the page and the mail show them live: a picture whose consent ends is gone from
both. Paper isn't: the issue says so.
"""
