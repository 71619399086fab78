-- Bytes compare faster than language does, and only so an index serves LIKE 'beginning%'.
ALTER TABLE recording_identifier DROP CONSTRAINT recording_identifier_recording_id_fkey;
ALTER TABLE recording ALTER COLUMN id TYPE VARCHAR(36) COLLATE "C";
ALTER TABLE recording ALTER COLUMN state TYPE VARCHAR(16) COLLATE "C";
ALTER TABLE recording ALTER COLUMN trunk TYPE VARCHAR(255) COLLATE "C";
ALTER TABLE recording_identifier ALTER COLUMN recording_id TYPE VARCHAR(36) COLLATE "C";
ALTER TABLE recording_identifier ALTER COLUMN kind TYPE VARCHAR(32) COLLATE "C";
ALTER TABLE recording_identifier ALTER COLUMN text TYPE VARCHAR(255) COLLATE "C";
ALTER TABLE recording_identifier ADD CONSTRAINT recording_identifier_recording_id_fkey
    FOREIGN KEY (recording_id) REFERENCES recording (id) ON DELETE CASCADE;

DROP INDEX recording_identifier_by_text;
CREATE INDEX recording_identifier_by_text ON recording_identifier (text, kind, recording_id);

-- A page of each kind is read off an index, newest first.
DROP INDEX recording_by_state;
CREATE INDEX recording_by_state ON recording (state, started_at DESC, id DESC);
CREATE INDEX recording_by_trunk ON recording (trunk, started_at DESC, id DESC);
CREATE INDEX recording_by_duration ON recording (duration_ms);

-- Parts of words are found through their trigrams. The extension comes with PostgreSQL (postgresql-contrib where it is
-- packaged apart); without it free text is found all the same, by reading every row.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'pg_trgm cannot be had: %', SQLERRM;
END $$;

DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') THEN
        CREATE INDEX recording_by_words ON recording USING gin (words gin_trgm_ops);
    END IF;
END $$;
