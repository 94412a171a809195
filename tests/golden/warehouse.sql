CREATE TABLE fct_orders (order_id INTEGER, customer_id INTEGER, ordered_at TIMESTAMP, status VARCHAR, "order" VARCHAR, amount DECIMAL(18, 2), coupon VARCHAR, is_gift BOOLEAN);
INSERT INTO fct_orders VALUES
  (1, 1, '2024-02-28 10:00', 'done', 'web', 10.00, NULL, TRUE),
  (2, 1, '2024-02-29 23:59:59', 'done', 'web', 20.50, 'X', FALSE),
  (3, 2, '2024-03-01 00:00', 'open', 'app', 5.25, 'X', NULL),
  (4, NULL, '2024-03-04 12:00', 'done', NULL, 7.00, NULL, TRUE),
  (5, 99, '2024-03-10 08:00', 'done', 'app', 100.00, 'Y', FALSE),
  (6, 3, '2024-12-31 09:00', 'open', 'web', NULL, NULL, TRUE),
  (7, 2, NULL, 'done', 'web', 3.00, 'Z', TRUE);
CREATE TABLE dim_customers (customer_id INTEGER, region_id VARCHAR, segment VARCHAR, signed_up DATE);
INSERT INTO dim_customers VALUES (1, 'eu', 'smb', '2023-12-31'), (2, 'us', 'enterprise', '2024-01-01'), (3, NULL, NULL, '2024-02-29');
CREATE TABLE dim_regions (region_id VARCHAR, country VARCHAR);
INSERT INTO dim_regions VALUES ('eu', 'France'), ('us', 'United States');
CREATE TABLE fct_sessions (session_id INTEGER, customer_id INTEGER, started_at TIMESTAMP, device VARCHAR);
INSERT INTO fct_sessions VALUES
  (1, 1, '2024-02-27 10:00', 'phone'), (2, 1, '2024-02-28 09:00', 'desk'), (3, 2, '2024-03-01 01:00', 'phone'),
  (4, NULL, '2024-03-04 10:00', 'desk'), (5, 4, '2024-03-05 10:00', NULL);
CREATE TABLE fct_balances (account_id INTEGER, customer_id INTEGER, as_of DATE, balance DECIMAL(18, 2));
INSERT INTO fct_balances VALUES
  (1, 1, '2024-02-28', 100), (2, 2, '2024-02-28', 50), (1, 1, '2024-03-03', 120), (2, 2, '2024-03-02', 40),
  (3, NULL, '2024-03-03', 7);
CREATE TABLE bridge_tags (customer_id INTEGER, tag_id VARCHAR);
INSERT INTO bridge_tags VALUES (1, 'a'), (1, 'b'), (2, 'a'), (2, 'a');
CREATE TABLE dim_date AS SELECT CAST(range AS DATE) AS day FROM range(DATE '2024-01-01', DATE '2025-01-02', INTERVAL 1 DAY);
CREATE TABLE fct_calls (call_id INTEGER, started_at TIMESTAMP, minutes INTEGER);
INSERT INTO fct_calls VALUES (1, '2024-03-10 04:30', 5), (2, '2024-03-10 05:30', 7), (3, '2024-03-11 03:59:59', 11), (4, '2024-11-03 05:30', 13);
