"""Notifications: letters to families and staff, and their delivery.

Words: a *letter* is one mail that somebody is owed: of which kind, about what, to whom, not before when. Its row holds ids only: the
address and the text are made when it goes out, by the room that knows them (worker.LETTERS), and kept nowhere.

A letter is queued in the transaction that made it necessary, once for each key. It is tried again until the mail server takes it or
says for good that it can't. After a crash in the very moment of handing over it goes out again with the same Message-ID.
"""
