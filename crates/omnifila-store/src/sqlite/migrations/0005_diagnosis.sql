-- Whether an e-mail address is on several customers, asked row by row.
CREATE INDEX customer_email ON customer (lower(email), id);
