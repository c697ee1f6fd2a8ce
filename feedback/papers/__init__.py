"""What a paper of a case says: its fields, the words in them, the templates that came with the portal."""
