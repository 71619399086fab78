-- Among millions of complete recordings the others are few, and several of their states are looked for at once.
CREATE INDEX recording_by_unusual_state ON recording (started_at DESC, id DESC) WHERE state <> 'complete';
