/**
 * For SQL: who answers for campaign c. Its owner; where their account is off (they have left, and nobody took the campaign
 * over), the first risk manager, else administrator, who has been given every site of it. The top of the ladder and the
 * word that all tasks are closed must not end at an empty desk.
 */
export const ANSWERS_FOR = `coalesce(
  (SELECT o.id FROM app_user o WHERE o.id = c.owner_id AND o.active),
  (SELECT o.id FROM app_user o
    WHERE o.active AND o.role IN ('risk-manager', 'administrator')
      AND (o.all_sites OR c.site_ids <@ ARRAY(SELECT x.site_id FROM user_site x WHERE x.user_id = o.id))
    ORDER BY o.role = 'administrator', o.id LIMIT 1),
  c.owner_id)`;
