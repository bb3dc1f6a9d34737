"""Families: how they come in, and what they see.

Words: a *way in* is a speaker's link with its code; an *entry code* opens the page by itself. Somebody who came by a link that works is
a *visitor*, and a *family* once the code is right. A *draft* is an answer in hand that has not been sent.

Rules: one speaker's pages tell nothing of another (G1), and give no cause that isn't the reader's own answer (G2). Whoever is barred is
refused as if the link had expired (G3). Looking changes nothing (G4). Links are kept as hashes and replaced by the next (G5).
Taking back a yes is one press on the first page (C4). Pages are in the reader's language, and say so where nobody has checked it (C17).
"""
