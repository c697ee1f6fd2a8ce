"""What ./dev does, with the standard library only; the application never imports it."""
