CREATE TABLE jobs (
    number INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL UNIQUE,
    created_s REAL NOT NULL,
    source TEXT NOT NULL,
    is_recording INTEGER NOT NULL,
    phase TEXT NOT NULL,
    duration_s REAL,
    model TEXT NOT NULL,
    has_text INTEGER NOT NULL,
    remarks TEXT NOT NULL,
    journal_bytes INTEGER NOT NULL,
    journal_changed_ns INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_by_time ON jobs (created_s DESC, job_id);
CREATE TABLE texts (number INTEGER PRIMARY KEY, segments BLOB NOT NULL) STRICT;
CREATE VIRTUAL TABLE words USING fts5 (
    name, text, content='', prefix='2 3', columnsize=0,
    tokenize='unicode61 remove_diacritics 0'
);
PRAGMA user_version = 1;
PRAGMA application_id = 1415670899;
INSERT INTO jobs VALUES (
    1, 'a', 1795338900.0, '/ljud/Åsas möte.mp3',
    0, 'done', 12.5, 'KB',
    1, '{"position_s": 0.0, "fault": null, "warning": null, "is_cut_off": false}', 812, 1795339000000000000
);
INSERT INTO texts VALUES (1, X'78018B563ADC5A9C58AC907B785B49AA5E6E81B1928E4274B4819EA98E82D2E169050579890A2987B71515A5E6E929C502A58CF50C8032C1258797E4A52BA41DDE96575C52945AA290990E56101B0B00A2601D2A');
INSERT INTO words (rowid, name, text) VALUES (
    1, 'åsas möte.mp3', 'öppna dörren.' || char(10) || 'stäng fönstret igen.'
);
