-- 三个数据库角色和数据库，由 postgres 运行一次；再次运行只把密码改成本文件里的。
-- evalsite_owner 拥有表、函数和触发器；evalsite_app 是网页、任务和定时进程；evalsite_lane 只做投票页的事。
\set ON_ERROR_STOP on
SET log_statement = none;
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['evalsite_owner', 'evalsite_app', 'evalsite_lane']) AS name
WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE evalsite_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '@OWNER_PASSWORD@';
ALTER ROLE evalsite_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '@APP_PASSWORD@';
ALTER ROLE evalsite_lane LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '@LANE_PASSWORD@';
-- 开启投票前要看服务器预先装入了什么程序，这几项设置本来只有超级用户看得到。
GRANT pg_read_all_settings TO evalsite_owner, evalsite_app;
SELECT 'CREATE DATABASE evalsite OWNER evalsite_owner TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8'''
WHERE NOT EXISTS (SELECT 1 FROM pg_database WHERE datname = 'evalsite') \gexec
REVOKE ALL ON DATABASE evalsite FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE evalsite TO evalsite_app;
GRANT CONNECT ON DATABASE evalsite TO evalsite_lane;
\connect evalsite
ALTER SCHEMA public OWNER TO evalsite_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO evalsite_app, evalsite_lane;
