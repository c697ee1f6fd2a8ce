"""Papers as .docx: reading one of unknown intent, filling in its placeholders, showing it as a page.

Knows no app: which placeholders there are and what stands in them is the caller's.
"""
