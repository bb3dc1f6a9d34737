"""What goes out, and that it stops."""
