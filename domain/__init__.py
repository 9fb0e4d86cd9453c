"""Values and rules that everyone shares: frozen dataclasses, enums, errors and ports. Standard library only, no I/O."""
