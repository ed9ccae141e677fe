"""The command line: one file a command, in `commands`. What takes long to load waits until a command needs it."""
