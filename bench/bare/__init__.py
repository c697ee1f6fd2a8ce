"""The least a Django project could do in the portal's place: what the portal's figures are measured against."""

TABLE = "bench_note"
