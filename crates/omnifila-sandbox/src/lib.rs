//! omnifila-sandbox
