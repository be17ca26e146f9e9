-- What people decided about texts of appendix tables, for the table that comes next: the newest answer for each column and text. The
-- journal has all of them (plan.item_updated); this is what they come to, written in the transaction of the event.
CREATE TABLE plan_answers (
  province text NOT NULL,
  -- `lead`, `coordinators`, `deadline`.
  field text NOT NULL,
  -- The text without case, diacritics and white space (workflow/plan/plan_answers.h).
  text_key text NOT NULL,
  answer_time timestamptz NOT NULL,
  -- phoihop.v1.PlanAnswer.
  answer jsonb NOT NULL,
  PRIMARY KEY (province, field, text_key)
);
CREATE INDEX plan_answers_newest ON plan_answers (province, answer_time DESC, field, text_key);

GRANT SELECT, INSERT, UPDATE ON plan_answers TO phoihop_server;
