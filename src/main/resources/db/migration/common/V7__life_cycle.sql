-- How long a recording is kept: fixed when it is finished, with the rule that said so. No time means for ever; no rule,
-- that it is not fixed yet.
ALTER TABLE recording ADD COLUMN retain_until TIMESTAMP(6) WITH TIME ZONE;
ALTER TABLE recording ADD COLUMN retain_rule VARCHAR(100);

CREATE INDEX recording_by_retain_until ON recording (retain_until);

-- Holds that lie on recordings now. One that is released has its row removed; the audit tells of it.
CREATE TABLE recording_hold (
    recording_id VARCHAR(36) NOT NULL,
    label VARCHAR(64) NOT NULL,
    reason VARCHAR(1000) NOT NULL,
    placed_by VARCHAR(100) NOT NULL,
    placed_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (recording_id, label),
    FOREIGN KEY (recording_id) REFERENCES recording (id)
);

CREATE INDEX recording_hold_by_label ON recording_hold (label, recording_id);

-- What one person asked for and a second one decides.
CREATE TABLE approval (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    action VARCHAR(16) NOT NULL,
    -- JSON: what it is about, and after an erasure what became of each recording, without whom it was about
    subject TEXT NOT NULL,
    reason VARCHAR(1000) NOT NULL,
    asked_by VARCHAR(100) NOT NULL,
    asked_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    -- waiting, approved (and being carried out), done, refused
    state VARCHAR(16) NOT NULL,
    decided_by VARCHAR(100),
    decided_at TIMESTAMP(6) WITH TIME ZONE
);

CREATE INDEX approval_by_state ON approval (state, asked_at);

-- Recordings that are being removed or were: from the moment it is decided, so that a stop in between is made good.
CREATE TABLE removal (
    recording_id VARCHAR(36) NOT NULL PRIMARY KEY,
    node VARCHAR(255) NOT NULL,
    -- retention or erasure
    kind VARCHAR(16) NOT NULL,
    approval_id VARCHAR(36),
    asked_by VARCHAR(100) NOT NULL,
    approved_by VARCHAR(100),
    reason VARCHAR(1000) NOT NULL,
    begun_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    done_at TIMESTAMP(6) WITH TIME ZONE
);

CREATE INDEX removal_by_done ON removal (done_at, begun_at);

-- What is remembered from one look for due recordings to the next: the latest time that was believed, and per node the
-- rules that were applied.
CREATE TABLE retention_mark (
    name VARCHAR(255) NOT NULL PRIMARY KEY,
    seen TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    text VARCHAR(255) NOT NULL
);
