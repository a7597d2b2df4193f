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
ALTER TABLE jobs ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN folder TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN sound_bytes INTEGER NOT NULL DEFAULT 0;
CREATE INDEX jobs_by_folder ON jobs (folder) WHERE folder != '';
CREATE TABLE tags (
    tag TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (tag, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_job ON tags (number);
PRAGMA user_version = 2;
PRAGMA application_id = 1415670899;
INSERT INTO jobs VALUES (
    1, 'a', 1795338900.0, '/ljud/Åsas möte.mp3',
    0, 'done', 12.5, 'KB',
    1, '{"position_s": 0.0, "fault": null, "warning": null, "is_cut_off": false}', 812, 1795339000000000000,
    'Årsmötet', 'Föreningen/Möten', 'Andra försöket', 0
);
INSERT INTO tags VALUES ('viktigt', 1);
INSERT INTO texts VALUES (1, X'78011D8CB109C33010455739541BC56032409A74A9524A2A04568430FE08E9C8065E211364062D708BE59CF2F3DEFBCEC8D1FA2E83137BC8D163A7FFB27B5D3CEE325A42414EB83C4E091EEFB271C96ADFB0B6482F55BA8C2DB199C8B9D95E2732F2A915915665DA5B13142D7656F264F9229F153AB7C454F45B85107E54F3388C');
INSERT INTO words (rowid, name, text) VALUES (
    1, 'årsmötet' || char(10) || 'åsas möte.mp3' || char(10) || 'föreningen/möten' || char(10) || 'viktigt' || char(10) || 'andra försöket', 'öppna dörren.' || char(10) || 'stäng fönstret igen.'
);
