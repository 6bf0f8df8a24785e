-- migrate:up

-- What is asked about erasing somebody is for managers: whoever may confirm it may see it (V3).
CREATE POLICY reading ON erasures FOR SELECT USING ((SELECT reader_role()) = 'manager');

-- migrate:down
DROP POLICY reading ON erasures;
