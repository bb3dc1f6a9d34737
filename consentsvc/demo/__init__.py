"""The demonstration: two schools, their people, and photographs that the project draws itself."""
