"""What holds for the whole service, whichever room a thing is in."""
