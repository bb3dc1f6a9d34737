"""Forms: what families are asked, in which words, on which lawful basis.

Words: a *purpose* is a use that is asked for. A *form* is a set of purposes with their wording, for one kind of person who answers:
a family, a young person, the social worker of a looked-after child (C8), an adult for themself (C14). The school edits a draft and
publishes it; what somebody was shown is kept as a *version*, in one language, and never changes (C3).

Rules: each use is a question of its own (C1). Each has a lawful basis, consent unless the school says otherwise (C13).
A translation that nobody has checked says so (C17).
"""
