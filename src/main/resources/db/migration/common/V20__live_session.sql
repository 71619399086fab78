-- Sessions of a cluster while their calls live: what another node needs to go on with one. No keys.
CREATE TABLE live_session (
    call_id VARCHAR(255) PRIMARY KEY,
    -- Who writes must know it: of two nodes that run one session the second fails.
    revision BIGINT NOT NULL,
    home VARCHAR(255) NOT NULL,
    media_node VARCHAR(255) NOT NULL,
    -- The session's actor.
    writer VARCHAR(36) NOT NULL,
    state TEXT NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX live_session_by_home ON live_session (home);
