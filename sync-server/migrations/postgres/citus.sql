-- Run once by whoever runs Citus, after the first start of the server has made the tables:
-- `psql -f sync-server/migrations/postgres/citus.sql <database>`. From then on a village's work
-- lies on one machine, and everything small on all of them.

SELECT create_reference_table(name)
FROM unnest(ARRAY['meta', 'place', 'account', 'tenure', 'device', 'enrol_code', 'session', 'draft', 'elsewhere'])
    AS small (name);

SELECT create_distributed_table('log_head', 'village');
SELECT create_distributed_table(name, 'village', colocate_with => 'log_head')
FROM unnest(ARRAY['change', 'look', 'document', 'outline', 'doc_scope', 'household', 'visit', 'case_row', 'case_party'])
    AS village_work (name);
