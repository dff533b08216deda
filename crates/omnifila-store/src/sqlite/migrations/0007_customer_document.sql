-- A customer by CPF or CNPJ, however it is punctuated.
CREATE INDEX customer_document ON customer (replace(replace(replace(document, '.', ''), '-', ''), '/', ''), id)
    WHERE document IS NOT NULL;
