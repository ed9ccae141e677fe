"""What is said to people, by code: a language is a file of sentences with named places."""
