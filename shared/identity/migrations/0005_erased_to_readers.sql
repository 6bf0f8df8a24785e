-- migrate:up

-- Whoever reads leaves no row about somebody who is erased (V3), and so must see that they are. Who knows the pseudonym learns
-- nothing by it that the empty answer does not tell.
CREATE POLICY reading ON tombstones FOR SELECT USING (true);

-- migrate:down
DROP POLICY reading ON tombstones;
