"""Pictures: uploads, originals, the copies that staff work with, and who is in each picture.

A photo is one uploaded picture. Its original is kept as it came and never goes out. A rendition is a file made from it, encoded
anew. A person in a photo is a face that the detector found, or somebody whom it missed and a person marked; each is resolved as a
child, an adult, redacted or not identifiable. What is unresolved, unknown or failed denies (W1, W2, U4).

Hostile files are opened in limited processes only (`sandbox`); `pictures` is what runs there, `faces` is the detector.
"""
