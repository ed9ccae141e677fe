"""Where each file format keeps a text beside its content: one module a format, by its structure, within bounds."""
