"""The least a Django project could do in the portal's place; the portal is measured against it."""

TABLE = "bench_note"
