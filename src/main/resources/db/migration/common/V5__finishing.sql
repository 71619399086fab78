-- Recordings whose call has ended and that are not kept yet. Who works on one has a lease on it; times are the database's.
CREATE TABLE finishing (
    recording_id VARCHAR(36) NOT NULL PRIMARY KEY,
    -- what the session said last, as JSON; null where it could not
    given TEXT,
    -- the recording that was kept without what this one will hold, under whose name the spool has it
    supplements VARCHAR(36),
    queued_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    -- the last change: one that lies ahead tells that the clock went back
    changed_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    -- when the next attempt may begin
    due_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    attempts INTEGER NOT NULL,
    -- counts leases: who holds an earlier one may change nothing any more
    token BIGINT NOT NULL,
    holder VARCHAR(255),
    leased_until TIMESTAMP(6) WITH TIME ZONE,
    stage VARCHAR(16),
    percent INTEGER,
    failure VARCHAR(1000)
);

CREATE INDEX finishing_by_age ON finishing (queued_at, recording_id);

-- The nodes in whose spools parts of a recording are.
CREATE TABLE finishing_part (
    recording_id VARCHAR(36) NOT NULL,
    node VARCHAR(255) NOT NULL,
    PRIMARY KEY (recording_id, node)
);
