"""The gate between the camera roll and the world: consent and clearance of pictures, for schools and events."""
