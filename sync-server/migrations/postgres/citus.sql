-- Run by whoever runs Citus, after the first start of the server has made the tables, and again
-- after an update that adds some: `psql -f sync-server/migrations/postgres/citus.sql <database>`.
-- From then on a village's work lies on one machine, and everything small on all of them.

SELECT create_reference_table(name)
FROM unnest(ARRAY['meta', 'place', 'account', 'tenure', 'device', 'enrol_code', 'session', 'draft', 'elsewhere',
    'service_list', 'feedback'])
    AS small (name)
WHERE name::REGCLASS NOT IN (SELECT table_name FROM citus_tables);

SELECT create_distributed_table(name, 'village')
FROM (VALUES ('log_head')) AS first_of_all (name)
WHERE name::REGCLASS NOT IN (SELECT table_name FROM citus_tables);

SELECT create_distributed_table(name, 'village', colocate_with => 'log_head')
FROM unnest(ARRAY['change', 'look', 'document', 'outline', 'doc_scope', 'household', 'visit', 'case_row',
    'case_party', 'photo_kept', 'photo_name', 'directory', 'notice', 'notice_cursor']) AS village_work (name)
WHERE name::REGCLASS NOT IN (SELECT table_name FROM citus_tables);
