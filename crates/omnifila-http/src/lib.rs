//! omnifila-http
