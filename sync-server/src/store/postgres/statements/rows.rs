//! Statements on derived rows. Where somebody above the village may ask, there are two: for one
//! village, and for a range of villages.

super::statements! {
    Village DOCUMENT = "SELECT doc, heads, last_seq FROM document WHERE village = $1 AND doc = $2";
    Village DOCUMENTS = "SELECT doc, heads, last_seq FROM document WHERE village = $1 ORDER BY doc";
    Village OUTLINES = "SELECT doc, outline FROM outline WHERE village = $1 AND doc = ANY($2)";
    Village BOOKS_OF = "SELECT doc FROM document WHERE village = $1 AND doc >= $2 AND doc < $3 ORDER BY doc";
    Village PUT_DOCUMENTS = "INSERT INTO document (village, doc, heads, last_seq)
        SELECT $1, new.* FROM unnest($2::TEXT[], $3::BYTEA[], $4::BIGINT[]) AS new
        ON CONFLICT (village, doc) DO UPDATE SET heads = excluded.heads, last_seq = excluded.last_seq";
    Village PUT_OUTLINES = "INSERT INTO outline (village, doc, outline)
        SELECT $1, new.* FROM unnest($2::TEXT[], $3::BYTEA[]) AS new
        ON CONFLICT (village, doc) DO UPDATE SET outline = excluded.outline";

    Village SCOPE_OF = "SELECT grantee, since_seq FROM doc_scope WHERE village = $1 AND doc = $2 ORDER BY grantee";
    Village SCOPES_OF = "SELECT doc, grantee, since_seq FROM doc_scope WHERE village = $1 AND doc = ANY($2)
        ORDER BY doc, grantee";
    Village SCOPE = "SELECT d.doc, d.heads, d.last_seq, min(s.since_seq) AS since
        FROM doc_scope s JOIN document d ON d.village = s.village AND d.doc = s.doc
        WHERE s.village = $1 AND d.village = $1 AND s.grantee >= $2 AND s.grantee < $3
        GROUP BY d.doc, d.heads, d.last_seq";
    Places SCOPE_WITHIN = "SELECT d.doc, d.heads, d.last_seq, min(s.since_seq) AS since
        FROM doc_scope s JOIN document d ON d.village = s.village AND d.doc = s.doc
        WHERE s.village >= $1 AND s.village < $2 AND s.grantee >= $3 AND s.grantee < $4
        GROUP BY d.doc, d.heads, d.last_seq";
    Reference ELSEWHERE = "SELECT DISTINCT village FROM elsewhere
        WHERE grantee >= $1 AND grantee < $2 ORDER BY village";
    Reference PUT_ELSEWHERE = "INSERT INTO elsewhere (grantee, village)
        SELECT new.grantee, $1 FROM unnest($2::TEXT[]) AS new (grantee) ON CONFLICT DO NOTHING";
    Village DROP_SCOPE = "DELETE FROM doc_scope WHERE village = $1 AND doc = ANY($2)";
    Village PUT_SCOPE = "INSERT INTO doc_scope (village, doc, grantee, since_seq)
        SELECT $1, new.* FROM unnest($2::TEXT[], $3::TEXT[], $4::BIGINT[]) AS new";

    Village HOUSEHOLD = "SELECT village, id, micro_grid, house_no, stands, row, last_visit FROM household
        WHERE village = $1 AND id = $2";
    Places HOUSEHOLD_WITHIN = "SELECT village, id, micro_grid, house_no, stands, row, last_visit FROM household
        WHERE village >= $1 AND village < $2 AND id = $3";
    Village HOUSEHOLDS_OF = "SELECT village, id, micro_grid, house_no, stands, row, last_visit FROM household
        WHERE village = $1 AND id = ANY($2) ORDER BY id";
    Village HOUSEHOLDS = "SELECT village, id, micro_grid, house_no, stands, row, last_visit FROM household
        WHERE village = $1 AND micro_grid >= $2 AND micro_grid < $3
        ORDER BY micro_grid, length(house_no), house_no, id";
    Places HOUSEHOLDS_WITHIN = "SELECT village, id, micro_grid, house_no, stands, row, last_visit FROM household
        WHERE village >= $1 AND village < $2 ORDER BY micro_grid, length(house_no), house_no, id";
    Village HOUSEHOLDS_ASIDE = "SELECT village, id, micro_grid, house_no, stands, row, last_visit FROM household
        WHERE NOT stands AND village = $1 AND micro_grid >= $2 AND micro_grid < $3 ORDER BY id";
    Places HOUSEHOLDS_ASIDE_WITHIN = "SELECT village, id, micro_grid, house_no, stands, row, last_visit FROM household
        WHERE NOT stands AND village >= $1 AND village < $2 ORDER BY id";
    Village HOUSEHOLD_COUNTS = "SELECT substr(micro_grid, 1, $4) AS digits, sum(households)::BIGINT AS households,
        sum(visited)::BIGINT AS visited FROM
        (SELECT micro_grid, count(*) AS households, count(*) FILTER (WHERE last_visit >= $5) AS visited
        FROM household WHERE stands AND village = $1 AND micro_grid >= $2 AND micro_grid < $3
        GROUP BY micro_grid) AS counted
        GROUP BY 1 ORDER BY 1";
    // A micro-grid lies in one village: grouped by both, the rows come in the order of the index and nothing
    // is hashed.
    Places HOUSEHOLD_COUNTS_WITHIN = "SELECT substr(micro_grid, 1, $3) AS digits, sum(households)::BIGINT AS households,
        sum(visited)::BIGINT AS visited FROM
        (SELECT micro_grid, count(*) AS households, count(*) FILTER (WHERE last_visit >= $4) AS visited
        FROM household WHERE stands AND village >= $1 AND village < $2 GROUP BY village, micro_grid) AS counted
        GROUP BY 1 ORDER BY 1";
    Village PUT_HOUSEHOLDS = "INSERT INTO household (village, id, micro_grid, house_no, row, stands)
        SELECT $1, new.* FROM unnest($2::TEXT[], $3::TEXT[], $4::TEXT[], $5::TEXT[], $6::BOOLEAN[]) AS new
        ON CONFLICT (village, id) DO UPDATE SET micro_grid = excluded.micro_grid,
        house_no = excluded.house_no, row = excluded.row, stands = excluded.stands";
    Village FIRST_LAST_VISITS = "UPDATE household SET last_visit = newest.at FROM
        (SELECT household, max(at) AS at FROM visit WHERE village = $1 AND household = ANY($2)
        GROUP BY household) AS newest
        WHERE village = $1 AND id = newest.household AND last_visit IS NULL";

    Village VISITS = "SELECT village, household, id, at, row FROM visit
        WHERE village = $1 AND household = $2 ORDER BY at DESC, id";
    Places HELPED_VISITS = "SELECT village, household, id, at, row FROM visit
        WHERE village >= $1 AND village < $2 AND at >= $3 AND at < $4 AND position('\"helped\":{' IN row) > 0
        ORDER BY village, at, id";
    Village PUT_VISITS = "INSERT INTO visit (village, household, id, at, row)
        SELECT $1, new.* FROM unnest($2::TEXT[], $3::TEXT[], $4::BIGINT[], $5::TEXT[]) AS new
        ON CONFLICT (village, household, id) DO UPDATE SET at = excluded.at, row = excluded.row";
    Village RAISE_LAST_VISITS = "UPDATE household SET last_visit = greatest(last_visit, newest.at)
        FROM unnest($2::TEXT[], $3::BIGINT[]) AS newest (household, at)
        WHERE village = $1 AND id = newest.household";

    Village CASE = "SELECT village, id, micro_grid, colour, stage, contested, due_at, stopped, received_at,
        row, parties, take_due_at, level, pass_up_at FROM case_row WHERE village = $1 AND id = $2";
    Places CASE_WITHIN = "SELECT village, id, micro_grid, colour, stage, contested, due_at, stopped, received_at,
        row, parties, take_due_at, level, pass_up_at FROM case_row WHERE village >= $1 AND village < $2 AND id = $3";
    Village CASES = "SELECT village, id, micro_grid, colour, stage, contested, due_at, stopped, received_at,
        row, parties, take_due_at, level, pass_up_at FROM case_row
        WHERE village = $1 AND 'c.' || village || '.' || id IN
        (SELECT doc FROM doc_scope WHERE village = $1 AND grantee >= $2 AND grantee < $3 AND doc LIKE 'c.%')";
    Places CASES_WITHIN = "SELECT DISTINCT c.village, c.id, c.micro_grid, c.colour, c.stage, c.contested,
        c.due_at, c.stopped, c.received_at, c.row, c.parties, c.take_due_at, c.level, c.pass_up_at
        FROM case_row c JOIN doc_scope s ON s.village = c.village AND s.doc = 'c.' || c.village || '.' || c.id
        WHERE c.village >= $1 AND c.village < $2 AND s.grantee >= $3 AND s.grantee < $4";
    Village OPEN_CASES = "SELECT village, id, micro_grid, colour, stage, contested, due_at, stopped, received_at,
        row, parties, take_due_at, level, pass_up_at FROM case_row
        WHERE village = $1 AND stage NOT IN ('struck_off', 'withdrawn', 'merged')
        AND 'c.' || village || '.' || id IN
        (SELECT doc FROM doc_scope WHERE village = $1 AND grantee >= $2 AND grantee < $3 AND doc LIKE 'c.%')";
    Places OPEN_CASES_WITHIN = "SELECT c.village, c.id, c.micro_grid, c.colour, c.stage, c.contested,
        c.due_at, c.stopped, c.received_at, c.row, c.parties, c.take_due_at, c.level, c.pass_up_at
        FROM case_row c
        WHERE c.village >= $1 AND c.village < $2 AND c.stage NOT IN ('struck_off', 'withdrawn', 'merged')
        AND EXISTS (SELECT 1 FROM doc_scope s WHERE s.village = c.village
        AND s.doc = 'c.' || c.village || '.' || c.id AND s.grantee >= $3 AND s.grantee < $4)";
    Village CASES_OF = "SELECT village, id, micro_grid, colour, stage, contested, due_at, stopped, received_at,
        row, parties, take_due_at, level, pass_up_at FROM case_row
        WHERE village = $1 AND id IN (SELECT id FROM case_party WHERE village = $1 AND household = $2)";
    Whole CASES_TO_PASS_UP = "SELECT village, id FROM case_row WHERE pass_up_at < $1 AND NOT stopped
        ORDER BY pass_up_at, village, id LIMIT $2";
    Village CASE_COUNTS = "SELECT substr(micro_grid, 1, $4) AS digits, stage, colour, sum(cases)::BIGINT AS cases,
        sum(overdue)::BIGINT AS overdue, sum(contested)::BIGINT AS contested, sum(new)::BIGINT AS new FROM
        (SELECT micro_grid, stage, colour, count(*) AS cases,
        count(*) FILTER (WHERE NOT stopped AND least(due_at, take_due_at) < $5) AS overdue,
        count(*) FILTER (WHERE contested) AS contested, count(*) FILTER (WHERE received_at >= $6) AS new
        FROM case_row WHERE village = $1 AND micro_grid >= $2 AND micro_grid < $3 GROUP BY micro_grid, stage, colour) AS counted
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
    Places CASE_COUNTS_WITHIN = "SELECT substr(micro_grid, 1, $3) AS digits, stage, colour, sum(cases)::BIGINT AS cases,
        sum(overdue)::BIGINT AS overdue, sum(contested)::BIGINT AS contested, sum(new)::BIGINT AS new FROM
        (SELECT micro_grid, stage, colour, count(*) AS cases,
        count(*) FILTER (WHERE NOT stopped AND least(due_at, take_due_at) < $4) AS overdue,
        count(*) FILTER (WHERE contested) AS contested, count(*) FILTER (WHERE received_at >= $5) AS new
        FROM case_row WHERE village >= $1 AND village < $2 GROUP BY village, micro_grid, stage, colour) AS counted
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
    Village PUT_CASES = "INSERT INTO case_row
        (village, id, micro_grid, colour, stage, contested, due_at, stopped, received_at, row,
         take_due_at, level, pass_up_at, parties)
        SELECT $1, new.id, new.micro_grid, new.colour, new.stage, new.contested, new.due_at, new.stopped,
        new.received_at, new.row, new.take_due_at, new.level, new.pass_up_at, string_to_array(new.parties, ',')
        FROM unnest($2::TEXT[], $3::TEXT[], $4::TEXT[], $5::TEXT[], $6::BOOLEAN[], $7::BIGINT[], $8::BOOLEAN[],
        $9::BIGINT[], $10::TEXT[], $11::BIGINT[], $12::TEXT[], $13::BIGINT[], $14::TEXT[])
        AS new (id, micro_grid, colour, stage, contested, due_at, stopped, received_at, row,
        take_due_at, level, pass_up_at, parties)
        ON CONFLICT (village, id) DO UPDATE SET micro_grid = excluded.micro_grid,
        colour = excluded.colour, stage = excluded.stage, contested = excluded.contested,
        due_at = excluded.due_at, stopped = excluded.stopped, received_at = excluded.received_at,
        row = excluded.row, parties = excluded.parties,
        take_due_at = excluded.take_due_at, level = excluded.level,
        pass_up_at = excluded.pass_up_at";
    Village DROP_PARTIES = "DELETE FROM case_party WHERE village = $1 AND id = ANY($2)";
    Village PUT_PARTIES = "INSERT INTO case_party (village, id, household)
        SELECT $1, new.* FROM unnest($2::TEXT[], $3::TEXT[]) AS new";

    Whole DERIVED_DOCUMENTS = "SELECT 'document ' || t::TEXT AS text FROM document t ORDER BY village, doc";
    Whole DERIVED_OUTLINES = "SELECT 'outline ' || t::TEXT AS text FROM outline t ORDER BY village, doc";
    Whole DERIVED_SCOPES = "SELECT 'doc_scope ' || t::TEXT AS text FROM doc_scope t ORDER BY village, doc, grantee";
    Whole DERIVED_HOUSEHOLDS = "SELECT 'household ' || t::TEXT AS text FROM household t ORDER BY village, id";
    Whole DERIVED_VISITS = "SELECT 'visit ' || t::TEXT AS text FROM visit t ORDER BY village, household, id";
    Whole DERIVED_CASES = "SELECT 'case_row ' || t::TEXT AS text FROM case_row t ORDER BY village, id";
    Whole DERIVED_PARTIES = "SELECT 'case_party ' || t::TEXT AS text FROM case_party t
        ORDER BY village, id, household";
    Whole CLEAR_DOCUMENTS = "DELETE FROM document";
    Whole CLEAR_OUTLINES = "DELETE FROM outline";
    Whole CLEAR_SCOPES = "DELETE FROM doc_scope";
    Whole CLEAR_HOUSEHOLDS = "DELETE FROM household";
    Whole CLEAR_VISITS = "DELETE FROM visit";
    Whole CLEAR_CASES = "DELETE FROM case_row";
    Whole CLEAR_PARTIES = "DELETE FROM case_party";
    Reference CLEAR_ELSEWHERE = "DELETE FROM elsewhere";
}
