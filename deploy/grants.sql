-- 两个角色对表和函数的全部权限，每次 migrate 之后由 postgres 运行；先全部收回，所以本文件就是全部。
\set ON_ERROR_STOP on
BEGIN;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, evalsite_app, evalsite_lane;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, evalsite_app, evalsite_lane;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, evalsite_app, evalsite_lane;

-- 网页、任务和定时进程：读写数据；审计记录只能添加；封存时清空票箱和意见箱。
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO evalsite_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO evalsite_app;
REVOKE UPDATE, DELETE ON registry_auditevent FROM evalsite_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM evalsite_app;
GRANT TRUNCATE ON ballots_codeopen, ballots_urnballot TO evalsite_app;
GRANT TRUNCATE ON ballots_opinionopen, ballots_opinionissued, ballots_urnopinion TO evalsite_app;
GRANT EXECUTE ON FUNCTION ballots_cast(bigint, text, text, text, text, text, bytea, text) TO evalsite_app;
GRANT EXECUTE ON FUNCTION ballots_opine(bigint, text, text, text, bytea, text) TO evalsite_app;

-- 投票页：投票和意见只能经这两个函数；票箱、意见箱、回执和人一概读不到。
GRANT EXECUTE ON FUNCTION ballots_cast(bigint, text, text, text, text, text, bytea, text) TO evalsite_lane;
GRANT EXECUTE ON FUNCTION ballots_opine(bigint, text, text, text, bytea, text) TO evalsite_lane;
GRANT SELECT (id, title, state, front, marking, form, form_hash, made, phone, wrap_public, opened_at, closed_at,
    key_public, key_suite, key_id, lane_print, key_seal, cards, cards_seal) ON ballots_vote TO evalsite_lane;
GRANT SELECT (hash, vote_id, panel, stratum, batch, place_seal) ON ballots_codeissued TO evalsite_lane;
GRANT SELECT (hash, vote_id, stratum, batch) ON ballots_codeopen TO evalsite_lane;
GRANT SELECT (hash, vote_id) ON ballots_opinionissued TO evalsite_lane;
GRANT SELECT (vote_id, number, label) ON ballots_cardbatch TO evalsite_lane;
GRANT SELECT, UPDATE (enrol_hash, token_hash, unsent, conflicts, seen_at, retired, settled) ON ballots_tablet
    TO evalsite_lane;
GRANT SELECT (id, vote_id, by_card), INSERT ON ballots_replyslip TO evalsite_lane;
COMMIT;
