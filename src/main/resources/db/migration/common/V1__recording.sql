-- One row per recording, from its beginning on. Standard SQL: H2 and PostgreSQL run the same text.
CREATE TABLE recording (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    call_id VARCHAR(1000) NOT NULL,
    state VARCHAR(16) NOT NULL,
    node VARCHAR(255) NOT NULL,
    peer VARCHAR(1000) NOT NULL,
    started_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP(6) WITH TIME ZONE,
    duration_ms BIGINT,
    end_reason VARCHAR(1000),
    -- JSON arrays: of participants (id, aor, name) and of words
    participants TEXT NOT NULL,
    flags TEXT NOT NULL,
    streams INTEGER NOT NULL,
    encrypted BOOLEAN NOT NULL,
    -- where the store keeps it and which manifest that is, once finished
    location VARCHAR(1000),
    manifest_sha256 VARCHAR(64)
);

-- Pages go from the newest to the oldest; the id makes the order total.
CREATE INDEX recording_by_start ON recording (started_at DESC, id DESC);

CREATE INDEX recording_by_state ON recording (state);
